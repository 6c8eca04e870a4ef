import { TestStateCommand, type TestStateCommandInput, type TestStateCommandOutput } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import type { RuntimeOptions } from '../../../../src/protocol/runtime-process.ts';
import { openTestService, type TestService } from './test-service.ts';

export type Request = Omit<TestStateCommandInput, 'definition'>;

export const json = (value: unknown): string => JSON.stringify(value);
export const GREET = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:greet', End: true };
export const INVOKE = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
export const WORK = { StartAt: 'Work', States: { Work: { Type: 'Pass', End: true } } };
export const MAP = { Type: 'Map', ItemProcessor: WORK, End: true };
export const DISTRIBUTED = {
  ...MAP,
  ItemProcessor: { ...WORK, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
};
export const FORK = {
  Type: 'Parallel',
  Branches: [WORK, { StartAt: 'Other', States: { Other: WORK.States.Work } }],
  End: true,
};
export const BROKEN = { errorOutput: { error: 'Broken', cause: 'it broke' } };

/** A service that is asked for nothing but TestState. */
export interface StateTester {
  send(definition: object | string, request?: Request): Promise<TestStateCommandOutput>;
  /** The answer without the SDK's own part. */
  ask(definition: object, request?: Request): Promise<Omit<TestStateCommandOutput, '$metadata'>>;
  close(): Promise<void>;
}

export async function openStateTester(options?: Partial<RuntimeOptions>): Promise<StateTester> {
  const open: TestService = await openTestService('aws', options);
  const send: StateTester['send'] = (definition, request) => {
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    return open.client.send(new TestStateCommand({ definition: text, ...request }));
  };
  return {
    send,
    async ask(definition, request) {
      const { $metadata, ...answer } = await send(definition, request);
      expect($metadata.httpStatusCode).toBe(200);
      return answer;
    },
    close: () => open.close(),
  };
}
