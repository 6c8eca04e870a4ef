import { request } from 'node:http';
import { SFNClient, ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startService, type ServiceHandle } from '../../../../src/runtime/service/start-service.ts';

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
    const actions = fc.constantFrom(
      'CreateStateMachine',
      'StartExecution',
      'UpdateStateMachine',
      'ListExecutions',
      'GetExecutionHistory',
      'DescribeMapRun',
      'SendTaskSuccess',
      'TagResource',
      'TestState',
    );
    const keys = fc.constantFrom(
      'name',
      'definition',
      'roleArn',
      'stateMachineArn',
      'executionArn',
      'tags',
      'input',
      '__proto__',
    );
    const bodies = fc.oneof(
      fc.string().map((text) => Buffer.from(text)),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.dictionary(keys, fc.jsonValue()).map((value) => Buffer.from(JSON.stringify(value))),
    );
    await fc.assert(
      fc.asyncProperty(actions, bodies, async (action, body) => {
        const answer = await post(open.ready.endpoint, body, { 'x-amz-target': `AWSStepFunctions.${action}` });
        expect([200, 400]).toContain(answer.status);
        if (answer.status === 400) expect(answer.body.__type).toMatch(/^com\.amazon[a-z0-9.]+#[A-Za-z]+$/);
      }),
      { numRuns: 300 },
    );
    expect(faults).toEqual([]);
  });

  it('a method that is none of its own', async () => {
    expect((await post(open.ready.endpoint, '', {}, 'GET')).status).toBe(405);
  });
});
