import type { State } from '../asl/definition.ts';
import { visitExpressions } from '../asl/expressions/expression-places.ts';
import type { References } from '../asl/expressions/expression.ts';
import { isJsonataText, jsonataSource } from '../asl/expressions/jsonata.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { isSubstituted } from '../asl/values.ts';
import { spotOfNode } from './report.ts';
import type { RuleContext } from './rule-context.ts';

/** States that have a result, and what may read it. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html */
const WITH_RESULT: ReadonlySet<string | undefined> = new Set(['Task', 'Parallel', 'Map']);
const AFTER_RESULT: ReadonlySet<string> = new Set(['Output', 'Assign']);

/** `$states.result` and `$states.errorOutput`, read where there is neither. */
export function checkStatesValues(context: RuleContext): void {
  const { text } = context.definition;
  if (!/\$states\s*\.\s*(result|errorOutput)/.test(text)) return;
  for (const state of context.states) if (state.queryLanguage === 'JSONata') checkState(context, state);
}

function checkState({ report, readJsonata }: RuleContext, state: State): void {
  visitExpressions(state, ({ kind, node, pointer, field }) => {
    if (kind !== 'jsonata' || !isJsonataText(node.value) || isSubstituted(node)) return;
    const read = readJsonata(jsonataSource(node.value).source);
    if (!read.ok) return;
    const inCatch = pointer.startsWith(`${state.pointer}/Catch/`);
    const say = (name: string, where: string): void => {
      report('UNAVAILABLE_VALUE', spotOfNode(node, pointer), `There is no $states.${name} here: it is for ${where}.`, {
        page: PAGES.jsonata,
      });
    };
    if (reads(read.value, 'errorOutput') && !inCatch) say('errorOutput', 'the Output and Assign of a Catch');
    const hasResult = !inCatch && WITH_RESULT.has(state.type) && AFTER_RESULT.has(field.name);
    if (reads(read.value, 'result') && !hasResult) say('result', 'the Output and Assign of a Task, Parallel or Map');
  });
}

function reads(references: References, name: 'result' | 'errorOutput'): boolean {
  return references[name].length > 0;
}
