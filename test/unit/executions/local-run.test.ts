import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalRun, type LocalRunOptions } from '../../../src/executions/local-run.ts';
import { NO_FLAGS } from '../../../src/executions/prepare-run.ts';
import type { ExecutionSnapshot } from '../../../src/protocol/execution-snapshot.ts';

const MACHINE = {
  StartAt: 'Rows',
  States: {
    Rows: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'data', Key: 'in.csv' },
      },
      MaxConcurrency: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Work',
        States: {
          Work: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: 'worker', 'Payload.$': '$' },
            OutputPath: '$.Payload',
            End: true,
          },
        },
      },
      End: true,
    },
  },
};
/** Notes whom it was called with, and fails for the third row until it is mended. */
const handler = (mended: boolean): string => `
import { appendFileSync } from 'node:fs';
export const handler = async ({ id }) => {
  appendFileSync(new URL('calls.txt', import.meta.url), id + ' ');
  ${mended ? '' : "if (id === '3') throw new Error('no price for 3');"}
  return Number(id);
};`;

let folder: string;
let options: LocalRunOptions;
let run: LocalRun | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanout-local-run-'));
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data/in.csv'), 'id\n1\n2\n3\n4\n5\n');
  await writeFile(join(folder, 'worker.mjs'), handler(false));
  await writeFile(join(folder, 'rows.asl.json'), JSON.stringify(MACHINE));
  const worker = { module: join(folder, 'worker.mjs'), export: 'handler', timeoutSeconds: 3, memoryMb: 128 };
  const flags = { ...NO_FLAGS, buckets: { data: join(folder, 'data') }, functions: { worker } };
  options = { definitionPath: join(folder, 'rows.asl.json'), flags };
});
afterEach(async () => {
  await run?.close();
  run = undefined;
  await rm(folder, { recursive: true });
});

describe('a local run that failed', () => {
  it('goes on where it ended once its handler is mended, and is followed like the first attempt', async () => {
    run = await LocalRun.open(options);
    const first = await run.start({});
    expect(first).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    expect(await run.whyNotRedrivable()).toBeUndefined();
    await writeFile(join(folder, 'worker.mjs'), handler(true));

    const seen: ExecutionSnapshot[] = [];
    const second = await run.redrive({ onProgress: (snapshot) => seen.push(snapshot), states: true });
    expect(second).toMatchObject({ status: 'SUCCEEDED', executionArn: first.executionArn, output: [1, 2, 3, 4, 5] });
    expect(second.seconds).toBeLessThan(30);
    const last = seen.at(-1);
    expect(last).toMatchObject({
      status: 'SUCCEEDED',
      states: { '/States/Rows': { entered: 1, succeeded: 1, running: 0, failed: 0 } },
      mapRuns: [{ pointer: '/States/Rows', itemCounts: { succeeded: 5, total: 5 } }],
    });
    expect(last?.mapRuns[0]?.expected).toEqual({ items: 5, isExact: true });
    // What succeeded did not run again.
    expect((await readFile(join(folder, 'calls.txt'), 'utf8')).trim().split(' ')).toEqual([
      '1',
      '2',
      '3',
      '3',
      '4',
      '5',
    ]);
    expect(await run.whyNotRedrivable()).toMatch(/^Execution is SUCCEEDED and cannot be redriven\.$/);
    await expect(run.redrive({})).rejects.toThrow(/cannot be redriven/);
  });

  it('may fail once more, and be stopped', async () => {
    run = await LocalRun.open(options);
    await run.start({});
    expect((await run.redrive({})).status).toBe('FAILED');
    await writeFile(
      join(folder, 'worker.mjs'),
      'export const handler = () => new Promise((r) => setTimeout(r, 2000));',
    );
    const stop = new AbortController();
    const onProgress = ({ mapRuns }: ExecutionSnapshot): void => {
      if (mapRuns.some(({ itemCounts }) => itemCounts.running > 0)) stop.abort();
    };
    expect((await run.redrive({ signal: stop.signal, onProgress })).status).toBe('ABORTED');
    expect(await run.whyNotRedrivable()).toBeUndefined();
  });

  it('of an Express machine cannot be redriven, which is said before anybody tries', async () => {
    const failing = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'No' } } };
    await writeFile(join(folder, 'rows.asl.json'), JSON.stringify(failing));
    run = await LocalRun.open({ ...options, flags: { ...options.flags, type: 'EXPRESS' } });
    expect((await run.start({})).status).toBe('FAILED');
    expect(await run.whyNotRedrivable()).toBe('Express executions cannot be redriven.');
  });

  it('is taken over from its data folder by another one, and redriven', async () => {
    const kept = { ...options, flags: { ...options.flags, dataDir: join(folder, 'kept') } };
    run = await LocalRun.open(kept);
    expect(await run.start({})).toMatchObject({ status: 'FAILED' });
    await run.close();
    await writeFile(join(folder, 'worker.mjs'), handler(true));
    await writeFile(join(folder, 'calls.txt'), '');
    run = await LocalRun.open(kept);
    expect(await run.takeOver()).toBe(true);
    expect(await run.whyNotRedrivable()).toBeUndefined();
    expect(await run.redrive({})).toMatchObject({ status: 'SUCCEEDED', output: [1, 2, 3, 4, 5] });
    expect((await readFile(join(folder, 'calls.txt'), 'utf8')).trim().split(' ')).toEqual(['3', '4', '5']);
    await run.close();
    run = await LocalRun.open(kept);
    await run.takeOver();
    expect(await run.whyNotRedrivable()).toContain('SUCCEEDED');
  });

  it('has nothing to take over from an empty data folder', async () => {
    run = await LocalRun.open({ ...options, flags: { ...options.flags, dataDir: join(folder, 'kept') } });
    expect(await run.takeOver()).toBe(false);
  });
});
