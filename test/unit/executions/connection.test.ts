import { DescribeExecutionCommand, StartSyncExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, type ClientOptions } from '../../../src/executions/connection.ts';
import { describeServiceError } from '../../../src/executions/service-fault.ts';
import type { Retry } from '../../../src/executions/watch-attempts.ts';
import { stubService, type StubRequest, type StubService } from './stub-service.ts';

const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:m:e';
const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:m';
const SHORT: ClientOptions = { requestMilliseconds: 300, connectMilliseconds: 300 };
const PATIENT: ClientOptions = { requestMilliseconds: 10_000 };
const services: StubService[] = [];

afterEach(async () => {
  for (const service of services.splice(0)) await service.shut();
});

async function serve(answer: (request: StubRequest) => void): Promise<StubService> {
  const service = await stubService(answer);
  services.push(service);
  return service;
}

async function ask(service: StubService, options: ClientOptions = SHORT): Promise<{ told: Retry[]; error: unknown }> {
  const told: Retry[] = [];
  const client = await createClient(service.connection, { ...options, onRetry: (retry) => told.push(retry) });
  try {
    await client.send(new DescribeExecutionCommand({ executionArn: EXECUTION }));
    return { told, error: undefined };
  } catch (error) {
    return { told, error: describeServiceError(error, 'states:DescribeExecution', service.connection) };
  } finally {
    client.destroy();
  }
}

describe('a client of an endpoint', () => {
  it('tries again what was throttled, and tells of each try', async () => {
    let requests = 0;
    const service = await serve(({ reply }) => {
      requests += 1;
      if (requests < 3) reply({ __type: 'ThrottlingException', message: 'Rate exceeded' }, 400);
      else reply({ executionArn: EXECUTION, status: 'RUNNING' });
    });
    const { told, error } = await ask(service, PATIENT);
    expect(error).toBeUndefined();
    expect(told).toEqual([
      { action: 'DescribeExecution', attempt: 1, of: 5, kind: 'throttled' },
      { action: 'DescribeExecution', attempt: 2, of: 5, kind: 'throttled' },
    ]);
  });

  it.each([
    ['says nothing', () => undefined],
    ['stops in the middle of its answer', ({ response }: StubRequest) => response.writeHead(200).write('{"exec')],
  ])('ends where the endpoint %s', async (_, answer) => {
    const service = await serve(answer);
    const { told, error } = await ask(service);
    expect(error).toMatchObject({ kind: 'late', message: expect.stringContaining('did not answer in time') as string });
    expect(told.length).toBe(4);
  });

  it.each([
    [
      { __type: 'com.amazonaws.sfn#KmsAccessDeniedException', message: 'The key policy does not allow it.' },
      { kind: 'denied', message: expect.stringContaining('they need kms:Decrypt, and kms:GenerateDataKey') as string },
    ],
    [
      { __type: 'com.amazonaws.sfn#KmsInvalidStateException', message: 'No.', kmsKeyState: 'PENDING_DELETION' },
      { kind: 'refused', message: expect.stringContaining('(PENDING_DELETION): enable it') as string },
    ],
  ])('says what a key of KMS keeps from being done: $__type', async (answer, expected) => {
    const service = await serve(({ reply }) => reply(answer, 400));
    expect((await ask(service)).error).toMatchObject(expected);
  });

  it('names the endpoint that nobody listens on', async () => {
    const service = await serve(() => undefined);
    await service.shut();
    const { error } = await ask(service);
    expect(error).toMatchObject({
      kind: 'unreachable',
      message: `${service.connection.endpoint ?? ''} cannot be reached (ECONNREFUSED): check that it runs, and its port.`,
    });
  });

  it('does not start a synchronous execution twice when its answer is lost', async () => {
    const service = await serve(({ request }) => request.socket.destroy());
    const client = await createClient(service.connection, PATIENT);
    const sending = client.send(new StartSyncExecutionCommand({ stateMachineArn: MACHINE }));
    await expect(sending).rejects.toThrow('Whether it was started is not known');
    client.destroy();
    expect(service.actions).toEqual(['StartSyncExecution']);
  });

  it('does start it again when it was throttled, which starts nothing', async () => {
    let requests = 0;
    const service = await serve(({ reply }) => {
      requests += 1;
      if (requests === 1) reply({ __type: 'ThrottlingException', message: 'Rate exceeded' }, 400);
      else reply({ executionArn: EXECUTION, status: 'SUCCEEDED', startDate: 1, stopDate: 2 });
    });
    const client = await createClient(service.connection, PATIENT);
    const answer = await client.send(new StartSyncExecutionCommand({ stateMachineArn: MACHINE }));
    client.destroy();
    expect(answer.status).toBe('SUCCEEDED');
  });
});
