import type { Scope, State } from '../asl/definition.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { outwards } from '../asl/scopes.ts';
import { stringOf } from '../asl/values.ts';
import { addField } from './edits.ts';
import { spotOfState } from './report.ts';
import type { RuleContext } from './rule-context.ts';

const LAMBDA = /^arn:[^:]*:(states:::lambda:invoke|lambda:[^:]*:[^:]*:function:)/;
/** What AWS advises for Lambda functions. https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html */
const LAMBDA_RETRY = [
  {
    ErrorEquals: [
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ],
    IntervalSeconds: 1,
    MaxAttempts: 3,
    BackoffRate: 2,
    JitterStrategy: 'FULL',
  },
];

/** Tasks that run for each item: a fault that would pass fails them, with them the Map, and with it what was done. */
export function checkRetries({ states, report, definition }: RuleContext): void {
  for (const state of states) {
    if (state.type !== 'Task' || isHandled(state)) continue;
    const map = mapAround(state.scope);
    if (map === undefined || isHandled(map) || isTolerant(map)) continue;
    const isLambda = LAMBDA.test(stringOf(state.fields.get('Resource')?.value) ?? '');
    report(
      'UNRETRIED_TASK',
      spotOfState(state),
      `This runs for each item of ${map.name} without Retry: one fault that would have passed fails the whole Map.`,
      {
        page: PAGES.errors,
        fixes: isLambda ? [addField(definition, state.pointer, 'Retry', LAMBDA_RETRY)] : [],
      },
    );
  }
}

/** The Map whose items the states of a scope run for, unless a Parallel in between takes the failure. */
function mapAround(scope: Scope): State | undefined {
  for (const { owner } of outwards(scope)) {
    if (owner?.type === 'Map') return owner;
    if (owner && isHandled(owner)) return undefined;
  }
  return undefined;
}

function isHandled({ fields }: State): boolean {
  return fields.has('Retry') || fields.has('Catch');
}

function isTolerant({ fields }: State): boolean {
  for (const name of fields.keys()) if (name.startsWith('ToleratedFailure')) return true;
  return false;
}
