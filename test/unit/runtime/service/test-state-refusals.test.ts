import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BROKEN, FORK, GREET, MAP, openStateTester, WORK, type StateTester, type Request } from './state-tester.ts';
import { failure } from './test-service.ts';

let tester: StateTester;
beforeAll(async () => {
  tester = await openStateTester();
});
afterAll(() => tester.close());

describe('what is refused', () => {
  const sync = { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', End: true };
  const started = { ...sync, Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m' } };
  const activity = { ...GREET, Resource: 'arn:aws:states:us-east-1:123456789012:activity:manual' };
  const pass = WORK.States.Work;
  const mock = { result: '{}' };

  it.each<[string, object, Request, string, string]>([
    ['a Map without a mock', MAP, {}, 'InvalidDefinition', 'does not support Map or Parallel states'],
    ['an activity without a mock', activity, {}, 'InvalidDefinition', 'does not support Activity tasks'],
    ['.sync without a mock', started, {}, 'InvalidDefinition', "'.sync:2' service integration pattern"],
    ['a mocked Pass', pass, { mock }, 'ValidationException', "State type 'Pass' is not supported"],
    [
      'an input that is no JSON',
      pass,
      { input: '{' },
      'InvalidExecutionInput',
      'Invalid State Machine Execution Input',
    ],
    ['a role that is none', pass, { roleArn: 'role' }, 'InvalidArn', "Invalid Role Arn: 'role'"],
    [
      'variables that are no object',
      pass,
      { variables: '[]' },
      'ValidationException',
      'Variables must be a JSON object',
    ],
    ['a Context object without a mock', GREET, { context: '{}' }, 'ValidationException', 'does not support Context'],
    [
      'a configuration without a mock',
      GREET,
      { stateConfiguration: { retrierRetryCount: 1 } },
      'ValidationException',
      'TestState does not support RetrierRetryCount when a mock is not specified.',
    ],
    ['a Context object of the wrong type', GREET, { mock, context: '{"State":1}' }, 'ValidationException', "'State'"],
    [
      'a Context object that is no JSON',
      GREET,
      { mock, context: 'x' },
      'ValidationException',
      'Invalid Context object',
    ],
    [
      'failures of something that has no iterations',
      GREET,
      { mock, stateConfiguration: { mapIterationFailureCount: 1 } },
      'ValidationException',
      'Map states only',
    ],
    [
      'data of a reader that is not there',
      MAP,
      { mock, stateConfiguration: { mapItemReaderData: '[]' } },
      'ValidationException',
      'ItemReader',
    ],
    [
      'an error of a state that is not inside',
      FORK,
      { mock: BROKEN, stateConfiguration: { errorCausedByState: 'StateName' } },
      'ValidationException',
      "names no state inside of 'StateName'",
    ],
    ['two mocks', GREET, { mock: { ...mock, ...BROKEN } }, 'ValidationException', 'not both'],
    ['no mock in a mock', GREET, { mock: {} }, 'ValidationException', 'must have'],
    [
      'a result with a number that would become another one',
      GREET,
      { mock: { result: '9007199254740993' } },
      'ValidationException',
      'Mocked result: The number 9007199254740993 cannot be kept exactly here',
    ],
    ['a result that is no JSON', GREET, { mock: { result: 'x' } }, 'ValidationException', 'must be valid JSON'],
    ['a Map that gives no list', MAP, { mock }, 'ValidationException', 'must be a JSON array'],
    [
      'what cannot be checked, by its name',
      started,
      { mock },
      'ValidationException',
      "does not know the API model of 'states:startExecution.sync:2'",
    ],
    ['a level that is none', pass, { inspectionLevel: 'ALL' as never }, 'ValidationException', 'inspectionLevel'],
    ['a count below 0', MAP, { mock, stateConfiguration: { retrierRetryCount: -1 } }, 'ValidationException', '-1'],
    ['a whole machine as a state', WORK, {}, 'InvalidDefinition', '/States/StateName'],
  ])('%s', async (_what, definition, request, name, message) => {
    const refused = await failure(tester.send(definition, request));
    expect(refused.name).toBe(name);
    expect(refused.message).toContain(message);
  });

  it.each(['', '{', 'null', '[]', '{}}, "StartAt": {', '"text"', '{"Type":"Fly"}'])(
    'the definition %j',
    async (definition) => {
      const { name } = await failure(tester.send(definition));
      expect(['InvalidDefinition', 'ValidationException']).toContain(name);
    },
  );
});
