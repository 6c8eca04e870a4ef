import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { StateMachine } from 'aws-local-stepfunctions';
import { parseDefinition } from '../../src/asl/parse.ts';
import type { JsonObject, JsonValue } from '../../src/asl/json.ts';
import { RealClock } from '../../src/runtime/clock/real-clock.ts';
import { compileStateMachine } from '../../src/runtime/interpreter/compile.ts';
import { startExecution } from '../../src/runtime/interpreter/execution.ts';
import { createMapRuns } from '../../src/runtime/map-run/map-runs.ts';
import { runEndpoint } from './endpoint.ts';
import { median } from './measure.ts';

const ROUNDS = Number(process.env['FANOUT_BENCH_ROUNDS'] ?? 5);
const SELF = fileURLToPath(import.meta.url);
const ITEMS = 100_000;
const WARM_UP = 5_000;
const HEAP_SAMPLES_EVERY = 20_000;

interface Measure {
  /** Items for each second of user and system time. */
  readonly perCpuSecond: number;
  /** The largest heap seen, in bytes; 0 where it cannot be watched. */
  readonly heap: number;
  /** Milliseconds to read the whole history, and half of it. */
  readonly read: readonly [number, number];
}

const PASS = { Type: 'Pass', End: true };
const JSONATA = {
  Type: 'Pass',
  QueryLanguage: 'JSONata',
  Output: { id: '{% $states.input.id %}', double: '{% $states.input.id * 2 %}' },
  End: true,
};

/** What is measured, each in a process of its own: an inline Map over `items` objects. */
const WORKERS: Readonly<Record<string, (items: JsonValue[]) => Promise<Measure>>> = {
  'ours, Pass': (items) => runOurs(PASS, items),
  'aws-local-stepfunctions, Pass': runPeer,
  'ours, small JSONata object': (items) => runOurs(JSONATA, items),
};

const [, , worker] = process.argv;
if (worker !== undefined && process.argv[1] === SELF) {
  await WORKERS[worker]?.(makeItems(WARM_UP));
  process.stdout.write(JSON.stringify(await WORKERS[worker]?.(makeItems(ITEMS))));
}

/** Prints items a CPU second of ours and the peer's, in turn, and the medians as a ratio. */
export async function run(): Promise<void> {
  const measures = new Map<string, Measure[]>();
  for (let round = 0; round < ROUNDS; round++)
    for (const name of Object.keys(WORKERS)) {
      const { stdout } = await promisify(execFile)(process.execPath, [SELF, name]);
      measures.set(name, [...(measures.get(name) ?? []), JSON.parse(stdout) as Measure]);
    }
  const speedOf = (name: string): number => median((measures.get(name) ?? []).map(({ perCpuSecond }) => perCpuSecond));
  for (const [name, list] of measures) {
    const heap = Math.max(...list.map((measure) => measure.heap)) / 1e6;
    const whole = median(list.map(({ read }) => read[0]));
    const half = median(list.map(({ read }) => read[1]));
    const more =
      heap > 0
        ? `, heap ≤ ${heap.toFixed(0)} MB, history read in ${whole.toFixed(0)} ms, half of it in ${half.toFixed(0)} ms`
        : '';
    console.log(`runtime  ${name}: ${Math.round(speedOf(name))} items a CPU second${more}`);
  }
  const ratio = speedOf('ours, Pass') / speedOf('aws-local-stepfunctions, Pass');
  console.log(`runtime  Pass beside aws-local-stepfunctions: ${ratio.toFixed(1)} times as many`);
  await runEndpoint();
}

function machineOf(state: JsonObject): JsonObject {
  const processor = { StartAt: 'Item', States: { Item: state } };
  return { StartAt: 'Map', States: { Map: { Type: 'Map', ItemProcessor: processor, End: true } } };
}

function makeItems(count: number): JsonValue[] {
  return Array.from({ length: count }, (_, id) => ({ id }));
}

async function runOurs(state: JsonObject, items: JsonValue[]): Promise<Measure> {
  const compiled = compileStateMachine(parseDefinition(JSON.stringify(machineOf(state)), 'json'), 'STANDARD');
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  const clock = new RealClock();
  let heap = 0;
  const before = process.cpuUsage();
  const execution = startExecution({
    plan: compiled.plan,
    input: items,
    executionArn: 'arn:aws:states:us-east-1:111111111111:execution:machine:run',
    executionName: 'run',
    stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:machine',
    stateMachineName: 'machine',
    roleArn: 'arn:aws:iam::111111111111:role/role',
    startDate: clock.now(),
    type: 'STANDARD',
    clock,
    tasks: { run: () => Promise.reject(new Error('no task')), close: () => Promise.resolve() },
    mapRuns: createMapRuns({ buckets: { find: () => Promise.reject(new Error('no bucket')) }, clock, limits: 'off' }),
    limits: 'off',
    random: Math.random,
    uuid: randomUUID,
    hash: (algorithm, text) => createHash(algorithm).update(text).digest('hex'),
    onEvent: (events) => {
      if (events % HEAP_SAMPLES_EVERY === 0) heap = Math.max(heap, process.memoryUsage().heapUsed);
    },
  });
  const { status } = await execution.result;
  const perCpuSecond = items.length / secondsSince(before);
  if (status !== 'SUCCEEDED') throw new Error(status);
  const { history } = execution;
  return { perCpuSecond, heap, read: [timeRead(history.length), timeRead(history.length / 2)] };

  function timeRead(count: number): number {
    const start = performance.now();
    for (let from = 1; from <= count; from += 1000) history.read({ from, count: 1000 });
    return performance.now() - start;
  }
}

async function runPeer(items: JsonValue[]): Promise<Measure> {
  const machine = new StateMachine(machineOf(PASS) as never);
  const before = process.cpuUsage();
  await machine.run(items).result;
  return { perCpuSecond: items.length / secondsSince(before), heap: 0, read: [0, 0] };
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
