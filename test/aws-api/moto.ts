import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { ensurePythonTools } from '../../scripts/python-tools.ts';

/** moto's server: S3, SQS, DynamoDB, CloudFormation and Step Functions by another hand, in memory, on loopback. */
export interface Moto {
  readonly endpoint: string;
  close(): Promise<void>;
}

const START_MILLISECONDS = 60_000;

/** Starts it on a free port, with state machines that run. Throws one line where Python, PyPI or the server fails. */
export async function startMoto(): Promise<Moto> {
  const { bin } = await ensurePythonTools();
  // Not port 0: its state machines would look for its own S3 there.
  const child = spawn(path.join(bin, 'moto_server'), ['-H', '127.0.0.1', '-p', String(await findFreePort())], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1', NO_COLOR: '1' },
  });
  const gone = once(child, 'exit');
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  const close = async (): Promise<void> => {
    process.off('exit', kill);
    kill();
    await gone;
  };
  try {
    const endpoint = await new Promise<string>((resolve, reject) => {
      let printed = '';
      const refuse = (why: string): void =>
        reject(new Error(`moto's server did not start: ${why} ${printed.trim().split('\n').at(-1) ?? ''}`));
      const timer = setTimeout(() => refuse('it was waited for a minute.'), START_MILLISECONDS);
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        printed = (printed + text).slice(-4000);
        const [, url] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed) ?? [];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
      child.once('error', (error) => refuse(error.message));
      child.once('exit', (code) => refuse(`it ended with ${String(code)}.`));
    });
    await configure(endpoint);
    return { endpoint, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** https://docs.getmoto.org/en/latest/docs/configuration/index.html: without it, executions succeed unseen. */
async function configure(endpoint: string): Promise<void> {
  const answer = await fetch(`${endpoint}/moto-api/config`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
  if (!answer.ok) throw new Error(`moto's server takes no configuration: status ${answer.status}.`);
}
