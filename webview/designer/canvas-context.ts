import { createContext, useContext, type PointerEvent } from 'react';
import type { Slot } from '../../src/design/gesture.ts';

/** What a line that is being drawn is to become. */
export type DrawnLine =
  { readonly kind: 'connect'; readonly from: string } | { readonly kind: 'reconnect'; readonly line: string };

/** What nodes and lines can do; the same functions for as long as the page lives, so that nothing is drawn for them. */
export interface CanvasActions {
  readonly toggle: (region: string) => void;
  readonly startLine: (event: PointerEvent, line: DrawnLine) => void;
  /** Opens the palette for one place. */
  readonly insertAt: (slot: Slot, words: string) => void;
  /** The end of the name being written; undefined: it stays as it was. */
  readonly rename: (pointer: string, name: string | undefined) => void;
}

const Context = createContext<CanvasActions | undefined>(undefined);

export const CanvasProvider = Context.Provider;

export function useCanvas(): CanvasActions {
  const actions = useContext(Context);
  if (actions === undefined) throw new Error('This part stands outside of the canvas.');
  return actions;
}
