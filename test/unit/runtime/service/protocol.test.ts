import { request } from 'node:http';
import { SFNClient, ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type ServiceHandle } from '../../../../src/runtime/service/start-service.ts';
import { ABSENT, ABSENT_EXECUTION, ABSENT_MAP_RUN, PASS, ROLE } from './test-service.ts';

let open: ServiceHandle;
let locked: ServiceHandle;
const faults: unknown[] = [];

beforeAll(async () => {
  const options = { port: 0, buckets: {}, functions: {}, clock: 'real', limits: 'aws' } as const;
  const events = { log: () => undefined, fault: (error: unknown) => faults.push(error) };
  open = await startService({ ...options, auth: false }, {}, events);
  locked = await startService({ ...options, auth: true }, {}, events);
});
afterAll(async () => {
  await open.close();
  await locked.close();
});

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: { readonly __type?: string; readonly message?: string };
}

/** A request as it is written here, without an SDK. */
function post(endpoint: string, body: string | Buffer, headers: Record<string, string> = {}, method = 'POST') {
  return new Promise<Answer>((resolve, reject) => {
    const target = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines', ...headers };
    const sent = request(endpoint, { method, headers: target, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          body: JSON.parse(text) as Answer['body'],
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('who is let in', () => {
  it.each([
    ['a Host that is not loopback', { host: 'evil.example' }],
    ['a Host that only looks like it', { host: '127.0.0.1.evil.example' }],
    ['an Origin', { origin: 'http://127.0.0.1' }],
    ['the Origin null', { origin: 'null' }],
  ])('not one with %s', async (_what, headers) => {
    const answer = await post(open.ready.endpoint, '{}', headers);
    expect(answer.status).toBe(403);
    expect(answer.body.__type).toMatch(/#AccessDeniedException$/);
  });

  it.each(['localhost', '127.0.0.1:80', '[::1]:1', 'LOCALHOST'])('one with the Host %s', async (host) => {
    expect((await post(open.ready.endpoint, '{}', { host })).status).toBe(200);
  });

  it('nobody without the keys, unless they are switched off', async () => {
    const list = (service: ServiceHandle, credentials: { accessKeyId: string; secretAccessKey: string }) => {
      const { endpoint, region } = service.ready;
      const client = new SFNClient({ endpoint, region, credentials, maxAttempts: 1 });
      return client.send(new ListStateMachinesCommand({})).then(
        () => 'in',
        (error: unknown) => (error as Error).name,
      );
    };
    const { accessKeyId, secretAccessKey } = locked.ready;
    expect(await list(locked, { accessKeyId, secretAccessKey })).toBe('in');
    expect(await list(locked, { accessKeyId: 'AKIAOTHER', secretAccessKey })).toBe('UnrecognizedClientException');
    expect(await list(locked, { accessKeyId, secretAccessKey: 'other' })).toBe('InvalidSignatureException');
    expect(await list(open, { accessKeyId: 'any', secretAccessKey: 'any' })).toBe('in');
    const bare = await post(locked.ready.endpoint, '{}');
    expect(bare.body.__type).toMatch(/#MissingAuthenticationTokenException$/);
    const half = await post(locked.ready.endpoint, '{}', { authorization: 'AWS4-HMAC-SHA256 Credential=x' });
    expect(half.body.__type).toMatch(/#IncompleteSignatureException$/);
    expect(locked.ready.accessKeyId).not.toBe(open.ready.accessKeyId);
  });
});

const MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:fuzzed';
/** A request of each action that is right, or right but for what is not there. */
const PLAUSIBLE = {
  CreateStateMachine: { name: 'fuzzed', definition: PASS, roleArn: ROLE, tags: [{ key: 'a', value: 'b' }] },
  UpdateStateMachine: { stateMachineArn: MACHINE, definition: PASS, roleArn: ROLE },
  DescribeStateMachine: { stateMachineArn: MACHINE, includedData: 'ALL_DATA' },
  ValidateStateMachineDefinition: { definition: PASS, severity: 'WARNING', maxResults: 1 },
  StartExecution: { stateMachineArn: MACHINE, name: 'one', input: '{}' },
  ListExecutions: { stateMachineArn: MACHINE, statusFilter: 'SUCCEEDED', maxResults: 1 },
  GetExecutionHistory: { executionArn: MACHINE.replace('stateMachine', 'execution') + ':one', reverseOrder: true },
  StopExecution: { executionArn: ABSENT_EXECUTION, error: 'e', cause: 'c' },
  UpdateMapRun: { mapRunArn: ABSENT_MAP_RUN, maxConcurrency: 1, toleratedFailurePercentage: 5 },
  SendTaskSuccess: { taskToken: 'token', output: '1' },
  TagResource: { resourceArn: ABSENT, tags: [{ key: 'a', value: 'b' }] },
  TestState: { definition: PASS },
};

describe('what is answered to a request that is none', () => {
  it.each([
    ['an action that is not there', '{}', { 'x-amz-target': 'AWSStepFunctions.Fly' }, 'UnknownOperationException'],
    ['another service', '{}', { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, 'UnknownOperationException'],
    ['the name of a property', '{}', { 'x-amz-target': 'AWSStepFunctions.constructor' }, 'UnknownOperationException'],
    ['no JSON', '{', {}, 'SerializationException'],
    ['a list', '[]', {}, 'SerializationException'],
    ['a field of the wrong type', '{"maxResults":"ten"}', {}, 'SerializationException'],
    ['a field that nobody knows', '{"max":1}', {}, 'ValidationException'],
    ['a number out of range', '{"maxResults":1001}', {}, 'ValidationException'],
    ['a body that is too long', 'x'.repeat(5 * 1024 * 1024), {}, 'RequestEntityTooLargeException'],
  ])('%s', async (_what, body, headers, code) => {
    const answer = await post(open.ready.endpoint, body, headers);
    expect(answer.body.__type).toMatch(new RegExp(`#${code}$`));
    expect(answer.body.message).toEqual(expect.any(String));
    expect(answer.type).toBe('application/x-amz-json-1.0');
  });

  it('every broken constraint is told at once', async () => {
    const answer = await post(open.ready.endpoint, '{}', { 'x-amz-target': 'AWSStepFunctions.CreateStateMachine' });
    expect(answer.body.message).toBe(
      "3 validation errors detected: Value null at 'name' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'definition' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'roleArn' failed to satisfy constraint: Member must not be null",
    );
  });

  it('something in the shape of AWS, whatever is sent', { timeout: 60_000 }, async () => {
    const requests = fc.constantFrom(...Object.entries(PLAUSIBLE)).chain(([action, fields]) => {
      // Each field is mostly as it should be, so that requests get past the check of their fields, too.
      const values = Object.entries(fields).map(([key, value]) => [
        key,
        fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, fc.string(), fc.jsonValue()),
      ]) as [string, fc.Arbitrary<unknown>][];
      const body = fc.oneof(
        { weight: 6, arbitrary: fc.record(Object.fromEntries(values)).map((record) => JSON.stringify(record)) },
        fc
          .dictionary(fc.constantFrom(...Object.keys(fields), '__proto__'), fc.jsonValue())
          .map((record) => JSON.stringify(record)),
        fc.string(),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      );
      return fc.tuple(fc.constant(action), body);
    });
    const answered = new Set<string>();
    await fc.assert(
      fc.asyncProperty(requests, async ([action, body]) => {
        const answer = await post(open.ready.endpoint, body, { 'x-amz-target': `AWSStepFunctions.${action}` });
        expect([200, 400]).toContain(answer.status);
        if (answer.status === 400) expect(answer.body.__type).toMatch(/^com\.amazon[a-z0-9.]+#[A-Za-z]+$/);
        answered.add(answer.body.__type?.split('#')[1] ?? 'OK');
      }),
      { numRuns: 300 },
    );
    expect([...answered]).toEqual(expect.arrayContaining(['OK', 'SerializationException', 'ValidationException']));
    expect(faults).toEqual([]);
  });

  it('a method that is none of its own', async () => {
    expect((await post(open.ready.endpoint, '', {}, 'GET')).status).toBe(405);
  });
});
