import { createContext, useContext, type Dispatch } from 'react';
import type { GestureAnswer } from '../../src/protocol/designer.ts';
import type { Client } from './client.ts';
import { isGiven } from './given.ts';
import type { Action, DesignerState } from './state.ts';

/** What every part of the page works with. */
export interface Designer {
  readonly state: DesignerState;
  readonly client: Client;
  readonly dispatch: Dispatch<Action>;
  /** Tells what became of a gesture, and looks at what it made. True when it was done. */
  readonly follow: (answer: Promise<GestureAnswer>) => Promise<boolean>;
  /** Gives the keyboard back to the canvas. */
  readonly focusCanvas: () => void;
}

const Context = createContext<Designer | undefined>(undefined);

export const DesignerProvider = Context.Provider;

export function useDesigner(): Designer {
  const designer = useContext(Context);
  if (designer === undefined) throw new Error('This part stands outside of the designer.');
  return designer;
}

/** Whether the text may be changed from here: it can be read, and written. */
export function isEditable({ update }: DesignerState): boolean {
  return update !== undefined && !update.stale && !isGiven(update.readOnly);
}
