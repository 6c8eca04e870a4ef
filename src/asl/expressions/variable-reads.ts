import type { Definition, Scope, State } from '../definition.ts';
import type { StringNode } from '../syntax.ts';
import { isSubstituted } from '../values.ts';
import { visitExpressions } from './expression-places.ts';
import type { References } from './expression.ts';
import { compilePathExpression } from './intrinsics.ts';
import { isJsonataText, jsonataSource } from './jsonata.ts';
import { rememberJsonata, type ReadJsonata } from './read-jsonata.ts';

/** A place in a state that reads a variable. */
export interface VariableRead {
  /** Without `$`. */
  readonly name: string;
  readonly node: StringNode;
  /** JSON Pointer of the string. */
  readonly pointer: string;
  /** Of the name within the string's value. */
  readonly offset: number;
}

/** Before anything is compiled: does the string name anything but the input and the context? */
const MAY_READ = /\$(?!states\b)[\p{ID_Start}_]/u;

/**
 * Whether a state may read a variable at all, by one look at the text instead of a walk through every state: most
 * definitions have few variables. True where the text does not show it (escapes of JSON, aliases of YAML).
 */
export function seekVariables({ text, format }: Definition): (state: State) => boolean {
  if (format === 'json' ? text.includes('\\u') : /\*|\\[\r\nUux]/.test(text)) return () => true;
  const places: number[] = [];
  for (let at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1))
    if (MAY_READ.test(text.slice(at, at + 'states'.length + 2))) places.push(at);
  return ({ node }) => node !== undefined && isWithin(places, node);
}

/** Whether one of the sorted places lies in between. */
function isWithin(places: readonly number[], { start, end }: { start: number; end: number }): boolean {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return (places[low] ?? end) < end;
}

/**
 * The variables that a state's own fields read, in the order of the text; the states within a Map or a Parallel are
 * left out. What cannot be compiled, or holds a substitution, reads nothing that could be named.
 */
export function readVariables(state: State, readJsonata = rememberJsonata()): VariableRead[] {
  const reads: VariableRead[] = [];
  visitExpressions(state, ({ kind, node, pointer, field }) => {
    // ResultPath is written to.
    if (field.name === 'ResultPath' || !MAY_READ.test(node.value) || isSubstituted(node)) return;
    const read = kind === 'path' ? compilePathText(node.value) : compileJsonataText(node.value, readJsonata);
    for (const { name, offset } of read?.references.variables ?? [])
      reads.push({ name, node, pointer, offset: offset + (read?.start ?? 0) });
  });
  return reads;
}

/**
 * `variableReferences` of DescribeStateMachine: by state, the names of the variables that it reads, sorted; states that
 * read none are absent (https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html).
 */
export function describeVariableReferences({ machine }: Definition): Record<string, string[]> {
  const byState = new Map<string, Set<string>>();
  const readJsonata = rememberJsonata();
  const visit = (scope: Scope): void => {
    for (const state of scope.states) {
      const names = byState.get(state.name) ?? new Set();
      for (const { name } of readVariables(state, readJsonata)) names.add(name);
      if (names.size > 0) byState.set(state.name, names);
      state.scopes.forEach(visit);
    }
  };
  if (machine !== undefined) visit(machine);
  return Object.fromEntries(Array.from(byState, ([name, variables]) => [name, [...variables].sort()]));
}

/** What a string reads, and where its expression starts in it. */
interface Read {
  readonly references: References;
  readonly start: number;
}

function compilePathText(text: string): Read | undefined {
  const compiled = compilePathExpression(text, '');
  return compiled.ok ? { references: compiled.value.references, start: 0 } : undefined;
}

function compileJsonataText(text: string, readJsonata: ReadJsonata): Read | undefined {
  if (!isJsonataText(text)) return undefined;
  const { source, offset } = jsonataSource(text);
  const read = readJsonata(source);
  return read.ok ? { references: read.value, start: offset } : undefined;
}
