import type { Gesture, Part, Slot } from '../../src/design/gesture.ts';
import { isSelectable } from '../../src/graph/node-types.ts';
import type { GraphNode } from '../../src/protocol/graph.ts';
import { isEditable, type Designer } from './designer-context.ts';
import { allPlaces, placesAt, type Line, type Picture, type Place } from './picture.ts';

/** Something that can be done to what is selected: in the menu, by a key. */
export interface Command {
  readonly id: string;
  readonly label: string;
  /** As `keyOf` names them. */
  readonly keys: readonly string[];
  readonly group: 'insert' | 'lines' | 'structure' | 'clipboard' | 'view';
  readonly run: () => void;
}

/** Of types that have it, each part that can be added. */
const PARTS: readonly { readonly part: Part; readonly types: readonly string[] }[] = [
  { part: 'branch', types: ['Parallel'] },
  { part: 'rule', types: ['Choice'] },
  { part: 'catcher', types: ['Task', 'Map', 'Parallel'] },
  { part: 'retrier', types: ['Task', 'Map', 'Parallel'] },
];

/** What can be done now to what is selected, in the order of the menu. */
export function commandsFor(designer: Designer): Command[] {
  const { state } = designer;
  const { picture, at } = state;
  if (picture === undefined) return [];
  const line = at === undefined ? undefined : picture.lines.get(at);
  const node = at === undefined ? undefined : picture.nodes.get(at);
  const commands = line ? lineCommands(designer, picture, line) : nodeCommands(designer, picture, node);
  return isEditable(state) ? commands : commands.filter(({ id }) => id === 'copy' || id === 'text' || id === 'fold');
}

function lineCommands(designer: Designer, picture: Picture, line: Line): Command[] {
  const { dispatch } = designer;
  const { edge, id } = line;
  const remove = removalOf(line);
  return [
    ...insertCommands(designer, placesAt(picture, id)),
    ...(edge.transitions.length > 0
      ? [
          command('reconnect', 'Lead to Another State…', ['R'], 'lines', () =>
            dispatch({ kind: 'dialog', dialog: { kind: 'reconnect', line: id } }),
          ),
        ]
      : []),
    ...(remove === undefined
      ? []
      : [command('delete', remove.label, ['Delete', 'Backspace'], 'lines', () => perform(designer, remove.gesture))]),
  ];
}

/** What deleting a line takes away; undefined where there is nothing to take. */
function removalOf({ edge: { kind, transitions, from } }: Line): { label: string; gesture: Gesture } | undefined {
  const { length } = transitions;
  if (length === 0) return undefined;
  if (kind === 'next') return { label: 'End the Flow Here', gesture: { kind: 'reconnect', transitions } };
  if (kind === 'default')
    return { label: 'Remove the Default', gesture: { kind: 'set-property', object: from, key: 'Default' } };
  if (kind !== 'choice' && kind !== 'catch') return undefined;
  const what = kind === 'choice' ? 'Rule' : 'Catcher';
  const label = length === 1 ? `Remove the ${what}` : `Remove the ${length} ${what}s`;
  const parts = transitions.map((pointer) => pointer.replace(/\/Next$/, ''));
  return { label, gesture: { kind: 'remove-parts', parts } };
}

function nodeCommands(designer: Designer, picture: Picture, node: GraphNode | undefined): Command[] {
  const { state, dispatch, client } = designer;
  const { selected } = state;
  const pasteAt = node === undefined ? defaultPlace(picture) : placesAt(picture, node.id)[0];
  const paste = command(
    'paste',
    'Paste',
    ['Ctrl+V'],
    'clipboard',
    () => void designer.follow(client.change('paste', { at: pasteAt?.slot })),
  );
  if (node === undefined || !isSelectable(node)) {
    const places = node === undefined ? allPlaces(picture) : placesAt(picture, node.id);
    return [...insertCommands(designer, places), paste];
  }
  const { id, type } = node;
  const isOne = selected.length <= 1;
  const states = selected.includes(id) ? selected : [id];
  const mode = node.marks.includes('distributed') ? 'INLINE' : 'DISTRIBUTED';
  return [
    ...(isOne ? insertCommands(designer, placesAt(picture, id)) : []),
    ...(isOne && type !== 'Succeed' && type !== 'Fail'
      ? [
          command('connect', 'Lead to Another State…', ['C'], 'lines', () =>
            dispatch({ kind: 'dialog', dialog: { kind: 'connect', from: id } }),
          ),
        ]
      : []),
    ...(isOne
      ? PARTS.filter(({ types }) => types.includes(type)).map(({ part }) =>
          command(`add-${part}`, `Add a ${part[0]?.toUpperCase() ?? ''}${part.slice(1)}`, [], 'insert', () =>
            perform(designer, { kind: 'add-part', state: id, part }),
          ),
        )
      : []),
    ...(isOne ? [command('rename', 'Rename…', ['F2'], 'structure', () => dispatch({ kind: 'rename', id }))] : []),
    command('wrap-map', 'Wrap in a Map', ['M'], 'structure', () =>
      perform(designer, { kind: 'wrap', states, into: 'Map' }),
    ),
    command('wrap-parallel', 'Wrap in a Parallel', ['P'], 'structure', () =>
      perform(designer, { kind: 'wrap', states, into: 'Parallel' }),
    ),
    ...(isOne && (type === 'Map' || type === 'Parallel')
      ? [command('unwrap', 'Unwrap', ['U'], 'structure', () => perform(designer, { kind: 'unwrap', state: id }))]
      : []),
    ...(isOne && type === 'Map'
      ? [
          command('mode', mode === 'INLINE' ? 'Make It Inline' : 'Make It Distributed', ['D'], 'structure', () =>
            perform(designer, { kind: 'set-mode', state: id, mode }),
          ),
        ]
      : []),
    command('duplicate', 'Duplicate', ['Ctrl+D'], 'clipboard', () => perform(designer, { kind: 'duplicate', states })),
    command('copy', 'Copy', ['Ctrl+C'], 'clipboard', () => void designer.follow(client.ask('copy', { states }))),
    command('cut', 'Cut', ['Ctrl+X'], 'clipboard', () => cut(designer, states)),
    paste,
    command('delete', 'Delete', ['Delete', 'Backspace'], 'clipboard', () =>
      perform(designer, { kind: 'remove', states }),
    ),
    ...(node.region === undefined
      ? []
      : [
          command('fold', node.region === 'open' ? 'Close the Region' : 'Open the Region', [' '], 'view', () =>
            toggleRegion(designer, id),
          ),
        ]),
    command('text', 'Show in Text', ['T'], 'view', () => client.tell('reveal', { pointer: id, focus: true })),
  ];
}

function command(id: string, label: string, keys: string[], group: Command['group'], run: () => void): Command {
  return { id, label, keys, group, run };
}

function insertCommands({ dispatch }: Designer, places: readonly Place[]): Command[] {
  return places.length === 0
    ? []
    : [
        command('insert', 'Insert a State…', ['A', '+'], 'insert', () =>
          dispatch({ kind: 'dialog', dialog: { kind: 'insert', places } }),
        ),
      ];
}

function perform(designer: Designer, gesture: Gesture): void {
  void designer.follow(designer.client.gesture(gesture));
}

/** Into the clipboard first: only what is there is taken out. */
function cut(designer: Designer, states: readonly string[]): void {
  void designer.follow(designer.client.ask('copy', { states })).then((isCopied) => {
    if (isCopied) perform(designer, { kind: 'remove', states });
  });
}

export function toggleRegion({ state, dispatch }: Pick<Designer, 'state' | 'dispatch'>, id: string): void {
  const { collapsed } = state;
  dispatch({
    kind: 'collapse',
    collapsed: collapsed.includes(id) ? collapsed.filter((each) => each !== id) : [...collapsed, id],
  });
}

/** Where something goes when nothing is selected: before the end of the machine, or where else there is a place. */
function defaultPlace(picture: Picture): Place | undefined {
  const places = allPlaces(picture);
  const atEnd = [...picture.lines.values()].find(({ edge }) => edge.to === '#end')?.slot;
  return places.find(({ slot }) => slot === atEnd) ?? places[0];
}

/** Inserts a preset where the selection says; into an empty text, as the whole of it. */
export function insertPreset(designer: Designer, preset: string, at?: Slot): void {
  const { picture, at: selected } = designer.state;
  const place =
    picture === undefined || picture.graph.nodes.length === 0
      ? undefined
      : ((selected === undefined ? undefined : placesAt(picture, selected)[0]) ?? defaultPlace(picture));
  void designer.follow(designer.client.change('insertPreset', { preset, at: at ?? place?.slot }));
}

/** A key as the commands name it: `Ctrl+D` (also for ⌘), `Shift+ArrowDown`, `F2`, `A`, `+`. */
export function keyOf(event: {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}): string {
  const { key } = event;
  const isLetter = /^[a-z]$/i.test(key);
  const shift = event.shiftKey && (isLetter || key.length > 1) ? 'Shift+' : '';
  return `${event.ctrlKey || event.metaKey ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift}${isLetter ? key.toUpperCase() : key}`;
}
