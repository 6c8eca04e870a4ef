import { WHOLE_CONTEXT, type Member } from '../asl/context-members.ts';
import type { State } from '../asl/definition.ts';
import { visitExpressions, type ExpressionPlace } from '../asl/expressions/expression-places.ts';
import { isJsonataText, jsonataSource } from '../asl/expressions/jsonata.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { isSubstituted } from '../asl/values.ts';
import { findNearest } from './nearest.ts';
import { spotOfNode } from './report.ts';
import type { RuleContext } from './rule-context.ts';

const STATES = ['input', 'result', 'errorOutput', 'context'];

/**
 * Names that `$states` and the Context object do not have. AWS says that the Context object may grow: what is like none
 * of its names is let pass.
 */
export function checkStatesValues(context: RuleContext): void {
  const { text } = context.definition;
  if (!text.includes('$$') && !text.includes('$states')) return;
  for (const state of context.states)
    visitExpressions(state, (place) => {
      if (isSubstituted(place.node)) return;
      if (place.kind === 'jsonata') checkJsonata(context, state, place);
      else checkPath(context, place);
    });
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
