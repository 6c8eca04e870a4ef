import type { DesignerAnnotations, DesignerUpdate } from '../../src/protocol/designer.ts';
import type { ExecutionSnapshot } from '../../src/protocol/execution-snapshot.ts';
import type { KeptState } from './kept-state.ts';
import { closestDrawn, lookUp, type Picture, type Place } from './picture.ts';

/** What is open above the canvas. */
export type Dialog =
  | { readonly kind: 'insert'; readonly places: readonly Place[] }
  | { readonly kind: 'connect'; readonly from: string }
  | { readonly kind: 'reconnect'; readonly line: string }
  | { readonly kind: 'search' | 'help' };

/** One line that tells what became of something. */
export interface Note {
  readonly kind: 'refused' | 'done';
  readonly text: string;
}

export interface DesignerState {
  readonly update: DesignerUpdate | undefined;
  readonly picture: Picture | undefined;
  readonly snapshot: ExecutionSnapshot | undefined;
  /** The node or line that the keyboard is at. */
  readonly at: string | undefined;
  /** Pointers of the states that commands are about; none while a line is. */
  readonly selected: readonly string[];
  readonly collapsed: readonly string[];
  /** What to select as soon as it is drawn. */
  readonly wanted: string | undefined;
  /** What to bring into view; a new object each time. */
  readonly show: { readonly id: string } | undefined;
  readonly dialog: Dialog | undefined;
  /** The state whose name is being written. */
  readonly renaming: string | undefined;
  readonly note: Note | undefined;
  /** Where the actions menu is open, in the page. */
  readonly menu: { readonly x: number; readonly y: number } | undefined;
  /** JSON text that expressions are tried on. */
  readonly sample: string;
  readonly sidebar: boolean;
}

export type Action =
  | { readonly kind: 'update'; readonly update: DesignerUpdate }
  | { readonly kind: 'annotations'; readonly annotations: DesignerAnnotations }
  | { readonly kind: 'snapshot'; readonly snapshot: ExecutionSnapshot | undefined }
  /** `how`: alone, together with what is selected, the other way round than it is, or only to be at. */
  | {
      readonly kind: 'select';
      readonly id: string | undefined;
      readonly how?: 'add' | 'toggle' | 'move';
      readonly show?: boolean;
    }
  /** States by pointer: alone, or together with what is selected. */
  | { readonly kind: 'select-all'; readonly ids: readonly string[]; readonly isMore?: boolean }
  /** What a gesture has made, or the text's cursor is in: looked at as soon as a picture has it. */
  | { readonly kind: 'want'; readonly id: string }
  | { readonly kind: 'collapse'; readonly collapsed: readonly string[] }
  | { readonly kind: 'dialog'; readonly dialog: Dialog | undefined }
  | { readonly kind: 'rename'; readonly id: string | undefined }
  | { readonly kind: 'note'; readonly note: Note | undefined }
  | { readonly kind: 'menu'; readonly at: { readonly x: number; readonly y: number } | undefined }
  | { readonly kind: 'sample'; readonly text: string }
  | { readonly kind: 'sidebar' };

/** Pixels from which on there is room for a palette beside the canvas. */
const WIDE = 860;

export function initialState(kept: KeptState): DesignerState {
  return {
    update: undefined,
    picture: undefined,
    snapshot: undefined,
    at: kept.selected,
    selected: kept.selected === undefined ? [] : [kept.selected],
    collapsed: kept.collapsed,
    wanted: undefined,
    show: undefined,
    dialog: undefined,
    renaming: undefined,
    note: undefined,
    menu: undefined,
    sample: kept.sample,
    sidebar: kept.sidebar ?? window.innerWidth >= WIDE,
  };
}

export function reduce(state: DesignerState, action: Action): DesignerState {
  switch (action.kind) {
    case 'update':
      return takeUpdate(state, action.update);
    case 'annotations':
      return annotate(state, action.annotations);
    case 'snapshot':
      return { ...state, snapshot: action.snapshot };
    case 'select':
      return select(state, action);
    case 'select-all':
      return selectAll(state, action);
    case 'want':
      return want(state, action.id);
    case 'collapse':
      return { ...state, collapsed: action.collapsed };
    case 'dialog':
      return { ...state, dialog: action.dialog, menu: undefined };
    case 'rename':
      return { ...state, renaming: action.id };
    case 'note':
      return { ...state, note: action.note };
    case 'menu':
      return { ...state, menu: action.at };
    case 'sample':
      return { ...state, sample: action.text };
    case 'sidebar':
      return { ...state, sidebar: !state.sidebar };
  }
}

function selectAll(state: DesignerState, { ids, isMore }: Extract<Action, { kind: 'select-all' }>): DesignerState {
  const selected = [...new Set([...(isMore === true ? state.selected : []), ...ids])];
  // Where the keyboard is, if that is among them.
  const at = selected.find((id) => id === state.at) ?? selected[0];
  return { ...state, at, selected, wanted: undefined, menu: undefined };
}

/** The picture changes; what is selected, closed and looked at stays. */
function takeUpdate(state: DesignerState, update: DesignerUpdate): DesignerState {
  // An older picture may arrive late; it must not take the place of a newer one.
  if (state.update !== undefined && update.documentVersion < state.update.documentVersion) return state;
  const picture =
    update.graph === undefined
      ? undefined
      : update.graph === state.update?.graph
        ? state.picture
        : lookUp(update.graph);
  const next: DesignerState = { ...state, update, picture };
  if (picture === undefined) return { ...next, at: undefined, selected: [] };
  const { wanted } = state;
  if (wanted !== undefined && picture.nodes.has(wanted))
    return select(next, { kind: 'select', id: wanted, show: true });
  const isThere = (id: string): boolean => picture.nodes.has(id) || picture.lines.has(id);
  const at = state.at === undefined ? undefined : isThere(state.at) ? state.at : closestDrawn(picture, state.at);
  const selected = state.selected.filter((id) => picture.nodes.has(id));
  return {
    ...next,
    at,
    selected: selected.length === 0 && at !== undefined && picture.nodes.has(at) ? [at] : selected,
    renaming: state.renaming !== undefined && isThere(state.renaming) ? state.renaming : undefined,
    // A picture that comes while somebody reads the menu does not close it.
    menu: at === state.at ? state.menu : undefined,
  };
}

/** Those of another version than the one that is shown are about states of that one. */
function annotate(state: DesignerState, { documentVersion, findings, costs }: DesignerAnnotations): DesignerState {
  const { update } = state;
  if (update?.documentVersion !== documentVersion) return state;
  return { ...state, update: { ...update, findings, costs } };
}

/** The picture may have come before; what is in a closed region is not waited for. */
function want(state: DesignerState, id: string): DesignerState {
  const { picture } = state;
  const closest = picture && closestDrawn(picture, id);
  const isHidden = closest !== undefined && picture?.nodes.get(closest)?.region === 'closed';
  return closest === id || isHidden ? select(state, { kind: 'select', id, show: true }) : { ...state, wanted: id };
}

function select(state: DesignerState, { id, how, show }: Extract<Action, { kind: 'select' }>): DesignerState {
  const { picture, selected } = state;
  const at = id === undefined || picture === undefined ? id : closestDrawn(picture, id);
  const seen = at !== undefined && show === true ? { id: at } : state.show;
  const isLine = at !== undefined && picture?.lines.has(at) === true;
  const alone = at === undefined || isLine ? [] : [at];
  const isIn = at !== undefined && selected.includes(at);
  const more =
    how === 'toggle' && isIn ? selected.filter((each) => each !== at) : [...new Set([...selected, ...alone])];
  return {
    ...state,
    at,
    selected: how === undefined ? alone : how === 'move' && !isLine ? selected : more,
    wanted: undefined,
    show: seen,
    menu: at === state.at ? state.menu : undefined,
  };
}
