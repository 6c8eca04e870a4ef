import type { Definition, State, TransitionKind } from './definition.ts';
import type { EditPlan } from './edits.ts';
import { LARGEST_NAME } from './fields/common-fields.ts';
import { printString } from './print-scalar.ts';
import { allStates } from './scopes.ts';
import type { StringNode, TextEdit } from './syntax.ts';

/** One place that names a state. */
export interface StateReference {
  /** `name`: the key under States. */
  readonly kind: 'name' | 'startAt' | TransitionKind;
  readonly node: StringNode;
  /** JSON Pointer of the value that names it; of the state for its own name. */
  readonly pointer: string;
  /** Where the jump starts; undefined for the name itself and for StartAt. */
  readonly from: State | undefined;
}

/**
 * Every place that names a state: its key, StartAt, and the transitions of its scope, since no jump leaves a scope.
 * Where a name is written twice in a scope, all its keys are among them.
 */
export function referencesTo(state: State): StateReference[] {
  const { scope, name } = state;
  const references: StateReference[] = [];
  const { startAt } = scope;
  if (startAt?.kind === 'string' && startAt.value === name)
    references.push({ kind: 'startAt', node: startAt, pointer: `${scope.pointer}/StartAt`, from: undefined });
  for (const from of scope.states) {
    if (from.name === name)
      references.push({ kind: 'name', node: from.nameNode, pointer: from.pointer, from: undefined });
    for (const { kind, target, pointer } of from.transitions)
      if (target.value === name) references.push({ kind, node: target, pointer, from });
  }
  return references;
}

/** Renames a state wherever it is named, in the quotes that stand there. */
export function renameState(definition: Definition, state: State, name: string): EditPlan {
  if (name.trim() === '') return { refused: 'A state needs a name.' };
  if (name === state.name) return { edits: [] };
  if (name.length > LARGEST_NAME)
    return { refused: `A state's name has at most ${LARGEST_NAME} characters; this one has ${name.length}.` };
  // Names are unique in the whole machine: statemachine-structure.html
  for (const other of allStates(definition))
    if (other.name === name)
      return { refused: `There is a state ${JSON.stringify(name)} already: names stand once in a definition.` };
  const twins = state.scope.states.filter((other) => other.name === state.name);
  if (twins.length > 1)
    return {
      refused: `${JSON.stringify(state.name)} is written ${twins.length} times: what goes there is not certain.`,
    };
  const { text, format } = definition;
  const references = referencesTo(state);
  const written = references.filter(({ node }) => !isAlias(definition, node));
  const edits: TextEdit[] = written.map(({ node: { start, end } }) => ({
    start,
    end,
    text: printString(name, text.slice(start, end), format),
  }));
  const refused = format === 'yaml' ? refuseAliases(definition, references) : undefined;
  return refused === undefined ? { edits } : { refused };
}

/** An alias follows what it names: fine where both name the state, and a change of something else where one does not. */
function refuseAliases(definition: Definition, references: readonly StateReference[]): string | undefined {
  const { text } = definition;
  const aliases = new Set(references.filter(({ node }) => isAlias(definition, node)).map(({ node }) => node.start));
  const anchors = new Set(references.map(({ node }) => anchorBefore(text, node.start)));
  for (const { node } of references) {
    const anchor = aliases.has(node.start) ? text.slice(node.start + 1, node.end) : undefined;
    if (anchor !== undefined && !anchors.has(anchor))
      return `*${anchor} names this state from elsewhere: write the name out there first.`;
  }
  for (const { 0: written, index } of text.matchAll(/\*[^\s[\]{},]+/g))
    if (anchors.has(written.slice(1)) && !aliases.has(index))
      return `${written} repeats this name for something else: write it out there first.`;
  return undefined;
}

function isAlias({ text, format }: Definition, { start }: StringNode): boolean {
  return format === 'yaml' && text.charAt(start) === '*';
}

/** The name of the anchor right before an offset. */
function anchorBefore(text: string, offset: number): string | undefined {
  return /&([^\s[\]{},]+)\s+$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[1];
}
