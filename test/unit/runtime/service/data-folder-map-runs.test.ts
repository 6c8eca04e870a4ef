import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
} from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDisk, type Disk } from '../../../../src/runtime/journal/disk.ts';
import { openTestService, type TestService } from './test-service.ts';

let folder: string;
let service: TestService | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fanout-data-'));
});

afterEach(async () => {
  await service?.close();
  service = undefined;
  rmSync(folder, { recursive: true, force: true });
});

interface Shape {
  readonly executionType: 'EXPRESS' | 'STANDARD';
  readonly transformation: 'NONE' | 'COMPACT' | 'FLATTEN' | undefined;
  readonly outputType: 'JSON' | 'JSONL';
  readonly source: 'CSV' | 'STATE';
  readonly batch: number | undefined;
  readonly items: number;
  readonly lives: readonly number[];
}

const shape = fc.record<Shape>({
  executionType: fc.constantFrom('EXPRESS', 'STANDARD'),
  transformation: fc.constantFrom('NONE', 'COMPACT', 'FLATTEN', undefined),
  outputType: fc.constantFrom('JSON', 'JSONL'),
  source: fc.constantFrom('CSV', 'STATE'),
  batch: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
  items: fc.integer({ min: 1, max: 60 }),
  lives: fc.array(fc.nat({ max: 25 }), { minLength: 1, maxLength: 4 }),
});

/** Some items have an inner Map Run of their own; each waits a little, on the virtual clock, and gives its numbers. */
function machineOf({ executionType, transformation, outputType, source, batch }: Shape): string {
  const list = { Pass: { Type: 'Pass', Output: '{% $states.input %}', Next: 'Wait' } };
  const ids = batch === undefined ? '[$number($states.input.id)]' : '[$states.input.Items.$number(id)]';
  return JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Map',
    States: {
      Map: {
        Type: 'Map',
        MaxConcurrency: 5,
        ...(source === 'STATE'
          ? { Items: '{% $states.input.items %}' }
          : {
              ItemReader: {
                Resource: 'arn:aws:states:::s3:getObject',
                ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
                Arguments: { Bucket: 'bucket', Key: 'rows.csv' },
              },
            }),
        ...(batch === undefined ? {} : { ItemBatcher: { MaxItemsPerBatch: batch } }),
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
          StartAt: 'Pass',
          States: {
            ...list,
            Wait: { Type: 'Wait', Timestamp: '{% $fromMillis($millis() + 4) %}', Next: 'Give' },
            Give: { Type: 'Pass', Output: `{% ${ids} %}`, End: true },
          },
        },
        ...(transformation === undefined
          ? {}
          : {
              ResultWriter: {
                Resource: 'arn:aws:states:::s3:putObject',
                Arguments: { Bucket: 'bucket', Prefix: 'out' },
                WriterConfig: { Transformation: transformation, OutputType: outputType },
              },
            }),
        End: true,
      },
    },
  });
}

function readOutput({ transformation, outputType }: Shape, output: string): number[] {
  if (transformation === undefined) return (JSON.parse(output) as number[][]).flat();
  const { ResultWriterDetails } = JSON.parse(output) as { ResultWriterDetails: { Key: string } };
  const read = (key: string): string => readFileSync(join(folder, 'bucket', key), 'utf8');
  const { ResultFiles } = JSON.parse(read(ResultWriterDetails.Key)) as {
    ResultFiles: { SUCCEEDED: { Key: string }[] };
  };
  const records = ResultFiles.SUCCEEDED.flatMap(({ Key }) =>
    outputType === 'JSON'
      ? (JSON.parse(read(Key)) as unknown[])
      : read(Key)
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
  );
  if (transformation === 'NONE')
    return (records as { Output: string }[]).flatMap(({ Output }) => JSON.parse(Output) as number[]);
  return records.flat() as number[];
}

async function open(disk?: Disk): Promise<TestService> {
  const buckets = { bucket: join(folder, 'bucket') };
  return (service = await openTestService('aws', { dataDir: join(folder, 'data'), buckets }, {}, disk));
}

describe('a Map Run in a data folder', () => {
  it(
    'gives each item once, whatever it writes, after its process has ended a few times',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(shape, async (each) => {
          for (const name of ['bucket', 'data']) rmSync(join(folder, name), { recursive: true, force: true });
          mkdirSync(join(folder, 'bucket'));
          const rows = Array.from({ length: each.items }, (_, id) => ({ id: String(id) }));
          writeFileSync(join(folder, 'bucket', 'rows.csv'), ['id', ...rows.map(({ id }) => id)].join('\n'));
          const first = await open();
          const machine = await first.create('map', machineOf(each));
          const executionArn = await first.start(machine, JSON.stringify({ items: rows }));
          for (const life of each.lives) {
            await new Promise((resolve) => setTimeout(resolve, life));
            await service?.close();
            const { client } = await open();
            const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
            if (status !== 'SUCCEEDED') await client.send(new RedriveExecutionCommand({ executionArn }));
          }
          const ended = await service!.finish(executionArn);
          expect(ended.status).toBe('SUCCEEDED');
          const expected = rows.map(({ id }) => Number(id));
          expect(readOutput(each, ended.output ?? '').sort((one, other) => one - other)).toEqual(expected);
          const { client } = service!;
          const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn }));
          const counts = await Promise.all(
            mapRuns.map(({ mapRunArn }) => client.send(new DescribeMapRunCommand({ mapRunArn }))),
          );
          // Where no child had started, another run was; the newest comes first.
          expect(counts[0]).toMatchObject({
            status: 'SUCCEEDED',
            itemCounts: { total: each.items, succeeded: each.items, resultsWritten: each.items, pending: 0 },
          });
          await service?.close();
          service = undefined;
          // Nothing of results and inputs is left; of Standard children there are histories.
          const left = readdirSync(join(folder, 'data', 'executions')).filter((name) => name.includes('.bulk.'));
          if (each.executionType === 'EXPRESS') expect(left).toEqual([]);
          expect(existsSync(join(folder, 'data', 'executions', '0.journal'))).toBe(true);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('fails when the disk is full, wherever that happens, and gives each item once when there is room again', async () => {
    for (const room of [300, 700, 1500, 3000, 6000]) {
      await makeBucket(40);
      const disk = openDisk();
      let left = Infinity;
      const full: Disk = {
        ...disk,
        write: (path, bytes) => {
          const taken = bytes.subarray(0, Math.max(0, left));
          left -= taken.length;
          disk.write(path, taken);
          if (taken.length < bytes.length)
            throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        },
      };
      const first = await open(full);
      const machine = await first.create('map', machineOf(SHAPE));
      left = room;
      const executionArn = await first.start(machine, '{}');
      expect(await first.finish(executionArn)).toMatchObject({ status: 'FAILED', error: 'Fanout.DataFolderFailed' });
      left = Infinity;
      if (room === 1500) {
        // What was not written was still waiting.
        await first.client.send(new RedriveExecutionCommand({ executionArn }));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await first.close();
      await expectEachOnce(await open(), executionArn);
    }
  });

  it('goes on from wherever its journal was cut off', async () => {
    await makeBucket(40);
    const first = await open();
    const executionArn = await first.start(await first.create('map', machineOf(SHAPE)), '{}');
    await new Promise((resolve) => setTimeout(resolve, 40));
    await first.close();
    service = undefined;
    const journal = join(folder, 'data', 'executions', '0.journal');
    const size = statSync(journal).size;
    cpSync(join(folder, 'data'), join(folder, 'kept'), { recursive: true });
    for (let cut = size; cut > size / 3; cut -= Math.ceil(size / 23)) {
      rmSync(join(folder, 'data'), { recursive: true });
      cpSync(join(folder, 'kept'), join(folder, 'data'), { recursive: true });
      truncateSync(journal, cut);
      await expectEachOnce(await open(), executionArn);
    }
  });
});

const SHAPE: Shape = {
  executionType: 'STANDARD',
  transformation: 'NONE',
  outputType: 'JSON',
  source: 'CSV',
  batch: undefined,
  items: 40,
  lives: [],
};

/** An empty data folder beside a bucket with so many rows. */
async function makeBucket(items: number): Promise<void> {
  await service?.close();
  service = undefined;
  for (const name of ['bucket', 'data']) rmSync(join(folder, name), { recursive: true, force: true });
  mkdirSync(join(folder, 'bucket'));
  writeFileSync(join(folder, 'bucket', 'rows.csv'), ['id', ...Array.from({ length: items }, (_, id) => id)].join('\n'));
}

async function expectEachOnce({ client, finish, close }: TestService, executionArn: string): Promise<void> {
  const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
  if (status !== 'SUCCEEDED') await client.send(new RedriveExecutionCommand({ executionArn }));
  const ended = await finish(executionArn);
  expect(ended.status).toBe('SUCCEEDED');
  const items = readOutput(SHAPE, ended.output ?? '').sort((one, other) => one - other);
  expect(items).toEqual(Array.from({ length: SHAPE.items }, (_, id) => id));
  await close();
  service = undefined;
}
