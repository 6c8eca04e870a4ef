import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKillableRuntimes, randomOf, type KillableRuntime, type KillableRuntimes } from './killable-runtime.ts';

/** Children of both types go the same way; those of Standard ones have histories besides. */
const KILLS = { EXPRESS: 50, STANDARD: 10 };
const ROWS = 3000;
const BATCH = 5;
const LANES = 8;
/** Milliseconds that the handler takes, and that a process lives at most: the run takes as long as its kills. */
const WORK = { EXPRESS: 80, STANDARD: 30 };
const LONGEST_LIFE = 250;
const ROLE = 'arn:aws:iam::123456789012:role/test';
const FUNCTION = 'arn:aws:states:::lambda:invoke';

let folder: string;
let runtimes: KillableRuntimes;

beforeEach(() => {
  runtimes = openKillableRuntimes();
  folder = mkdtempSync(join(tmpdir(), 'fanout-kill-'));
  mkdirSync(join(folder, 'bucket'));
  const rows = Array.from({ length: ROWS }, (_, id) => `${id},"row ${id}"`);
  writeFileSync(join(folder, 'bucket', 'rows.csv'), ['id,text', ...rows].join('\n'));
});

afterEach(async () => {
  await runtimes.close();
  rmSync(folder, { recursive: true, force: true });
});

function machineOf(executionType: 'EXPRESS' | 'STANDARD'): string {
  const task = {
    Type: 'Task',
    Resource: FUNCTION,
    Parameters: { FunctionName: 'handler', 'Payload.$': '$' },
    OutputPath: '$.Payload',
  };
  return JSON.stringify({
    StartAt: 'Before',
    States: {
      Before: { Type: 'Pass', Result: 'kept', ResultPath: '$.before', Next: 'Map' },
      Map: {
        Type: 'Map',
        MaxConcurrency: LANES,
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
          Parameters: { Bucket: 'bucket', Key: 'rows.csv' },
        },
        ItemBatcher: { MaxItemsPerBatch: BATCH },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
          StartAt: 'First',
          States: { First: { Type: 'Pass', Next: 'Work' }, Work: { ...task, End: true } },
        },
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'bucket', Prefix: 'out' } },
        ResultPath: '$.result',
        Next: 'After',
      },
      After: { Type: 'Pass', End: true },
    },
  });
}

function start(): Promise<KillableRuntime> {
  return runtimes.start({
    dataDir: join(folder, 'data'),
    buckets: { bucket: join(folder, 'bucket') },
    functions: {
      handler: { module: join(folder, 'handler.mjs'), export: 'handler', timeoutSeconds: 9, memoryMb: 128 },
    },
  });
}

/** The counts of the execution's Map Run, which must add up; undefined before it has begun. */
async function countItems(client: SFNClient, executionArn: string) {
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }));
  // Another run is started where none of the first one's children had been; the newest comes first.
  for (const earlier of mapRuns.slice(1)) {
    const { itemCounts } = await client.send(new DescribeMapRunCommand({ mapRunArn: earlier.mapRunArn }));
    expect(itemCounts?.total).toBe(itemCounts?.pending);
  }
  const mapRunArn = mapRuns[0]?.mapRunArn;
  if (mapRunArn === undefined) return undefined;
  const { itemCounts, executionCounts, status } = await client.send(new DescribeMapRunCommand({ mapRunArn }));
  for (const counts of [itemCounts, executionCounts]) {
    const { pending = 0, running = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0 } = counts ?? {};
    const all = pending + running + succeeded + failed + timedOut + aborted + (counts?.pendingRedrive ?? 0);
    expect(counts?.total).toBe(all);
  }
  return { mapRunArn, status, itemCounts, executionCounts };
}

/** The items that the manifest's files of successes name. */
function readResults(output: string): number[] {
  const { result } = JSON.parse(output) as { result: { ResultWriterDetails: { Bucket: string; Key: string } } };
  const read = (key: string): string => readFileSync(join(folder, 'bucket', key), 'utf8');
  const manifest = JSON.parse(read(result.ResultWriterDetails.Key)) as {
    ResultFiles: Record<'SUCCEEDED' | 'FAILED' | 'PENDING', { Key: string; Size: number }[]>;
  };
  expect([manifest.ResultFiles.FAILED, manifest.ResultFiles.PENDING]).toEqual([[], []]);
  return manifest.ResultFiles.SUCCEEDED.flatMap(({ Key, Size }) => {
    const text = read(Key);
    expect(Buffer.byteLength(text)).toBe(Size);
    return (JSON.parse(text) as { Output: string }[]).flatMap(({ Output }) => JSON.parse(Output) as number[]);
  });
}

describe.each(['EXPRESS', 'STANDARD'] as const)('a Map Run of %s children whose runtime is killed', (executionType) => {
  it(`has each item once in its result files, after ${KILLS[executionType]} kills`, { timeout: 180_000 }, async () => {
    writeFileSync(
      join(folder, 'handler.mjs'),
      `import { appendFileSync } from 'node:fs';
       export const handler = async ({ Items }) => {
         await new Promise((resolve) => setTimeout(resolve, ${WORK[executionType]}));
         appendFileSync(${JSON.stringify(join(folder, 'calls'))}, Items.map(({ id }) => id).join(' ') + '\\n');
         return Items.map(({ id }) => Number(id));
       };`,
    );
    const seed = Number(process.env['FANOUT_KILL_SEED'] ?? Date.now() % 1e9);
    console.log(`kills with FANOUT_KILL_SEED=${seed}`);
    const random = randomOf(seed);
    let executionArn: string | undefined;
    let executions = 0;
    let killsOfThis = 0;
    writeFileSync(join(folder, 'calls'), '');
    for (let kills = 0; ;) {
      const runtime = await start();
      const { client } = runtime;
      if (executionArn === undefined) {
        const machine = { name: 'map', definition: machineOf(executionType), roleArn: ROLE };
        const { stateMachineArn } = await client.send(new CreateStateMachineCommand(machine));
        ({ executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: '{"a":1}' })));
        executions++;
      } else {
        const found = await client.send(new DescribeExecutionCommand({ executionArn }));
        if (found.status !== 'SUCCEEDED') {
          expect(found).toMatchObject({
            status: 'ABORTED',
            error: 'Fanout.RuntimeStopped',
            redriveStatus: 'REDRIVABLE',
          });
          const counts = await countItems(client, executionArn);
          expect(counts?.itemCounts?.running ?? 0).toBe(0);
          if (counts !== undefined && executionType === 'STANDARD') {
            const { mapRunArn } = counts;
            const list = new ListExecutionsCommand({ mapRunArn, statusFilter: 'PENDING_REDRIVE' });
            const { executions: waiting = [] } = await client.send(list);
            expect(waiting).toHaveLength(counts.executionCounts?.pendingRedrive ?? -1);
            for (const child of waiting)
              expect(
                await client.send(new DescribeExecutionCommand({ executionArn: child.executionArn })),
              ).toMatchObject({
                status: 'PENDING_REDRIVE',
              });
          }
          await client.send(new RedriveExecutionCommand({ executionArn }));
        }
      }
      const deadline = Date.now() + (kills < KILLS[executionType] ? random() * LONGEST_LIFE : 60_000);
      let status: string | undefined;
      do {
        ({ status } = await client.send(new DescribeExecutionCommand({ executionArn: executionArn! })));
        await countItems(client, executionArn!);
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(5, deadline - Date.now()))));
      } while (status === 'RUNNING' && Date.now() < deadline);
      if (status !== 'RUNNING') {
        const { output = '' } = await client.send(new DescribeExecutionCommand({ executionArn: executionArn! }));
        expect(status).toBe('SUCCEEDED');
        expect(readResults(output).sort((one, other) => one - other)).toEqual(
          Array.from({ length: ROWS }, (_, id) => id),
        );
        expect(await countItems(client, executionArn!)).toMatchObject({
          status: 'SUCCEEDED',
          itemCounts: { total: ROWS, succeeded: ROWS, resultsWritten: ROWS },
        });
        // What was at work when the runtime was killed ran again, and nothing else.
        const calls = readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n').length;
        expect(calls).toBeLessThanOrEqual(ROWS / BATCH + killsOfThis * (LANES + 1));
        writeFileSync(join(folder, 'calls'), '');
        executionArn = undefined;
        killsOfThis = 0;
        if (kills >= KILLS[executionType]) break;
      }
      await runtime.kill();
      kills++;
      killsOfThis++;
    }
    expect(executions).toBeGreaterThan(0);
    const left = readdirSync(join(folder, 'data', 'executions'));
    expect(left.filter((name) => name.endsWith('.journal'))).toHaveLength(executions);
  });
});
