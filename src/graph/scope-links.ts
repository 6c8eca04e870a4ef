import type { Scope, State, Transition } from '../asl/definition.ts';
import { propertyOf } from '../asl/values.ts';
import { describeCondition } from './condition-text.ts';
import { canBeState } from './node-types.ts';
import type { GraphEdge } from '../protocol/graph.ts';

/** One box of a scope before it has a size: a state, a terminal, or a target that nobody wrote. */
export interface Vertex {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly state: State | undefined;
}

/** One line of a scope; `from` and `to` count vertices. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly kind: GraphEdge['kind'];
  readonly label: string | undefined;
  readonly transitions: readonly string[];
}

/** Whether a line leads to what is done about a failure: drawn beside the flow, which it does not bend. */
export function isAside(kind: Link['kind'] | undefined): boolean {
  return kind === 'catch' || kind === 'failure';
}

/** A scope as vertices and lines. Vertex 0 is its Start. */
export interface ScopeLinks {
  readonly scope: Scope;
  readonly vertices: readonly Vertex[];
  readonly links: readonly Link[];
}

/** Types that end their scope by themselves: nothing leads on from them, not even to End. */
const ENDING_TYPES: ReadonlySet<string> = new Set(['Succeed', 'Fail']);

/** Reads a scope's vertices and lines. A name written twice counts once, as for AWS; a dangling target gets a vertex. */
export function collectLinks(scope: Scope): ScopeLinks {
  const vertices: Vertex[] = [{ id: `${scope.pointer}#start`, name: 'Start', type: 'Start', state: undefined }];
  const indexByName = new Map<string, number>();
  for (const state of scope.byName.values()) {
    indexByName.set(state.name, vertices.length);
    vertices.push({ id: state.pointer, name: state.name, type: typeOf(state), state });
  }
  const stateCount = vertices.length;
  const targetOf = (name: string): number => {
    const known = indexByName.get(name);
    if (known !== undefined) return known;
    indexByName.set(name, vertices.length);
    vertices.push({ id: `${scope.pointer}#missing/${name}`, name, type: 'Missing', state: undefined });
    return vertices.length - 1;
  };

  const links: Link[] = [];
  if (scope.startAt?.kind === 'string')
    links.push({
      from: 0,
      to: targetOf(scope.startAt.value),
      kind: 'start',
      label: undefined,
      transitions: [`${scope.pointer}/StartAt`],
    });
  const ending: number[] = [];
  for (let from = 1; from < stateCount; from++) {
    const state = vertices[from]?.state;
    if (state === undefined) continue;
    links.push(...linksOf(state, from, targetOf));
    if (endsScope(state)) ending.push(from);
  }
  if (ending.length > 0) {
    const end = vertices.length;
    vertices.push({ id: `${scope.pointer}#end`, name: 'End', type: 'End', state: undefined });
    for (const from of ending) links.push({ from, to: end, kind: 'end', label: undefined, transitions: [] });
  }
  return { scope, vertices, links };
}

function typeOf({ type }: State): string {
  return type !== undefined && canBeState(type) ? type : 'Unknown';
}

function endsScope(state: State): boolean {
  const end = state.fields.get('End')?.value;
  return end?.kind === 'boolean' && end.value && !ENDING_TYPES.has(state.type ?? '');
}

/** The lines out of a state; transitions of one kind to one target become one line with all their labels. */
function linksOf(state: State, from: number, targetOf: (name: string) => number): Link[] {
  const merged = new Map<string, { link: Link; labels: string[]; transitions: string[] }>();
  for (const transition of state.transitions) {
    const to = targetOf(transition.target.value);
    const key = `${transition.kind} ${to}`;
    const label = describeTransition(transition);
    const entry = merged.get(key) ?? {
      link: { from, to, kind: transition.kind, label: undefined, transitions: [] },
      labels: [],
      transitions: [],
    };
    if (label !== undefined && !entry.labels.includes(label)) entry.labels.push(label);
    entry.transitions.push(transition.pointer);
    merged.set(key, entry);
  }
  return [...merged.values()].map(({ link, labels, transitions }) => ({
    ...link,
    label: labels.length === 0 ? undefined : labels.join(link.kind === 'choice' ? ' or ' : ', '),
    transitions,
  }));
}

/** What a line is taken for: a rule's condition, the errors of a catcher; nothing of a plain one. */
export function describeTransition(transition: Transition): string | undefined {
  switch (transition.kind) {
    case 'choice':
      return transition.rule && describeCondition(transition.rule);
    case 'default':
      return 'Default';
    case 'catch':
      return describeErrors(transition);
    case 'next':
      return undefined;
  }
}

function describeErrors({ rule }: Transition): string {
  const errors = propertyOf(rule, 'ErrorEquals')?.value;
  const names = errors?.kind === 'array' ? errors.items.filter((item) => item.kind === 'string') : [];
  return names.length === 0 ? 'Catch' : names.map(({ value }) => value).join(', ');
}
