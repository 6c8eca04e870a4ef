import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/executions/connection.ts';
import { validateOnService } from '../../../src/executions/validate-on-service.ts';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A service on loopback that answers each request so. */
async function serve(
  answer: (body: Record<string, unknown>, response: ServerResponse, request: IncomingMessage) => void,
): Promise<Connection> {
  const listening = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => answer(JSON.parse(text) as Record<string, unknown>, response, request));
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials: CREDENTIALS };
}

const reply = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
};

describe('validating on a service', () => {
  it('sends the definition with its type, and hands on what is said', async () => {
    let asked: Record<string, unknown> = {};
    let target: unknown;
    const connection = await serve((body, response, request) => {
      asked = body;
      target = request.headers['x-amz-target'];
      reply(response, 200, {
        result: 'FAIL',
        truncated: true,
        diagnostics: [
          { severity: 'ERROR', code: 'MISSING_END_STATE', message: 'm', location: '/States/A' },
          { severity: 'WARNING', code: 'NO_PATH', message: 'w' },
        ],
      });
    });
    const verdict = await validateOnService(connection, '{"StartAt":"A"}', { type: 'EXPRESS' });
    expect([asked, target]).toEqual([
      { definition: '{"StartAt":"A"}', type: 'EXPRESS', severity: 'WARNING', maxResults: 100 },
      'AWSStepFunctions.ValidateStateMachineDefinition',
    ]);
    expect(verdict).toEqual({
      truncated: true,
      diagnostics: [
        { severity: 'ERROR', code: 'MISSING_END_STATE', message: 'm', location: '/States/A' },
        { severity: 'WARNING', code: 'NO_PATH', message: 'w', location: undefined },
      ],
    });
  });

  it.each([
    ['AccessDeniedException', 400, 'states:ValidateStateMachineDefinition'],
    ['ExpiredTokenException', 400, 'have expired'],
    ['UnrecognizedClientException', 400, 'does not know the credentials'],
    ['SomethingElseException', 400, 'SomethingElseException'],
  ])('says in a line what %s means', async (type, status, words) => {
    const connection = await serve((_, response) => reply(response, status, { __type: type, message: 'no' }));
    const asking = validateOnService(connection, '{}', {});
    await expect(asking).rejects.toMatchObject({
      name: 'ServiceFault',
      message: expect.stringContaining(words) as string,
    });
    await expect(asking).rejects.not.toThrow(/\n/);
  });

  it('says so when nobody can be reached, when there is no region, and when it was cancelled', async () => {
    const connection = await serve(() => undefined);
    const controller = new AbortController();
    const cancelled = validateOnService(connection, '{}', { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    await expect(
      validateOnService({ endpoint: 'http://127.0.0.1:1', region: 'us-east-1', credentials: CREDENTIALS }, '{}', {}),
    ).rejects.toThrow('http://127.0.0.1:1 cannot be reached (ECONNREFUSED)');
  });
});
