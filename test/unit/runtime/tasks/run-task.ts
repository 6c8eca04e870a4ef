import { expect } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { RealClock } from '../../../../src/runtime/clock/real-clock.ts';
import { StatesError, type TaskRequest } from '../../../../src/runtime/contracts.ts';
import { createTaskRunner, type TaskRunnerOptions } from '../../../../src/runtime/tasks/task-runner.ts';

export type RunnerOptions = Partial<TaskRunnerOptions>;

/** Runs one task of a runner that knows nothing but `options`. */
export async function run(request: Partial<TaskRequest>, options: RunnerOptions = {}): Promise<JsonValue> {
  const runner = createTaskRunner({
    region: 'us-east-1',
    accountId: '123456789012',
    clock: new RealClock(),
    mocks: undefined,
    functions: [],
    environment: {},
    buckets: { folder: () => undefined, find: unexpected },
    limits: 'aws',
    stepFunctions: { accountId: '123456789012', call: unexpected, ended: unexpected },
    log: () => undefined,
    settleToken: unexpected,
    ...options,
  });
  const whole = {
    resource: 'arn:aws:states:::lambda:invoke',
    parameters: {},
    stateName: 'Send',
    pointer: '/States/Send',
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:orders:one',
    stateMachineName: 'orders',
    testCase: undefined,
    retryCount: 0,
    taskToken: undefined,
    roleArn: undefined,
    ...request,
  };
  try {
    return await runner.run(whole, new AbortController().signal);
  } finally {
    await runner.close();
  }
}

function unexpected(): never {
  throw new Error('nobody asks for this here');
}

/** How a task failed that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<StatesError> {
  const error = await call.then(
    (value) => expect.unreachable(`resolved with ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StatesError);
  return error as StatesError;
}
