import type { JsonValue } from '../../asl/json.ts';
import { StatesError, type TaskRequest, type TaskRunner } from '../contracts.ts';
import type { HandlerFunction } from './handler-messages.ts';
import { createLambdaEndpoint } from './lambda-endpoint.ts';
import { readLambdaTarget } from './lambda-target.ts';
import { createLocalFunctions, type HandlerLog } from './local-functions.ts';
import { findMock, type MockConfig } from './mocks.ts';

/** Carries out the tasks it knows: undefined says that this one is for the next in the chain. */
export type TaskLink = (request: TaskRequest, signal: AbortSignal) => Promise<JsonValue> | undefined;

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
  /** Integrations that need more than a Task's own parameters, such as `states:startExecution`. */
  readonly integrations: readonly TaskLink[];
}

/**
 * Mocks, local handlers, a Lambda endpoint, other integrations, in this order; what none of them knows fails with
 * States.Runtime, which no Catch hides, and with the ways to provide it.
 */
export function createTaskRunner(options: TaskRunnerOptions): TaskRunner {
  const { mocks, lambdaEndpoint, region, now, settleToken } = options;
  const local = createLocalFunctions(options);
  const endpoint = lambdaEndpoint === undefined ? undefined : createLambdaEndpoint(lambdaEndpoint, region, now);
  const links: readonly TaskLink[] = [
    (request) => {
      if (mocks === undefined || request.testCase === undefined) return undefined;
      const { stateMachineName, testCase, stateName, retryCount, taskToken } = request;
      const mocked = findMock(mocks, stateMachineName, testCase, stateName, retryCount);
      if (mocked === undefined) return undefined;
      if (taskToken !== undefined) settleToken(taskToken, mocked.result);
      return Promise.resolve(mocked.result);
    },
    (request, signal) => {
      const target = readLambdaTarget(request.resource, request.parameters);
      if (target === undefined) return undefined;
      if (local.has(target.functionName)) return local.invoke(target, signal);
      if (endpoint !== undefined) return endpoint.invoke(target, signal);
      throw new StatesError('States.Runtime', missingFunction(target.functionName));
    },
    ...options.integrations,
  ];

  return {
    async run(request, signal) {
      for (const link of links) {
        const answer = link(request, signal);
        if (answer !== undefined) return answer;
      }
      throw new StatesError(
        'States.Runtime',
        `Nothing here carries out ${request.resource}: mock the state "${request.stateName}" (--mocks FILE).`,
      );
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
