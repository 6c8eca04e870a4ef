import type { State } from '../asl/definition.ts';
import { visitExpressions } from '../asl/expressions/expression-places.ts';
import { isJsonataText, jsonataSource } from '../asl/expressions/jsonata.ts';
import { isSubstituted } from '../asl/values.ts';
import { spotOfNode } from './report.ts';
import type { RuleContext } from './rule-context.ts';

const HAVE_RESULT: ReadonlySet<string> = new Set(['Task', 'Map', 'Parallel']);
/** Of a catcher it is not known: what is not certain is let pass. */
const RESULT_FIELD = /^(\/Catch\/\d+)?\/(Output|Assign)(\/|$)/;
const CATCHER_FIELD = /^\/Catch\/\d+\/(Output|Assign)(\/|$)/;

/**
 * What JSONata expressions read that is not there: names without `$states` or a variable before them, `$states.result`
 * and `$states.errorOutput` outside of the fields that have them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export function checkJsonataScope(context: RuleContext): void {
  for (const state of context.states) if (state.queryLanguage === 'JSONata') checkState(context, state);
}

function checkState({ report, readJsonata }: RuleContext, state: State): void {
  visitExpressions(state, ({ node, pointer }) => {
    if (!isJsonataText(node.value) || isSubstituted(node)) return;
    const read = readJsonata(jsonataSource(node.value).source);
    if (!read.ok) return;
    const spot = spotOfNode(node, pointer);
    for (const name of read.value.topLevel)
      report(
        'UNSUPPORTED_JSONATA_EXPRESSION',
        spot,
        `There is nothing that '${name}' could be read from: start with $states.input, another part of $states, or a variable.`,
        { aws: { message: `Reference to '${name}' at the top level is not supported.` } },
      );
    const place = pointer.slice(state.pointer.length);
    const { result, errorOutput } = read.value;
    if (result.length > 0 && !(HAVE_RESULT.has(state.type ?? '') && RESULT_FIELD.test(place)))
      report(
        'UNSUPPORTED_JSONATA_EXPRESSION',
        spot,
        'There is no $states.result here: Output and Assign of a Task, Map or Parallel have it.',
        { aws: { message: "Field '$states.result' does not exist." } },
      );
    if (errorOutput.length > 0 && !CATCHER_FIELD.test(place))
      report(
        'UNSUPPORTED_JSONATA_EXPRESSION',
        spot,
        'There is no $states.errorOutput here: Output and Assign of a Catch have it.',
        { aws: { message: "Field '$states.errorOutput' does not exist." } },
      );
  });
}
