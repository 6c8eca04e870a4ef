import { WHOLE_CONTEXT, type Member } from '../asl/context-members.ts';
import type { State } from '../asl/definition.ts';
import { visitExpressions, type ExpressionPlace } from '../asl/expressions/expression-places.ts';
import { rememberByText } from '../asl/expressions/remember.ts';
import { isJsonataText, jsonataSource } from '../asl/expressions/jsonata.ts';
import { PAGES } from '../asl/fields/pages.ts';
import type { ValueNode } from '../asl/syntax.ts';
import { isSubstituted } from '../asl/values.ts';
import { findNearest } from './nearest.ts';
import { spotOfNode } from './report.ts';
import type { RuleContext } from './rule-context.ts';

const STATES = ['input', 'result', 'errorOutput', 'context'];
const SCOPE_KEYS: ReadonlySet<string> = new Set(['ItemProcessor', 'Iterator', 'Branches']);

/**
 * Names that `$states` and the Context object do not have. AWS says that the Context object may grow: what is like none
 * of its names is let pass.
 */
export function checkStatesValues(context: RuleContext): void {
  const { text } = context.definition;
  if (!text.includes('$$') && !text.includes('$states')) return;
  // Most strings stand in many states, and few say anything wrong: only with those is it asked where they stand.
  const mayBeWrong = rememberByText((string) => mayNameWhatIsNot(context, string));
  for (const state of context.states)
    if (state.node && holdsString(state.node, mayBeWrong))
      visitExpressions(state, (place) => {
        if (isSubstituted(place.node)) return;
        if (place.kind === 'jsonata') checkJsonata(context, state, place);
        else checkPath(context, place);
      });
}

/** Whether a string could be said anything of, wherever it stands. */
function mayNameWhatIsNot({ readJsonata, readPath }: RuleContext, text: string): boolean {
  if (isJsonataText(text)) {
    const read = readJsonata(jsonataSource(text).source);
    if (!read.ok) return false;
    const { unknown, result, context } = read.value;
    return unknown.length > 0 || result.length > 0 || context.some(({ name }) => !isContextName(name));
  }
  if (!text.includes('$$')) return false;
  const read = readPath.expression(text);
  return read.ok && read.value.references.context.some(({ name }) => !isContextName(name));
}

/** Whether one of a state's own strings is such; the states inside of it are asked for themselves. */
function holdsString(node: ValueNode, test: (text: string) => boolean): boolean {
  switch (node.kind) {
    case 'string':
      return node.value.includes('$') && test(node.value);
    case 'array':
      for (const item of node.items) if (holdsString(item, test)) return true;
      return false;
    case 'object':
      for (const { key, value } of node.properties)
        if (value && !SCOPE_KEYS.has(key.value) && holdsString(value, test)) return true;
      return false;
    default:
      return false;
  }
}

function checkJsonata(context: RuleContext, state: State, place: ExpressionPlace): void {
  const { node, pointer } = place;
  if (!isJsonataText(node.value)) return;
  const read = context.readJsonata(jsonataSource(node.value).source);
  if (!read.ok) return;
  for (const name of new Set(read.value.unknown)) {
    const nearest = findNearest(name, STATES);
    const hint = nearest === undefined ? 'it has input, result, errorOutput and context.' : `is '${nearest}' meant?`;
    say(context, place, `There is no $states.${name}: ${hint}`, PAGES.jsonata);
  }
  // Elsewhere AWS itself refuses it.
  if (read.value.result.length > 0 && pointer.startsWith(`${state.pointer}/Catch/`))
    say(context, place, 'There is no $states.result in a Catch: the state has failed.', PAGES.jsonata);
  for (const { name } of read.value.context) checkContextName(context, place, name, '$states.context');
}

function checkPath(context: RuleContext, place: ExpressionPlace): void {
  const { value } = place.node;
  if (!value.includes('$$')) return;
  const read = context.readPath.expression(value);
  if (read.ok) for (const { name } of read.value.references.context) checkContextName(context, place, name, '$$');
}

/** Whether a path names something that the Context object has, as far as that is known. */
function isContextName(path: string): boolean {
  let members: Readonly<Record<string, Member>> | undefined = WHOLE_CONTEXT;
  for (const name of path === '' ? [] : path.split('.')) {
    if (members === undefined) return true;
    if (!Object.hasOwn(members, name)) return false;
    members = members[name]?.members;
  }
  return true;
}

function checkContextName(context: RuleContext, place: ExpressionPlace, path: string, root: string): void {
  let members: Readonly<Record<string, Member>> | undefined = WHOLE_CONTEXT;
  let above = root;
  for (const name of path === '' ? [] : path.split('.')) {
    if (members === undefined) return;
    if (!Object.hasOwn(members, name)) {
      const nearest = findNearest(name, Object.keys(members));
      if (nearest !== undefined)
        say(context, place, `There is no ${above}.${name}: is '${nearest}' meant?`, PAGES.context);
      return;
    }
    members = members[name]?.members;
    above = `${above}.${name}`;
  }
}

function say({ report }: RuleContext, { node, pointer }: ExpressionPlace, message: string, page: string): void {
  report('UNAVAILABLE_VALUE', spotOfNode(node, pointer), message, { page });
}
