import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClient } from '../../../src/executions/connection.ts';
import { queryService, readElement } from '../../../src/executions/query-request.ts';

let server: Server;
let endpoint: string;
const asked: string[] = [];

beforeEach(async () => {
  asked.length = 0;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(`${new URLSearchParams(body).get('Action') ?? ''} ${request.headers.authorization ?? ''}`);
      response.end('<Answer><Arn>arn:aws:iam::111122223333:user/a&amp;b</Arn></Answer>');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.close();
});

const connection = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
};

it.each([
  ['AWS_ENDPOINT_URL', 'iam', 'us-east-1'],
  ['AWS_ENDPOINT_URL_IAM', 'iam', 'us-east-1'],
  ['AWS_ENDPOINT_URL_STS', 'sts', 'eu-west-1'],
] as const)('asks where %s says, as the clients of the SDK do', async (variable, service, region) => {
  vi.stubEnv(variable, endpoint);
  const client = await createClient(connection);
  const xml = await queryService(client, connection, service, 'GetUser', {});
  expect(readElement(xml, 'Arn')).toBe('arn:aws:iam::111122223333:user/a&b');
  expect(asked).toEqual([expect.stringMatching(new RegExp(`^GetUser .*/${region}/${service}/aws4_request`))]);
  client.destroy();
});

it('asks the endpoint of the connection before any other', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
  const there = { ...connection, endpoint };
  const client = await createClient(there);
  await queryService(client, there, 'sts', 'GetCallerIdentity', {});
  expect(asked).toHaveLength(1);
  client.destroy();
});
