import { visitExpressions } from '../asl/expressions/expression-places.ts';
import type { Scope } from '../asl/definition.ts';
import { parsePointer } from '../asl/pointer.ts';
import type { Spot } from './complete.ts';
import { plainInsert, type CompletionList } from './completion.ts';
import type { Member } from '../asl/context-members.ts';
import { contextAt, membersBelow, statesAt } from './context-object.ts';
import { INTRINSIC_LIBRARY, JSONATA_LIBRARY, signatureOf, type FunctionInfo } from './jsonata-library.ts';
import { tokenizeJsonata } from './jsonata-tokens.ts';
import { code, link, paragraphs } from './markdown.ts';
import { tokenizePath } from './path-tokens.ts';
import type { Place } from './place.ts';
import { hole } from './snippet.ts';
import { readSpelt } from './spelt-value.ts';
import { variablesIn, type Variable } from './variables.ts';

/** At most so many names that other expressions read. */
const MOST_NAMES = 100;

/** The parts of an expression. False where none is being written, and plain values may stand. */
export function completeExpression(spot: Spot, list: CompletionList): boolean {
  const { definition, offset, cursor, place } = spot;
  const written = definition.text.slice(cursor.start, offset);
  const spelt = readSpelt(written);
  if (takesJsonata(place)) {
    const open = spelt.lastIndexOf('{%');
    if (open >= 0 && !spelt.includes('%}', open)) {
      completeJsonata(spot, spelt.slice(open + 2), list);
      return true;
    }
    if (/^["']?$/.test(written))
      list.addValue({ label: '{% … %}', kind: 'snippet', detail: 'JSONata' }, hole('{% $states.input %}'));
    return place.kind === 'payload';
  }
  if (!takesPath(place)) return false;
  completePath(spot, spelt, list);
  return true;
}

function takesJsonata(place: Place): boolean {
  if (place.language !== 'JSONata') return false;
  if (place.kind === 'payload') return place.field.value.kind !== 'literal';
  return place.kind === 'value' && (place.field.expression || place.field.value.kind === 'jsonata');
}

function takesPath(place: Place): boolean {
  if (place.language !== 'JSONPath') return false;
  if (place.kind === 'payload') return place.path.at(-1)?.endsWith('.$') === true;
  return place.kind === 'value' && /[pP]ath/.test(place.field.value.kind);
}

function completeJsonata(spot: Spot, source: string, list: CompletionList): void {
  const { offset, place, definition } = spot;
  const last = tokenizeJsonata(source).at(-1);
  if (last?.isClosed === false) return;
  const end = endOfWord(definition.text, offset);
  const chain = /\$states((?:\.\w*)+)$/.exec(source);
  if (chain) {
    const names = (chain[1] ?? '').slice(1).split('.');
    const partial = names.pop() ?? '';
    addMembers(list, membersOfStates(spot, names), offset - partial.length, end);
    return;
  }
  // After any other dot stands a name of the user's own data.
  if (/\.\s*\w*$/.test(source) && !/\$\w*$/.test(source)) return;
  const start = offset - (/\$?[\p{ID_Continue}]*$/u.exec(source)?.[0].length ?? 0);
  for (const [name, { about }] of Object.entries(statesAt(place.state, fieldsBelow(spot))))
    list.addPart({ label: `$states.${name}`, kind: 'member', about }, plainInsert(`$states.${name}`), start, end);
  addVariables(list, variablesIn(place.scope), start, end);
  for (const info of JSONATA_LIBRARY.values()) addFunction(list, info, start, end);
}

/** Keys from the state to the cursor. */
function fieldsBelow({ place, cursor }: Spot): readonly string[] {
  const depth = place.state ? (parsePointer(place.state.pointer)?.length ?? 0) : 0;
  return cursor.tokens.slice(depth);
}

function membersOfStates(spot: Spot, names: readonly string[]): Readonly<Record<string, Member>> {
  if (names[0] === 'input') return namesRead(spot, /\$states\.input\.((?:\w+\.)*\w+)/g, names.slice(1));
  return membersBelow(statesAt(spot.place.state, fieldsBelow(spot)), names) ?? {};
}

function addMembers(list: CompletionList, members: Readonly<Record<string, Member>>, start: number, end: number): void {
  for (const [label, { about }] of Object.entries(members))
    list.addPart({ label, kind: 'member', about }, plainInsert(label), start, end);
}

function addVariables(
  list: CompletionList,
  variables: ReadonlyMap<string, Variable>,
  start: number,
  end: number,
): void {
  for (const { name, assignments } of variables.values()) {
    const states = [...new Set(assignments.map(({ state }) => code(state.name)))].slice(0, 5);
    list.addPart(
      { label: `$${name}`, kind: 'variable', detail: 'variable', about: `Assigned in ${states.join(', ')}` },
      plainInsert(`$${name}`),
      start,
      end,
    );
  }
}

function addFunction(list: CompletionList, info: FunctionInfo, start: number, end: number): void {
  const name = info.name.startsWith('States.') ? info.name : `$${info.name}`;
  const needed = info.parameters.filter((parameter) => !parameter.endsWith('?'));
  const holes = needed.map((parameter, index) => `\${${index + 1}:${plainInsert(parameter.replace('…', ''))}}`);
  list.addPart(
    {
      label: name,
      kind: 'function',
      detail: signatureOf(info),
      about: paragraphs(info.about, link('Documentation', info.page)),
    },
    `${plainInsert(name)}(${holes.join(', ')})`,
    start,
    end,
  );
}

function completePath(spot: Spot, source: string, list: CompletionList): void {
  const { offset, place, definition } = spot;
  if (tokenizePath(source).at(-1)?.isClosed === false) return;
  const end = endOfWord(definition.text, offset, /[\w.$]/);
  const start = offset - (/[\w.$]*$/.exec(source)?.[0].length ?? 0);
  const mayCall = place.kind === 'payload' || (place.kind === 'value' && place.field.value.kind === 'pathOrIntrinsic');
  const isReference = place.kind === 'value' && place.field.value.kind === 'referencePath';
  const add = (label: string, about: string): void =>
    list.addPart({ label, kind: 'path', about }, plainInsert(label), start, end);
  add('$', 'The whole input of the state.');
  addPaths(add, '$', namesRead(spot, /(?<![\w$])\$\.((?:\w+\.)*\w+)/g, []));
  if (isReference) return;
  addVariables(list, variablesIn(place.scope), start, end);
  addPaths(add, '$$', contextAt(place.state));
  if (mayCall) for (const info of INTRINSIC_LIBRARY.values()) addFunction(list, info, start, end);
}

function addPaths(
  add: (label: string, about: string) => void,
  root: string,
  members: Readonly<Record<string, Member>>,
): void {
  for (const [name, { about, members: below }] of Object.entries(members)) {
    add(`${root}.${name}`, about);
    if (below) addPaths(add, `${root}.${name}`, below);
  }
}

/** What the expressions of the same scope read of the input, below a path: its first names, each with what follows. */
function namesRead({ place }: Spot, pattern: RegExp, below: readonly string[]): Readonly<Record<string, Member>> {
  const paths = new Set<string>();
  for (const path of place.scope ? pathsIn(place.scope, pattern) : []) {
    const names = path.split('.');
    if (names.length > below.length && below.every((name, index) => names[index] === name))
      paths.add(names.slice(below.length).join('.'));
    if (paths.size >= MOST_NAMES) break;
  }
  const about = 'Another expression of this scope reads it.';
  return Object.fromEntries(
    [...paths].map((path) => [pattern.source.includes('states') ? (path.split('.')[0] ?? '') : path, { about }]),
  );
}

function* pathsIn(scope: Scope, pattern: RegExp): Generator<string> {
  for (const state of scope.states) {
    const texts: string[] = [];
    visitExpressions(state, ({ node }) => texts.push(node.value));
    for (const text of texts) for (const [, path] of text.matchAll(pattern)) if (path !== undefined) yield path;
  }
}

function endOfWord(text: string, offset: number, pattern = /[\p{ID_Continue}]/u): number {
  let end = offset;
  while (end < text.length && pattern.test(text.charAt(end))) end++;
  return end;
}
