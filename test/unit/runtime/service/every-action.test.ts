import * as sdk from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSchema, wrongValue } from './action-schemas.ts';
import { sendCommand } from './action-world.ts';
import { makeExecutionCases } from './execution-cases.ts';
import { makeMachineCases } from './machine-cases.ts';
import { failure, openTestService } from './test-service.ts';

/*
 * Every action that the SDK has, over real HTTP: a right request and what comes back, wrong requests and their errors.
 * The list of actions, their fields and their answers are the SDK's, so a new one fails here until it is looked at.
 */

const service = await openTestService('aws', { auth: false });
afterAll(() => service.close());
const CASES = { ...makeMachineCases(service), ...makeExecutionCases(service) };

const actions = Object.keys(sdk)
  .filter((name) => /^[A-Z]\w+Command$/.test(name))
  .map((name) => name.slice(0, -'Command'.length));

it('are all looked at', () => {
  expect(Object.keys(CASES).sort()).toEqual(actions.sort());
});

describe.each(actions)('%s', (action) => {
  const { right, answer, wrong = [] } = CASES[action] ?? { right: () => Promise.resolve({}), answer: {} };
  const schema = readSchema(action);
  let input: Record<string, unknown>;
  beforeAll(async () => {
    input = (await right()) as Record<string, unknown>;
  });

  it.each(wrong.map(([change, error]) => [Object.keys(change).join(), error, change] as const))(
    'refuses a wrong %s with %s',
    async (_what, error, change) => {
      expect((await failure(sendCommand(service, action, { ...input, ...change }))).name).toBe(error);
    },
  );

  it('answers a right request in the shape that the SDK knows', async () => {
    const { $metadata, ...answered } = await sendCommand(service, action, input);
    expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 1 });
    expect(answered).toMatchObject(answer);
    const raw = await service.post(action, { ...(await right()) });
    expect(raw.status).toBe(200);
    expect([...schema.output.names]).toEqual(expect.arrayContaining(Object.keys(raw.body)));
    expect(Object.keys(raw.body)).toEqual(expect.arrayContaining([...schema.output.required]));
  });

  it('wants what the SDK wants, takes what it sends, and nothing else', async () => {
    for (const name of schema.input.required) {
      const { body } = await service.post(action, { ...input, [name]: undefined });
      expect(body).toMatchObject({ __type: 'com.amazon.coral.validate#ValidationException' });
      expect(body['message']).toContain(`Value null at '${name}'`);
    }
    for (const [index, name] of schema.input.names.entries()) {
      const wrongType = wrongValue(schema.input.types[index]);
      const { body } = await service.post(action, { ...input, [name]: wrongType });
      expect([name, body['__type']]).toEqual([name, 'com.amazon.coral.service#SerializationException']);
      // As AWS's own SDKs do: a field that is null is not there.
      if (schema.input.required.includes(name)) continue;
      const known = await service.post(action, { [name]: null });
      expect(known.body['message'] ?? '').not.toContain('not known');
    }
    const { body } = await service.post(action, { ...input, unheardOf: 1 });
    expect(body).toMatchObject({ __type: 'com.amazon.coral.validate#ValidationException' });
  });
});
