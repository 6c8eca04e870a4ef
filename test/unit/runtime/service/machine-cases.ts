import { expect } from 'vitest';
import { ARN, BAD_ARN, DATE, noExecution, noMachine, noPage, type Case } from './action-case.ts';
import { createWorld } from './action-world.ts';
import { ABSENT, PASS, ROLE, WAIT, type TestService } from './test-service.ts';

const configuration = [
  [{ definition: '{' }, 'InvalidDefinition'],
  [{ definition: '' }, 'ValidationException'],
  [{ roleArn: 'role' }, 'InvalidArn'],
  [{ loggingConfiguration: { level: 'ALL' } }, 'InvalidLoggingConfiguration'],
  [{ loggingConfiguration: { level: 'MUCH' } }, 'ValidationException'],
  [
    { loggingConfiguration: { destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: 'x' } }] } },
    'InvalidLoggingConfiguration',
  ],
  [{ tracingConfiguration: {} }, 'InvalidTracingConfiguration'],
  [{ encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'k' } }, 'InvalidEncryptionConfiguration'],
  [{ versionDescription: 'x' }, 'ValidationException'],
] as const;

/** Of the actions for state machines, their versions and aliases, by name. */
export function makeMachineCases(service: TestService): Readonly<Record<string, Case>> {
  const { create } = service;
  const { unique, publish, routeTo, addAlias, run } = createWorld(service);
  return {
    CreateStateMachine: {
      right: () => ({
        name: unique('created'),
        definition: PASS,
        roleArn: ROLE,
        type: 'EXPRESS',
        tags: [{ key: 'a', value: 'b' }],
        publish: true,
        versionDescription: 'first',
        tracingConfiguration: { enabled: true },
        loggingConfiguration: {
          level: 'ERROR',
          destinations: [
            { cloudWatchLogsLogGroup: { logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/x:*' } },
          ],
        },
      }),
      answer: { stateMachineArn: ARN, stateMachineVersionArn: ARN, creationDate: DATE },
      wrong: [
        [{ name: 'a b' }, 'InvalidName'],
        [{ type: 'SLOW' }, 'ValidationException'],
        [{ tags: [{ value: 'no key' }] }, 'ValidationException'],
        [{ tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' })) }, 'TooManyTags'],
        ...configuration.slice(0, -1),
      ],
    },
    UpdateStateMachine: {
      right: async () => ({ stateMachineArn: await create(unique('updated')), definition: WAIT }),
      answer: { updateDate: DATE, revisionId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
      wrong: [...noMachine, [{ definition: undefined }, 'MissingRequiredParameter'], ...configuration],
    },
    DeleteStateMachine: {
      right: async () => ({ stateMachineArn: await create(unique('deleted')) }),
      answer: {},
      wrong: [
        [{ stateMachineArn: BAD_ARN }, 'InvalidArn'],
        [{ stateMachineArn: `${ABSENT}/label` }, 'ValidationException'],
      ],
    },
    DescribeStateMachine: {
      right: async () => ({ stateMachineArn: await create(unique('described')), includedData: 'ALL_DATA' }),
      answer: { stateMachineArn: ARN, status: 'ACTIVE', definition: PASS, roleArn: ROLE, creationDate: DATE },
      wrong: [...noMachine, [{ includedData: 'SOME' }, 'ValidationException']],
    },
    DescribeStateMachineForExecution: {
      right: async () => ({ executionArn: await run() }),
      answer: { stateMachineArn: ARN, definition: PASS, roleArn: ROLE, updateDate: DATE },
      wrong: noExecution,
    },
    ListStateMachines: {
      right: () => ({ maxResults: 1 }),
      answer: {
        stateMachines: [expect.objectContaining({ stateMachineArn: ARN, type: expect.any(String) as string })],
      },
      wrong: noPage,
    },
    ValidateStateMachineDefinition: {
      right: () => ({ definition: '{}', type: 'STANDARD', severity: 'WARNING', maxResults: 1 }),
      answer: {
        result: 'FAIL',
        diagnostics: [expect.objectContaining({ severity: 'ERROR', code: expect.any(String) as string })],
      },
      wrong: [
        [{ definition: '' }, 'ValidationException'],
        [{ type: 'SLOW' }, 'ValidationException'],
        [{ severity: 'INFO' }, 'ValidationException'],
        [{ maxResults: 101 }, 'ValidationException'],
      ],
    },
    PublishStateMachineVersion: {
      right: async () => ({ stateMachineArn: await create(unique('published')), revisionId: 'INITIAL' }),
      answer: { stateMachineVersionArn: ARN, creationDate: DATE },
      wrong: [
        ...noMachine,
        [{ revisionId: 'other' }, 'ConflictException'],
        [{ description: 'x'.repeat(257) }, 'ValidationException'],
      ],
    },
    DeleteStateMachineVersion: {
      right: async () => ({ stateMachineVersionArn: await publish('unpublished') }),
      answer: {},
      wrong: [[{ stateMachineVersionArn: ABSENT }, 'InvalidArn']],
    },
    ListStateMachineVersions: {
      right: async () => ({ stateMachineArn: (await publish('versions')).slice(0, -':1'.length) }),
      answer: { stateMachineVersions: [{ stateMachineVersionArn: ARN, creationDate: DATE }] },
      wrong: [...noMachine, ...noPage],
    },
    CreateStateMachineAlias: {
      right: async () => ({
        name: 'PROD',
        description: 'd',
        routingConfiguration: routeTo(await publish('routed')),
      }),
      answer: { stateMachineAliasArn: ARN, creationDate: DATE },
      wrong: [
        [{ name: '1' }, 'ValidationException'],
        [{ routingConfiguration: [] }, 'ValidationException'],
        [{ routingConfiguration: routeTo(`${ABSENT}:1`) }, 'ResourceNotFound'],
        [{ routingConfiguration: [{ stateMachineVersionArn: `${ABSENT}:1` }] }, 'ValidationException'],
      ],
    },
    UpdateStateMachineAlias: {
      right: async () => ({ stateMachineAliasArn: await addAlias(), description: 'other' }),
      answer: { updateDate: DATE },
      wrong: [
        [{ description: undefined }, 'ValidationException'],
        [{ stateMachineAliasArn: `${ABSENT}:PROD` }, 'ResourceNotFound'],
        [{ stateMachineAliasArn: ABSENT }, 'InvalidArn'],
      ],
    },
    DeleteStateMachineAlias: {
      right: async () => ({ stateMachineAliasArn: await addAlias() }),
      answer: {},
      wrong: [[{ stateMachineAliasArn: `${ABSENT}:PROD` }, 'ResourceNotFound']],
    },
    DescribeStateMachineAlias: {
      right: async () => ({ stateMachineAliasArn: await addAlias() }),
      answer: { stateMachineAliasArn: ARN, name: 'PROD', creationDate: DATE, updateDate: DATE },
      wrong: [[{ stateMachineAliasArn: `${ABSENT}:PROD` }, 'ResourceNotFound']],
    },
    ListStateMachineAliases: {
      right: async () => ({ stateMachineArn: (await addAlias()).slice(0, -':PROD'.length) }),
      answer: { stateMachineAliases: [{ stateMachineAliasArn: ARN, creationDate: DATE }] },
      wrong: [...noMachine, ...noPage],
    },
  };
}
