import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  type DescribeExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import type { RuntimeOptions } from '../../../../src/protocol/runtime-process.ts';
import type { Disk } from '../../../../src/runtime/journal/disk.ts';
import { startService } from '../../../../src/runtime/service/start-service.ts';

export const ROLE = 'arn:aws:iam::123456789012:role/test';
export const PASS = JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } });
/** A machine that puts out a name. */
export const passing = (name: string) =>
  JSON.stringify({ StartAt: 'P', States: { P: { Type: 'Pass', Result: name, End: true } } });
export const WAIT = JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } });
export const ABSENT = 'arn:aws:states:us-east-1:123456789012:stateMachine:absent';
export const ABSENT_EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:absent:one';
export const ABSENT_MAP_RUN = 'arn:aws:states:us-east-1:123456789012:mapRun:absent/label:one';

/** A service of its own and a client that knows its keys. */
export interface TestService {
  readonly client: SFNClient;
  readonly endpoint: string;
  create(name: string, definition?: string, type?: 'STANDARD' | 'EXPRESS'): Promise<string>;
  start(stateMachineArn: string, input?: string, name?: string): Promise<string>;
  /** Waits for the end. */
  finish(executionArn: string): Promise<DescribeExecutionCommandOutput>;
  /** A request as it is written here, without an SDK; only where `auth` is false. */
  post(action: string, body: unknown): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
  /** Fails when the service has told of a fault of its own. */
  close(): Promise<void>;
}

export async function openTestService(
  limits: 'aws' | 'off' = 'aws',
  options: Partial<RuntimeOptions> = {},
  environment: Readonly<Record<string, string>> = {},
  disk?: Disk,
): Promise<TestService> {
  const faults: unknown[] = [];
  const service = await startService(
    { port: 0, auth: true, buckets: {}, functions: {}, clock: 'real', limits, ...options },
    environment,
    { log: () => undefined, fault: (error) => faults.push(error) },
    disk,
  );
  const { endpoint, region, accessKeyId, secretAccessKey } = service.ready;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new SFNClient({ endpoint, region, credentials, disableHostPrefix: true, maxAttempts: 1 });
  return {
    client,
    endpoint,
    async create(name, definition = PASS, type = 'STANDARD') {
      const command = new CreateStateMachineCommand({ name, definition, roleArn: ROLE, type });
      return (await client.send(command)).stateMachineArn!;
    },
    async start(stateMachineArn, input = '{}', name) {
      return (await client.send(new StartExecutionCommand({ stateMachineArn, input, name }))).executionArn!;
    },
    async finish(executionArn) {
      for (;;) {
        const answer = await client.send(new DescribeExecutionCommand({ executionArn }));
        if (answer.status !== 'RUNNING') return answer;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    async post(action, body) {
      const headers = { 'x-amz-target': `AWSStepFunctions.${action}`, 'content-type': 'application/x-amz-json-1.0' };
      const response = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async close() {
      client.destroy();
      await service.close();
      expect(faults).toEqual([]);
    },
  };
}

/** The API's error of a call that must fail. */
export async function failure(call: Promise<unknown>): Promise<{ name: string; message: string }> {
  return call.then(
    (answer) => expect.unreachable(`it answered ${JSON.stringify(answer)}`),
    (error: unknown) => {
      const { name, message, reason, resourceName } = error as Error & Record<'reason' | 'resourceName', string>;
      return { name, message, ...(reason && { reason }), ...(resourceName && { resourceName }) };
    },
  );
}
