import type { Definition, Scope, State } from '../asl/definition.ts';
import type { Range } from './named-at.ts';

/** An entry of the outline: a state, or a branch of a Parallel, with what is inside of it. */
export interface OutlineEntry {
  readonly kind: 'state' | 'branch';
  readonly name: string;
  /** A state's type. */
  readonly detail: string;
  readonly range: Range;
  /** Within `range`. */
  readonly selection: Range;
  readonly children: readonly OutlineEntry[];
}

/** The states in the order of the text, those of Maps and branches inside of them. */
export function outlineOf({ machine }: Definition): readonly OutlineEntry[] {
  return machine ? machine.states.map(entryOf) : [];
}

function entryOf(state: State): OutlineEntry {
  const { name, nameNode, node, type, scopes } = state;
  const selection = { start: nameNode.start, end: nameNode.end };
  const children = scopes.flatMap((scope, index) =>
    scope.kind === 'branch' ? [branchOf(scope, index)] : scope.states.map(entryOf),
  );
  return {
    kind: 'state',
    // VS Code takes no entry without a name.
    name: name.trim() === '' ? '""' : name,
    detail: detailOf(type, scopes[0]),
    range: around([selection, node ?? selection, ...children.map(({ range }) => range)]),
    selection,
    children,
  };
}

function detailOf(type: string | undefined, processor: Scope | undefined): string {
  return type === 'Map' && processor?.mode === 'DISTRIBUTED' ? 'Map, distributed' : (type ?? '');
}

function branchOf(scope: Scope, index: number): OutlineEntry {
  const children = scope.states.map(entryOf);
  const { start, end } = scope.node;
  return {
    kind: 'branch',
    name: `Branch ${index + 1}`,
    detail: '',
    range: around([{ start, end }, ...children.map(({ range }) => range)]),
    selection: { start, end: Math.min(end, start + 1) },
    children,
  };
}

function around(ranges: readonly Range[]): Range {
  return {
    start: Math.min(...ranges.map(({ start }) => start)),
    end: Math.max(...ranges.map(({ end }) => end)),
  };
}
