import type { ReactFlowInstance } from '@xyflow/react';
import type { KeyboardEvent } from 'react';
import type { Direction, Navigation } from '../navigation.ts';
import { commandsFor, keyOf } from './commands.ts';
import type { Designer } from './designer-context.ts';
import type { LineEdge, StateNode } from './flow-elements.ts';
import type { Line } from './picture.ts';
import { selectAround } from './selection.ts';

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowDown: 'down',
  ArrowUp: 'up',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
};

/** What the help says of the keys that are no commands of the menu. */
export const OTHER_KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['↓ ↑', 'Along the flow, into a region and out of it'],
  ['← →', 'To what stands beside: another branch, another line'],
  ['Enter', 'Into a region; of other states, show the place in the text'],
  ['Escape', 'From several states to one, out of a region, out of a dialog'],
  ['Home, End', 'To the first state, to the last'],
  ['L', 'To the lines that leave a state'],
  ['Shift with an arrow', 'Select one more state'],
  ['Ctrl with an arrow', 'Move, and leave selected what is'],
  ['S, Ctrl+Space', 'Select the state too, or no longer'],
  ['Ctrl+A', 'Select the whole flow; again: what is around it'],
  ['Shift and drag', 'Select the states that a box touches; with Ctrl: too'],
  ['E', 'To the properties of the state'],
  ['Ctrl+F, /', 'Find a state by its name'],
  ['Ctrl+Z, Ctrl+Y', 'Undo, redo'],
  ['Shift+F10', 'All that can be done here'],
  ['=, −, 0, 1', 'Zoom in, zoom out, fit in view, original size'],
  ['?', 'This help'],
];

export interface CanvasKeyContext {
  readonly designer: Designer;
  readonly navigation: Navigation;
  readonly flow: Pick<ReactFlowInstance<StateNode, LineEdge>, 'zoomIn' | 'zoomOut' | 'zoomTo' | 'fitView'>;
}

/** A key that was pressed on the canvas. What is done here goes no further: VS Code would do it again. */
export function handleCanvasKey(event: KeyboardEvent, context: CanvasKeyContext): void {
  if (event.target !== event.currentTarget) return;
  const key = keyOf(event);
  const isDone =
    travel(key, context) ||
    choose(key, context) ||
    walk(key, context) ||
    pageKey(key, event, context) ||
    zoom(key, context) ||
    run(key, context);
  if (!isDone) return;
  event.preventDefault();
  event.stopPropagation();
}

function run(key: string, { designer }: CanvasKeyContext): boolean {
  const command = commandsFor(designer).find(({ keys }) => keys.includes(key));
  command?.run();
  return command !== undefined;
}

/** Undo and redo are VS Code's: it undoes in the text. */
function travel(key: string, { designer: { client, state } }: CanvasKeyContext): boolean {
  const name = key === 'Ctrl+Z' ? 'undo' : key === 'Ctrl+Y' || key === 'Ctrl+Shift+Z' ? 'redo' : undefined;
  if (name === undefined || state.update === undefined) return false;
  client.travel(name);
  return true;
}

/** More states than the one that the keyboard is at, and fewer. */
function choose(key: string, { designer: { state, dispatch } }: CanvasKeyContext): boolean {
  const { picture, at, selected } = state;
  if (picture === undefined) return false;
  const isAtState = at !== undefined && picture.nodes.has(at);
  if (key === 'Ctrl+A') {
    dispatch({ kind: 'select-all', ids: selectAround(picture, isAtState ? at : undefined, selected) });
    return true;
  }
  if (!isAtState) return false;
  if (key === 'S' || key === 'Ctrl+ ') {
    dispatch({ kind: 'select', id: at, how: 'toggle' });
    return true;
  }
  if (key !== 'Escape' || selected.length < 2) return false;
  dispatch({ kind: 'select', id: at });
  return true;
}

function walk(key: string, context: CanvasKeyContext): boolean {
  const { designer, navigation } = context;
  const { state, dispatch, client } = designer;
  const { picture, at } = state;
  if (picture === undefined) return false;
  const go = (id: string | undefined, how?: 'add' | 'move'): true => {
    if (id === undefined) return true;
    dispatch({ kind: 'select', id, show: true, ...(how === undefined ? {} : { how }) });
    if (picture.nodes.has(id)) client.revealSoon(id);
    return true;
  };
  const line = at === undefined ? undefined : picture.lines.get(at);
  if (line !== undefined) return walkLine(key, line, designer, go);
  const how = key.startsWith('Shift+Arrow') ? 'add' : key.startsWith('Ctrl+Arrow') ? 'move' : undefined;
  const plain = how === undefined ? key : key.slice(key.indexOf('+') + 1);
  const direction = Object.hasOwn(DIRECTIONS, plain) ? DIRECTIONS[plain] : undefined;
  if (direction !== undefined) return go(at === undefined ? navigation.first : navigation.find(at, direction), how);
  if (key === 'Escape') return go(at === undefined ? undefined : navigation.find(at, 'out'));
  if (at === undefined) return false;
  if (key === 'L') return go(picture.leaving.get(at)?.[0]?.id);
  if (key !== 'Enter') return false;
  const { region } = picture.nodes.get(at) ?? {};
  if (region === 'open') return go(navigation.find(at, 'down'));
  if (region === 'closed') return run(' ', context);
  client.tell('reveal', { pointer: at, focus: true });
  return true;
}

/** On a line: to its ends, and among the lines of the same state. */
function walkLine(
  key: string,
  line: Line,
  { state: { picture } }: Designer,
  go: (id: string | undefined) => true,
): boolean {
  const { edge, id } = line;
  const lines = picture?.leaving.get(edge.from) ?? [];
  const index = lines.findIndex((each) => each.id === id);
  const isState = (end: string): boolean =>
    picture?.nodes.get(end)?.type !== 'Start' && picture?.nodes.get(end)?.type !== 'End';
  switch (key) {
    case 'ArrowUp':
    case 'Escape':
      return go(isState(edge.from) ? edge.from : edge.to);
    case 'ArrowDown':
    case 'Enter':
      return go(isState(edge.to) ? edge.to : edge.from);
    case 'ArrowRight':
    case 'L':
      return go(lines[(index + 1) % lines.length]?.id);
    case 'ArrowLeft':
      return go(lines.at(index - 1)?.id);
    default:
      return false;
  }
}

function pageKey(key: string, event: KeyboardEvent, { designer }: CanvasKeyContext): boolean {
  const { dispatch } = designer;
  switch (key) {
    case 'Ctrl+F':
    case '/':
      dispatch({ kind: 'dialog', dialog: { kind: 'search' } });
      return true;
    case '?':
      dispatch({ kind: 'dialog', dialog: { kind: 'help' } });
      return true;
    case 'Shift+F10':
    case 'ContextMenu': {
      const id = event.currentTarget.getAttribute('aria-activedescendant');
      const box = (id === null ? null : document.getElementById(id))?.getBoundingClientRect();
      dispatch({ kind: 'menu', at: { x: (box?.left ?? 80) + 24, y: (box?.top ?? 80) + 32 } });
      return true;
    }
    case 'E':
      document.querySelector<HTMLElement>('.panel input, .panel select, .panel textarea, .panel button')?.focus();
      return true;
    default:
      return false;
  }
}

function zoom(key: string, { flow }: CanvasKeyContext): boolean {
  switch (key) {
    case '=':
      void flow.zoomIn();
      return true;
    case '-':
      void flow.zoomOut();
      return true;
    case '0':
      void flow.fitView({ padding: 0.05, maxZoom: 1.5 });
      return true;
    case '1':
      void flow.zoomTo(1);
      return true;
    default:
      return false;
  }
}
