import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startService } from '../../src/runtime/service/start-service.ts';
import { median } from './measure.ts';

/*
 * The local endpoint beside a bare loop: short executions a second of the server's CPU beside a node:http server that
 * parses and answers JSON, the start of `fanout serve` beside that of Node, and reading a long history page by page.
 */

const ROUNDS = Number(process.env['FANOUT_BENCH_ROUNDS'] ?? 5);
const SELF = fileURLToPath(import.meta.url);
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const REQUESTS = 5_000;
const WARM_UP = 5_000;
const CONNECTIONS = 16;
/** A Map over as many items has four events for each, and six of its own and the execution's. */
const ITEMS = 25_000;
const PAGE = 1_000;

const ROLE = 'arn:aws:iam::123456789012:role/bench';
const PASS = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const MAP = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: PASS, End: true } } };

/** What is measured in a process of its own; each tells where it listens. */
const SERVERS: Readonly<Record<string, () => Promise<string>>> = {
  async endpoint() {
    const events = { log: () => undefined, fault: (error: unknown) => console.error(error) };
    const options = { port: 0, auth: false, buckets: {}, functions: {}, clock: 'real', limits: 'off' } as const;
    return (await startService(options, {}, events)).ready.endpoint;
  },
  async bare() {
    const server = createServer((incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const { input } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { input?: string };
        const body = JSON.stringify({ executionArn: 'x'.repeat(90), startDate: Date.now() / 1000, input });
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': body.length });
        response.end(body);
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
};

const [, , worker] = process.argv;
if (worker !== undefined && process.argv[1] === SELF) {
  process.on('message', () => process.send?.(process.cpuUsage()));
  process.on('disconnect', () => process.exit());
  process.send?.(await SERVERS[worker]?.());
}

export async function runEndpoint(): Promise<void> {
  const [ours, bare] = await Promise.all([openServer('endpoint'), openServer('bare')]);
  try {
    const machine = await ours.ask('CreateStateMachine', {
      name: 'pass',
      definition: JSON.stringify(PASS),
      roleArn: ROLE,
    });
    const start = { stateMachineArn: machine['stateMachineArn'], input: '{"id":1}' };
    const speeds: { readonly ours: number[]; readonly bare: number[] } = { ours: [], bare: [] };
    for (let round = 0; round <= ROUNDS; round++)
      for (const [name, server] of Object.entries({ ours, bare })) {
        const count = round === 0 ? WARM_UP : REQUESTS;
        const seconds = await server.cpuSeconds(() => repeat(count, () => server.ask('StartExecution', start)));
        if (round > 0) speeds[name as keyof typeof speeds].push(count / seconds);
      }
    const [here, there] = [median(speeds.ours), median(speeds.bare)];
    console.log(
      `endpoint StartExecution: ${Math.round(here)} a second of the server's CPU (goal 1,000), ` +
        `bare node:http ${Math.round(there)}: ${(there / here).toFixed(1)} times as many`,
    );
    await readHistory(ours);
  } finally {
    ours.close();
    bare.close();
  }
  await timeStart();
}

/** Half of a history and the whole, page by page: twice as much is to take twice as long. */
async function readHistory(server: Server): Promise<void> {
  const fields = { name: 'map', definition: JSON.stringify(MAP), roleArn: ROLE };
  const { stateMachineArn } = await server.ask('CreateStateMachine', fields);
  const input = JSON.stringify(Array.from({ length: ITEMS }, (_, id) => ({ id })));
  const { executionArn } = await server.ask('StartExecution', { stateMachineArn, input });
  while ((await server.ask('DescribeExecution', { executionArn }))['status'] === 'RUNNING')
    await new Promise((resolve) => setTimeout(resolve, 50));
  let events = 0;
  const read = async (most: number) => {
    let nextToken: unknown;
    events = 0;
    do {
      const page = await server.ask('GetExecutionHistory', { executionArn, maxResults: PAGE, nextToken });
      events += (page['events'] as unknown[]).length;
      nextToken = page['nextToken'];
    } while (nextToken !== undefined && events < most);
  };
  const [half, whole]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++)
    for (const [times, most] of [
      [half, (ITEMS * 4) / 2],
      [whole, Infinity],
    ] as const) {
      const seconds = await server.cpuSeconds(() => read(most));
      if (round > 0) times.push(seconds * 1000);
    }
  console.log(
    `endpoint history of ${events} events by ${PAGE}: ${median(whole).toFixed(0)} ms of the server's CPU, ` +
      `half of it ${median(half).toFixed(0)} ms`,
  );
}

/** Prints, as a process ends, what it has spent: a busy machine shows in the time on the wall, hardly in this. */
const TELL_CPU = `data:text/javascript,process.on('exit',()=>process.stderr.write(JSON.stringify(process.cpuUsage())))`;

interface Start {
  readonly wall: number;
  readonly cpu: number;
}

/** Milliseconds from the start of a Node process to the end of `work`, after which it is ended. */
async function timeProcess(args: readonly string[], work: (line: string) => Promise<unknown>): Promise<Start> {
  const from = performance.now();
  const env = { ...process.env, NODE_OPTIONS: `--import=${TELL_CPU}` };
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString('utf8')));
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  await work(line);
  const wall = performance.now() - from;
  child.kill();
  await once(child, 'close');
  const { user, system } = JSON.parse(told) as NodeJS.CpuUsage;
  return { wall, cpu: (user + system) / 1000 };
}

/** From the start of the process to the answer of its first request, beside a Node that only says that it is there. */
async function timeStart(): Promise<void> {
  if (!existsSync(CLI)) {
    console.log('endpoint start: there is no dist/cli.js: run `npm run build` first.');
    return;
  }
  const [ours, bare]: [Start[], Start[]] = [[], []];
  const askFirst = (line: string) =>
    post((JSON.parse(line) as { endpoint: string }).endpoint, 'ListStateMachines', {}, new Agent());
  const stay = 'process.on("SIGTERM",()=>process.exit());setInterval(()=>0,1e6);console.log()';
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await timeProcess([CLI, 'serve', '--no-auth'], askFirst));
    bare.push(await timeProcess(['-e', stay], () => Promise.resolve()));
  }
  const show = (starts: readonly Start[]) =>
    `${median(starts.map(({ wall }) => wall)).toFixed(0)} ms, ${median(starts.map(({ cpu }) => cpu)).toFixed(0)} of the CPU`;
  console.log(
    `endpoint start of \`fanout serve\` to its first answer: ${show(ours)} (goal 300); bare node: ${show(bare)}`,
  );
}

interface Server {
  ask(action: string, fields: object): Promise<Record<string, unknown>>;
  /** Seconds of user and system time that the server spends meanwhile. */
  cpuSeconds(work: () => Promise<void>): Promise<number>;
  close(): void;
}

async function openServer(name: string): Promise<Server> {
  const child = fork(SELF, [name]);
  const [endpoint] = (await once(child, 'message')) as [string];
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return {
    ask: (action, fields) => post(endpoint, action, fields, agent),
    async cpuSeconds(work) {
      const before = await readCpu(child);
      await work();
      return (await readCpu(child)) - before;
    },
    close() {
      agent.destroy();
      child.kill();
    },
  };
}

async function readCpu(child: ChildProcess): Promise<number> {
  child.send('cpu');
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
  return (user + system) / 1e6;
}

/** As many at once as there are connections. */
async function repeat(count: number, work: () => Promise<unknown>): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
}

function post(endpoint: string, action: string, fields: object, agent: Agent): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-amz-target': `AWSStepFunctions.${action}`, 'content-type': 'application/x-amz-json-1.0' };
    const sent = request(endpoint, { method: 'POST', headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) resolve(JSON.parse(text) as Record<string, unknown>);
        else reject(new Error(text));
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(fields));
  });
}
