import type { JsonValue } from '../../asl/json.ts';
import type { LocalBuckets } from '../../items/bucket.ts';
import { StatesError, type Clock, type TaskRequest, type TaskRunner } from '../contracts.ts';
import type { HandlerFunction } from './handler-messages.ts';
import { runEndpointTask } from './endpoint-tasks.ts';
import { endpointUrl, type Environment } from './endpoint-url.ts';
import { nothingCarriesOut, readIntegration, refuseForeignRole } from './integration.ts';
import { createLambdaEndpoint } from './lambda-endpoint.ts';
import { readLambdaTarget, type LambdaTarget } from './lambda-target.ts';
import { createLocalFunctions, type HandlerLog } from './local-functions.ts';
import { findMock, type MockConfig } from './mocks.ts';
import { createS3Endpoint } from './s3-endpoint.ts';
import { runS3Task, type S3TasksOptions } from './s3-tasks.ts';
import { runStepFunctionsTask, type OwnStepFunctions } from './step-functions-tasks.ts';

export interface TaskRunnerOptions {
  readonly region: string;
  readonly accountId: string;
  /** What tasks take is charged to it; children that a task waits for run on it themselves. */
  readonly clock: Clock;
  readonly mocks: MockConfig | undefined;
  readonly functions: readonly HandlerFunction[];
  readonly buckets: LocalBuckets;
  /** AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE>: where Lambda, S3 and all SDK integrations are. */
  readonly environment: Environment;
  readonly limits: 'aws' | 'off';
  /** For nested executions and `aws-sdk:sfn`. */
  readonly stepFunctions: OwnStepFunctions;
  readonly log: HandlerLog;
  /** Settles a task token: what a mock of a `.waitForTaskToken` state returns is what its callback brings. */
  readonly settleToken: (taskToken: string, output: JsonValue) => void;
}

/** 256 KiB: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MOST_RESULT_BYTES = 262_144;

/**
 * Mocks first; then local handlers and a Lambda endpoint for functions, the folders of buckets or an S3 endpoint for
 * S3, the service itself for nested executions, the endpoint of a service for its SDK integrations.
 * What none of them knows fails with States.Runtime, which no Catch hides, and with the ways to provide it.
 */
export function createTaskRunner(options: TaskRunnerOptions): TaskRunner {
  const { mocks, environment, region, accountId, clock, stepFunctions, settleToken } = options;
  const now = () => clock.now();
  const local = createLocalFunctions({ ...options, now });
  const lambdaEndpoint = endpointUrl(environment, 'LAMBDA');
  const s3Endpoint = endpointUrl(environment, 'S3');
  const endpoint = lambdaEndpoint === undefined ? undefined : createLambdaEndpoint(lambdaEndpoint, region, now);

  const s3: S3TasksOptions = {
    buckets: options.buckets,
    endpoint: s3Endpoint === undefined ? undefined : createS3Endpoint({ endpoint: s3Endpoint, region }),
    mostBodyBytes: options.limits === 'aws' ? MOST_RESULT_BYTES : undefined,
  };

  function mock(request: TaskRequest): { readonly result: JsonValue } | undefined {
    const { stateMachineName, testCase, stateName, retryCount, taskToken } = request;
    if (mocks === undefined || testCase === undefined) return undefined;
    const mocked = findMock(mocks, stateMachineName, testCase, stateName, retryCount);
    if (mocked !== undefined && taskToken !== undefined) settleToken(taskToken, mocked.result);
    return mocked;
  }

  function invoke(target: LambdaTarget, request: TaskRequest, signal: AbortSignal): Promise<JsonValue> {
    if (local.has(target.functionName)) return clock.work(() => local.invoke(target, signal));
    if (endpoint === undefined) throw new StatesError('States.Runtime', missingFunction(target.functionName));
    refuseForeignRole(request, accountId);
    return clock.work(() => endpoint.invoke(target, signal));
  }

  return {
    async run(request, signal) {
      const mocked = mock(request);
      if (mocked !== undefined) return mocked.result;
      const target = readLambdaTarget(request.resource, request.parameters);
      if (target !== undefined) return invoke(target, request, signal);
      const integration = readIntegration(request.resource);
      if (integration === undefined) throw nothingCarriesOut(request, '');
      const { service, isSdk } = integration;
      if (isSdk ? service === 'sfn' : service === 'states')
        return runStepFunctionsTask(stepFunctions, integration, request, signal);
      if (isSdk && service === 's3') return clock.work(() => runS3Task(s3, integration, request, signal));
      return clock.work(() => runEndpointTask(options, integration, request, signal));
    },
    drained: (signal) => local.drained(signal),
    reload: () => local.reload(),
    async close() {
      endpoint?.close();
      s3.endpoint?.close();
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
