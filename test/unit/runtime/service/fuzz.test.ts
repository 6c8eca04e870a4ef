import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wireRequests, type WireRequest } from './fuzz-requests.ts';
import { PASS, ROLE } from './test-service.ts';

/*
 * Thousands of requests that are wrong, or nearly, against a service in a process of its own: each gets an answer in the
 * shape of AWS's, none a fault, none hangs, and the service neither ends nor grows. FANOUT_FUZZ_SEED repeats a run;
 * FANOUT_FUZZ_REQUESTS makes it longer.
 */

const SEED = process.env['FANOUT_FUZZ_SEED'];
const REQUESTS = Number(process.env['FANOUT_FUZZ_REQUESTS'] ?? 10_000);
/** Sent together, as several clients would. */
const TOGETHER = 20;
const HANG_MILLISECONDS = 10_000;
/** Machines, executions and activities that stay are worth a few megabytes; what was sent, some hundred. */
const MOST_GROWTH_BYTES = 40e6;

interface Report {
  readonly heap: number;
  readonly faults: readonly string[];
}

let server: ChildProcess;
let endpoint: string;
const agent = new Agent({ keepAlive: true, maxSockets: TOGETHER });

beforeAll(async () => {
  const script = fileURLToPath(new URL('fuzz-server.ts', import.meta.url));
  server = fork(script, { execArgv: ['--expose-gc'], stdio: 'inherit' });
  const [ready] = (await once(server, 'message')) as [{ endpoint: string }];
  endpoint = ready.endpoint;
  const setUp = { definition: PASS, roleArn: ROLE, publish: true };
  for (const fields of [{ name: 'steady' }, { name: 'changing' }, { name: 'express', type: 'EXPRESS' }])
    expect((await act('CreateStateMachine', { ...setUp, ...fields })).status).toBe(200);
});
afterAll(() => {
  agent.destroy();
  server.kill();
});

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: { readonly __type?: string; readonly message?: string };
}

function send({ method, headers, body }: WireRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
    const sent = request(endpoint, { method, headers: { ...headers, 'content-length': length }, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'],
          body: JSON.parse(text) as Answer['body'],
        });
      });
    });
    sent.setTimeout(HANG_MILLISECONDS, () => sent.destroy(new Error(`No answer in ${HANG_MILLISECONDS} ms.`)));
    sent.on('error', reject);
    sent.end(body);
  });
}

const act = (action: string, fields: object) =>
  send({ method: 'POST', headers: { 'x-amz-target': `AWSStepFunctions.${action}` }, body: JSON.stringify(fields) });

async function askServer(): Promise<Report> {
  server.send('report');
  const [report] = (await once(server, 'message')) as [Report];
  return report;
}

function check(answer: Answer): void {
  expect(answer.type).toBe('application/x-amz-json-1.0');
  if (answer.status === 200) return;
  expect(answer.body).toMatchObject({
    __type: expect.stringMatching(/^com\.amazon[a-z0-9.]+#[A-Za-z]+$/) as string,
    message: expect.any(String) as string,
  });
  expect([400, 402, 403, 405, 409, 413]).toContain(answer.status);
}

it(
  'answers whatever is sent, in the shape of AWS, and neither ends, hangs nor grows',
  { timeout: 120_000 },
  async () => {
    const before = await askServer();
    const answered = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(wireRequests, { minLength: TOGETHER, maxLength: TOGETHER }), async (requests) => {
        for (const answer of await Promise.all(requests.map(send))) {
          check(answer);
          const code = answer.body.__type?.split('#')[1] ?? 'OK';
          answered.set(code, (answered.get(code) ?? 0) + 1);
        }
      }),
      {
        numRuns: Math.ceil(REQUESTS / TOGETHER),
        ...(SEED === undefined ? {} : { seed: Number(SEED) }),
        endOnFailure: true,
      },
    );
    const expected = ['OK', 'InvalidArn', 'InvalidDefinition', 'SerializationException', 'StateMachineDoesNotExist'];
    expect([...answered.keys()]).toEqual(
      expect.arrayContaining([...expected, 'ValidationException', 'AccessDeniedException']),
    );
    const after = await askServer();
    expect(after.faults).toEqual([]);
    expect(after.heap - before.heap).toBeLessThan(MOST_GROWTH_BYTES);
    expect((await act('ListStateMachines', {})).status).toBe(200);
    if (process.env['FANOUT_FUZZ_SHOW']) console.log(answered, before.heap / 1e6, after.heap / 1e6);
  },
);

it.each([
  ['no HTTP', 'HELLO\r\n\r\n'],
  ['a header that is none', 'POST / HTTP/1.1\r\nHost: localhost\r\nbroken\r\n\r\n'],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}'],
  ['headers without end', `POST / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
  ['an expectation', 'POST / HTTP/1.1\r\nHost: localhost\r\nExpect: miracles\r\nContent-Length: 0\r\n\r\n'],
])('answers %s on the bare socket with an error in the shape of AWS', async (_what, text) => {
  const socket = connect(Number(new URL(endpoint).port), '127.0.0.1', () => socket.write(text));
  socket.setTimeout(HANG_MILLISECONDS, () => socket.destroy(new Error('No answer.')));
  let answer = '';
  for await (const chunk of socket) {
    answer += String(chunk);
    if (/\}$/.test(answer)) break;
  }
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as Answer['body'];
  expect(body.__type).toMatch(/^com\.amazon[a-z0-9.]+#[A-Za-z]+$/);
  expect((await act('ListStateMachines', {})).status).toBe(200);
});
