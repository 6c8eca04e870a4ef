import type { JsonObject } from '../asl/json.ts';
import type { QueryLanguage } from '../asl/definition.ts';

/**
 * What Lambda answers when it is not the function's fault, so that trying again helps.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 */
const TRANSIENT_ERRORS = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
];

/**
 * A Task that hands the state's input to a function and goes on with what it returned. It retries with jitter, so that
 * many children that were throttled together do not come back together; all waits together stay under the five minutes
 * of an EXPRESS child.
 */
export function lambdaTask(queryLanguage: QueryLanguage, functionArn: string, payload?: JsonObject): JsonObject {
  const call: JsonObject =
    queryLanguage === 'JSONata'
      ? {
          Arguments: { FunctionName: functionArn, Payload: payload ?? '{% $states.input %}' },
          Output: '{% $states.result.Payload %}',
        }
      : {
          Parameters: { FunctionName: functionArn, ...(payload ? { Payload: payload } : { 'Payload.$': '$' }) },
          OutputPath: '$.Payload',
        };
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    ...call,
    Retry: [
      {
        ErrorEquals: TRANSIENT_ERRORS,
        IntervalSeconds: 1,
        BackoffRate: 2,
        MaxAttempts: 6,
        MaxDelaySeconds: 60,
        JitterStrategy: 'FULL',
      },
    ],
    End: true,
  };
}
