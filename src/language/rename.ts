import { LARGEST_NAME } from '../asl/fields/common-fields.ts';
import type { Definition, State } from '../asl/definition.ts';
import type { EditPlan } from '../asl/edits.ts';
import { visitExpressions, type ExpressionPlace } from '../asl/expressions/expression-places.ts';
import { readVariables } from '../asl/expressions/variable-reads.ts';
import { rememberJsonata, type ReadJsonata } from '../asl/expressions/read-jsonata.ts';
import { renameState } from '../asl/references.ts';
import type { TextEdit } from '../asl/syntax.ts';
import { isSubstituted } from '../asl/values.ts';
import { JSONATA_LIBRARY } from './jsonata-library.ts';
import { tokenizeJsonata, type Token } from './jsonata-tokens.ts';
import { namedAt, rangeOfAssignment, type Range } from './named-at.ts';
import { tokenizePath } from './path-tokens.ts';
import { placesOf } from './string-places.ts';
import { findVariable, readsOf, statesThatSee, type Variable } from './variables.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html, "Naming rules" */
const VARIABLE_NAME = /^[\p{ID_Start}][\p{ID_Continue}]*$/u;

/** What a rename at an offset would change: the name as it is, and where it stands there. Undefined: nothing to rename. */
export function renameableAt(
  definition: Definition,
  offset: number,
): { readonly name: string; readonly range: Range } | undefined {
  const named = namedAt(definition, offset);
  if (!named) return undefined;
  const { range } = named;
  if (named.kind === 'variable') return { name: named.variable.name, range };
  const isQuoted = /["']/.test(definition.text.charAt(range.start)) && range.end - range.start > 1;
  return {
    name: named.state.name,
    range: isQuoted ? { start: range.start + 1, end: range.end - 1 } : range,
  };
}

/** The edits that rename the state or the variable at an offset wherever it is named, or why they cannot be made. */
export function renameAt(definition: Definition, offset: number, name: string): EditPlan {
  const named = namedAt(definition, offset);
  if (!named) return { refused: 'Neither a state nor a variable is named here.' };
  return named.kind === 'state'
    ? renameState(definition, named.state, name)
    : renameVariable(definition, named.variable, name);
}

function renameVariable(definition: Definition, variable: Variable, name: string): EditPlan {
  if (name === variable.name) return { edits: [] };
  const refused = refuseName(variable, name) ?? refuseUncertain(variable, name);
  if (refused !== undefined) return { refused };
  const { text, format } = definition;
  const ranges: (Range | undefined)[] = [
    ...variable.assignments.map((assignment) => rangeOfAssignment(definition, assignment)),
    ...readsOf(variable).map(({ node, offset }) =>
      placesOf(text, node, format)?.rangeOf(offset + 1, offset + 1 + variable.name.length),
    ),
  ];
  const edits = new Map<number, TextEdit>();
  for (const range of ranges) {
    if (!range || text.slice(range.start, range.end) !== variable.name)
      return { refused: `$${variable.name} also stands behind an alias or an escape: write it out there first.` };
    edits.set(range.start, { ...range, text: name });
  }
  return { edits: [...edits.values()] };
}

function refuseName(variable: Variable, name: string): string | undefined {
  if (name.startsWith('$')) return 'Give the name without $.';
  if (!VARIABLE_NAME.test(name)) return 'A variable’s name begins with a letter, and has letters, digits and _ only.';
  if (name.length > LARGEST_NAME)
    return `A variable's name has at most ${LARGEST_NAME} characters; this one has ${name.length}.`;
  if (name === 'states' || JSONATA_LIBRARY.has(name)) return `$${name} is a name of JSONata or Step Functions.`;
  for (const state of statesThatSee(variable.scope))
    if (findVariable(state.scope, name)) return `There is a variable $${name} here already.`;
  return undefined;
}

/** Every expression that mentions one of the names must be understood whole, or the rename could change what it means. */
function refuseUncertain({ name, scope }: Variable, next: string): string | undefined {
  const readJsonata = rememberJsonata();
  for (const state of statesThatSee(scope)) {
    const unclear = findUnclear(state, [name, next], readJsonata);
    if (unclear !== undefined)
      return `State ${JSON.stringify(state.name)} mentions $${unclear} in an expression that is not certain: change it by hand.`;
  }
  return undefined;
}

function findUnclear(state: State, names: readonly string[], readJsonata: ReadJsonata): string | undefined {
  const known = new Set(readVariables(state, readJsonata).map(({ pointer, offset }) => `${pointer} ${offset}`));
  let unclear: string | undefined;
  visitExpressions(state, (place) => {
    const { node, pointer, field } = place;
    const mentioned = names.find((each) => node.value.includes(`$${each}`));
    if (mentioned === undefined) return;
    const isUnclear = isSubstituted(node) && node.value.includes(`$${mentioned}`);
    for (const { start, end } of variablesOf(place)) {
      const text = node.value.slice(start + 1, end);
      if (!names.includes(text)) continue;
      if (isUnclear || field.name === 'ResultPath' || !known.has(`${pointer} ${start}`)) unclear ??= text;
    }
  });
  return unclear;
}

/** The tokens of a string that could name a variable. */
function variablesOf({ kind, node }: ExpressionPlace): Token[] {
  if (kind === 'path') return tokenizePath(node.value).filter((token) => token.kind === 'variable');
  if (!node.value.startsWith('{%')) return [];
  return tokenizeJsonata(node.value.slice(2))
    .filter((token) => token.kind === 'variable' || token.kind === 'function')
    .map((token) => ({ ...token, start: token.start + 2, end: token.end + 2 }));
}
