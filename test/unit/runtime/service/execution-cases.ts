import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import {
  ARN,
  DATE,
  noActivity,
  noExecution,
  noMachine,
  noMapRun,
  noPage,
  noResource,
  noToken,
  type Case,
} from './action-case.ts';
import { createWorld } from './action-world.ts';
import { ABSENT, ABSENT_MAP_RUN, PASS, WAIT, type TestService } from './test-service.ts';

/** Of the actions for executions, Map Runs, activities, task tokens and tags, by name. */
export function makeExecutionCases(service: TestService): Readonly<Record<string, Case>> {
  const { create } = service;
  const { unique, addActivity, addWork, takeToken, run, runMap } = createWorld(service);
  return {
    StartExecution: {
      right: async () => ({
        stateMachineArn: await create(unique('started')),
        name: unique('named'),
        input: '{}',
        traceHeader: 'Root=1',
      }),
      answer: { executionArn: ARN, startDate: DATE },
      wrong: [
        ...noMachine,
        [{ stateMachineArn: `${ABSENT}/label` }, 'ValidationException'],
        [{ name: 'a/b' }, 'InvalidName'],
        [{ input: 'no JSON' }, 'InvalidExecutionInput'],
        [{ input: '[12345678901234567890]' }, 'InvalidExecutionInput'],
        [{ input: `"${'x'.repeat(262_144)}"` }, 'ValidationException'],
        [{ traceHeader: 'é' }, 'ValidationException'],
      ],
    },
    StartSyncExecution: {
      right: async () => ({ stateMachineArn: await create(unique('sync'), PASS, 'EXPRESS'), input: '1' }),
      answer: { executionArn: ARN, status: 'SUCCEEDED', output: '1', startDate: DATE, stopDate: DATE },
      wrong: [...noMachine, [{ input: '{' }, 'InvalidExecutionInput'], [{ name: '' }, 'ValidationException']],
    },
    StopExecution: {
      right: async () => ({ executionArn: await run(WAIT), error: 'E', cause: 'c' }),
      answer: { stopDate: DATE },
      wrong: [...noExecution, [{ error: 'x'.repeat(257) }, 'ValidationException']],
    },
    DescribeExecution: {
      right: async () => ({ executionArn: await run(WAIT) }),
      answer: { executionArn: ARN, stateMachineArn: ARN, status: 'RUNNING', startDate: DATE, input: '{}' },
      wrong: noExecution,
    },
    ListExecutions: {
      right: async () => ({ stateMachineArn: (await run(WAIT)).replace(/:execution:(.*):.*/, ':stateMachine:$1') }),
      answer: { executions: [expect.objectContaining({ executionArn: ARN, status: 'RUNNING' })] },
      wrong: [
        ...noMachine,
        ...noPage,
        [{ stateMachineArn: undefined }, 'ValidationException'],
        [{ mapRunArn: ABSENT_MAP_RUN }, 'ValidationException'],
        [{ statusFilter: 'PENDING_REDRIVE' }, 'ValidationException'],
        [{ statusFilter: 'DONE' }, 'ValidationException'],
      ],
    },
    GetExecutionHistory: {
      right: async () => ({ executionArn: await run(WAIT), reverseOrder: true, maxResults: 1 }),
      answer: {
        events: [expect.objectContaining({ id: 2, timestamp: DATE })],
        nextToken: expect.any(String) as string,
      },
      wrong: [...noExecution, ...noPage],
    },
    RedriveExecution: {
      right: async () => {
        const executionArn = await run(WAIT);
        await service.client.send(new StopExecutionCommand({ executionArn }));
        return { executionArn, clientToken: unique('token') };
      },
      answer: { redriveDate: DATE },
      wrong: [...noExecution, [{ clientToken: '' }, 'ValidationException']],
    },
    DescribeMapRun: {
      right: async () => ({ mapRunArn: (await runMap()).mapRunArn }),
      answer: { mapRunArn: ARN, executionArn: ARN, status: 'RUNNING', startDate: DATE },
      wrong: noMapRun,
    },
    ListMapRuns: {
      right: async () => ({ executionArn: (await runMap()).executionArn, maxResults: 0 }),
      answer: { mapRuns: [expect.objectContaining({ mapRunArn: ARN, startDate: DATE })] },
      wrong: [...noExecution, ...noPage],
    },
    UpdateMapRun: {
      right: async () => ({ mapRunArn: (await runMap()).mapRunArn, toleratedFailurePercentage: 50 }),
      answer: {},
      wrong: [
        ...noMapRun,
        [{ toleratedFailurePercentage: undefined }, 'ValidationException'],
        [{ toleratedFailurePercentage: 101 }, 'ValidationException'],
        [{ maxConcurrency: -1 }, 'ValidationException'],
      ],
    },
    CreateActivity: {
      right: () => ({ name: unique('worker'), tags: [], encryptionConfiguration: { type: 'AWS_OWNED_KEY' } }),
      answer: { activityArn: ARN, creationDate: DATE },
      wrong: [
        [{ name: 'a:b' }, 'InvalidName'],
        [
          { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'k' } },
          'InvalidEncryptionConfiguration',
        ],
      ],
    },
    DeleteActivity: {
      right: async () => ({ activityArn: await addActivity() }),
      answer: {},
      wrong: [[{ activityArn: ABSENT }, 'InvalidArn']],
    },
    DescribeActivity: {
      right: async () => ({ activityArn: await addActivity() }),
      answer: { activityArn: ARN, creationDate: DATE, encryptionConfiguration: { type: 'AWS_OWNED_KEY' } },
      wrong: noActivity,
    },
    ListActivities: {
      right: async () => (await addActivity(), { maxResults: 1 }),
      answer: { activities: [expect.objectContaining({ activityArn: ARN, creationDate: DATE })] },
      wrong: noPage,
    },
    GetActivityTask: {
      right: async () => ({ activityArn: await addWork(), workerName: 'me' }),
      answer: { taskToken: expect.any(String) as string, input: '{"a":1}' },
      wrong: [...noActivity, [{ workerName: 'x'.repeat(81) }, 'ValidationException']],
    },
    SendTaskSuccess: {
      right: async () => ({ taskToken: await takeToken(), output: '1' }),
      answer: {},
      wrong: [...noToken, [{ output: '{' }, 'InvalidOutput']],
    },
    SendTaskFailure: {
      right: async () => ({ taskToken: await takeToken(), error: 'E', cause: 'c' }),
      answer: {},
      wrong: [...noToken, [{ cause: 'x'.repeat(32_769) }, 'ValidationException']],
    },
    SendTaskHeartbeat: { right: async () => ({ taskToken: await takeToken() }), answer: {}, wrong: noToken },
    TagResource: {
      right: async () => ({ resourceArn: await addActivity(), tags: [{ key: 'a', value: 'b' }] }),
      answer: {},
      wrong: [...noResource, [{ tags: [{ key: '', value: '' }] }, 'ValidationException']],
    },
    UntagResource: {
      right: async () => ({ resourceArn: await addActivity(), tagKeys: ['a'] }),
      answer: {},
      wrong: [...noResource, [{ tagKeys: [''] }, 'ValidationException']],
    },
    ListTagsForResource: {
      right: async () => ({ resourceArn: await addActivity() }),
      answer: { tags: [] },
      wrong: noResource,
    },
    TestState: {
      right: () => ({ definition: '{"Type":"Pass","Next":"Q"}', input: '1', inspectionLevel: 'DEBUG' }),
      answer: { status: 'SUCCEEDED', output: '1', nextState: 'Q' },
      wrong: [
        [{ definition: '{' }, 'InvalidDefinition'],
        [{ input: '{' }, 'InvalidExecutionInput'],
        [{ roleArn: 'role' }, 'InvalidArn'],
        [{ inspectionLevel: 'ALL' }, 'ValidationException'],
      ],
    },
  };
}
