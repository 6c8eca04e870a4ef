import type { Definition, Scope, State } from '../../asl/definition.ts';
import { allStates } from '../../asl/scopes.ts';
import { propertyOf } from '../../asl/values.ts';
import { isEnding, isTerminal } from '../../design/flow.ts';
import { describeMarks } from '../../graph/marks.ts';
import { describeTransition } from '../../graph/scope-links.ts';
import type { FindingCounts, OutlineNode } from './outline-node.ts';

/** What a finding is shown at, as `placeFindings` gives it. */
interface Placed {
  readonly node: string;
  readonly severity: 'error' | 'warning' | 'info';
}

type Mutable = Omit<OutlineNode, 'children'> & { children: OutlineNode[] };

const ICONS: Readonly<Record<string, string>> = {
  Task: 'zap',
  Map: 'layers',
  Parallel: 'split-horizontal',
  Choice: 'git-compare',
  Wait: 'watch',
  Pass: 'arrow-right',
  Succeed: 'pass',
  Fail: 'error',
};

/** The workflow from its start to its details, states in the order of the text. Of a blank text only the machine to be. */
export function buildOutline(definition: Definition, title: string, findings: readonly Placed[]): OutlineNode {
  const { machine } = definition;
  const counts = countFindings(findings);
  const number = [...allStates(definition)].length;
  const root: Mutable = {
    kind: 'machine',
    pointer: '',
    label: title,
    description: machine
      ? joinWords([number === 1 ? '1 state' : `${number} states`, startOf(machine)])
      : 'no state yet',
    counts: counts.get('') ?? NONE,
    icon: 'type-hierarchy-sub',
    context: ['machine', machine ? 'scope' : 'blank'],
    parent: undefined,
    children: [],
  };
  if (machine) addStates(root, machine, counts);
  return root;
}

const NONE: FindingCounts = { errors: 0, warnings: 0 };

function countFindings(findings: readonly Placed[]): Map<string, FindingCounts> {
  const counts = new Map<string, FindingCounts>();
  for (const { node, severity } of findings) {
    const { errors, warnings } = counts.get(node) ?? NONE;
    counts.set(node, {
      errors: errors + (severity === 'error' ? 1 : 0),
      warnings: warnings + (severity === 'warning' ? 1 : 0),
    });
  }
  return counts;
}

function startOf({ startAt }: Scope): string {
  return startAt?.kind === 'string' ? `starts at ${startAt.value}` : '';
}

function addStates(parent: Mutable, scope: Scope, counts: ReadonlyMap<string, FindingCounts>): void {
  for (const state of scope.states) {
    const node: Mutable = {
      kind: 'state',
      pointer: state.pointer,
      label: state.name.trim() === '' ? '""' : state.name,
      description: joinWords([state.type ?? '', ...describeMarks(state), leadsTo(state)]),
      counts: counts.get(state.pointer) ?? NONE,
      icon: ICONS[state.type ?? ''] ?? 'question',
      context: contextOf(state),
      parent,
      children: [],
    };
    parent.children.push(node);
    addParts(node, state);
    for (const inner of state.scopes)
      if (inner.kind === 'branch') addBranch(node, inner, counts);
      else addStates(node, inner, counts);
  }
}

function leadsTo(state: State): string {
  const next = state.transitions.find(({ kind }) => kind === 'next' || kind === 'default');
  if (next) return `${next.kind === 'default' ? 'else' : 'then'} ${next.target.value}`;
  return isEnding(state) && !isTerminal(state) ? 'ends' : '';
}

function contextOf(state: State): string[] {
  const { type = '', scopes } = state;
  const words = ['state', type.toLowerCase()];
  if (!isTerminal(state)) words.push('leads');
  if (!isTerminal(state) && type !== 'Choice') words.push('copies');
  if (['Task', 'Map', 'Parallel', 'Choice'].includes(type)) words.push('parts');
  if (scopes.length > 0) words.push('holds');
  return words;
}

function addBranch(parent: Mutable, scope: Scope, counts: ReadonlyMap<string, FindingCounts>): void {
  const node: Mutable = {
    kind: 'scope',
    pointer: scope.pointer,
    label: `Branch ${Number(scope.pointer.slice(scope.pointer.lastIndexOf('/') + 1)) + 1}`,
    description: startOf(scope),
    counts: NONE,
    icon: 'git-branch',
    context: ['scope', 'part', 'moves'],
    parent,
    children: [],
  };
  parent.children.push(node);
  addStates(node, scope, counts);
}

const PARTS = [
  { list: 'Choices', label: 'Rule', icon: 'git-compare', kind: 'choice', words: ['line'] },
  { list: 'Retry', label: 'Retrier', icon: 'sync', kind: undefined, words: [] },
  { list: 'Catch', label: 'Catcher', icon: 'shield', kind: 'catch', words: ['line'] },
] as const;

function addParts(parent: Mutable, state: State): void {
  for (const { list, label, icon, kind, words } of PARTS) {
    const value = state.fields.get(list)?.value;
    for (const [index, item] of (value?.kind === 'array' ? value.items : []).entries()) {
      const transition = state.transitions.find((each) => each.kind === kind && each.index === index);
      const errors = item.kind === 'object' ? propertyOf(item, 'ErrorEquals')?.value : undefined;
      const names =
        errors?.kind === 'array' ? errors.items.flatMap((each) => (each.kind === 'string' ? each.value : [])) : [];
      const about = kind !== undefined && transition ? describeTransition(transition) : names.join(', ');
      parent.children.push({
        kind: 'part',
        pointer: `${state.pointer}/${list}/${index}`,
        label: `${label} ${index + 1}`,
        description: joinWords([about ?? '', transition ? `then ${transition.target.value}` : '']),
        counts: NONE,
        icon,
        context: ['part', 'moves', ...words],
        parent,
        children: [],
      });
    }
  }
}

function joinWords(words: readonly string[]): string {
  return words.filter((word) => word !== '').join(' · ');
}
