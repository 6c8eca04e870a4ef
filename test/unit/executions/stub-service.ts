import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../../../src/executions/connection.ts';

export interface StubRequest {
  /** `DescribeExecution`. */
  readonly action: string;
  readonly body: Record<string, unknown>;
  readonly response: ServerResponse;
  readonly request: IncomingMessage;
  /** Answers with a status and a JSON body; an error is `{__type, message}`. */
  readonly reply: (body: object, status?: number) => void;
}

export interface StubService {
  readonly connection: Connection;
  readonly actions: string[];
  /** Cuts all connections and refuses new ones, until `open`. */
  readonly shut: () => Promise<void>;
  readonly open: () => Promise<void>;
}

/** A Step Functions on loopback that says what a test wants it to say. */
export async function stubService(answer: (request: StubRequest) => void): Promise<StubService> {
  const actions: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const action = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      actions.push(action);
      const reply = (body: object, status = 200): void => {
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
      };
      answer({ action, body: JSON.parse(text) as Record<string, unknown>, response, request, reply });
    });
  });
  let port = 0;
  const open = async (): Promise<void> => {
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  await open();
  return {
    connection: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    },
    actions,
    open,
    shut: async () => {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
