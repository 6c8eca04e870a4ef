import type { JsonValue } from '../../asl/json.ts';
import { StatesError, type TaskRequest, type TaskRunner } from '../contracts.ts';
import type { HandlerFunction } from './handler-messages.ts';
import { createLambdaEndpoint } from './lambda-endpoint.ts';
import { readLambdaTarget } from './lambda-target.ts';
import { createLocalFunctions, type HandlerLog } from './local-functions.ts';
import { findMock, type MockConfig } from './mocks.ts';

export interface TaskRunnerOptions {
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly mocks: MockConfig | undefined;
  readonly functions: readonly HandlerFunction[];
  /** AWS_ENDPOINT_URL_LAMBDA. */
  readonly lambdaEndpoint: string | undefined;
  readonly log: HandlerLog;
  /** Settles a task token: what a mock of a `.waitForTaskToken` state returns is what its callback brings. */
  readonly settleToken: (taskToken: string, output: JsonValue) => void;
}

/**
 * Mocks, local handlers, a Lambda endpoint, in this order; what none of them knows fails with States.Runtime, which no
 * Catch hides, and with the ways to provide it.
 */
export function createTaskRunner(options: TaskRunnerOptions): TaskRunner {
  const { mocks, lambdaEndpoint, region, now, settleToken } = options;
  const local = createLocalFunctions(options);
  const endpoint = lambdaEndpoint === undefined ? undefined : createLambdaEndpoint(lambdaEndpoint, region, now);

  function mock(request: TaskRequest): { readonly result: JsonValue } | undefined {
    const { stateMachineName, testCase, stateName, retryCount, taskToken } = request;
    if (mocks === undefined || testCase === undefined) return undefined;
    const mocked = findMock(mocks, stateMachineName, testCase, stateName, retryCount);
    if (mocked !== undefined && taskToken !== undefined) settleToken(taskToken, mocked.result);
    return mocked;
  }

  return {
    async run(request, signal) {
      const mocked = mock(request);
      if (mocked !== undefined) return mocked.result;
      const target = readLambdaTarget(request.resource, request.parameters);
      if (target === undefined)
        throw new StatesError(
          'States.Runtime',
          `Nothing here carries out ${request.resource}: mock the state "${request.stateName}" (--mocks FILE).`,
        );
      if (local.has(target.functionName)) return local.invoke(target, signal);
      if (endpoint !== undefined) return endpoint.invoke(target, signal);
      throw new StatesError('States.Runtime', missingFunction(target.functionName));
    },
    async close() {
      endpoint?.close();
      await local.close();
    },
  };
}

function missingFunction(name: string): string {
  return (
    `The function "${name}" has no local handler: give one (--lambda ${name}=MODULE, or "functions" in fanout.json), ` +
    'a Lambda endpoint (AWS_ENDPOINT_URL_LAMBDA), or a mock (--mocks FILE).'
  );
}
