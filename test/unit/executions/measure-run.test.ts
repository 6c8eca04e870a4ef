import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CostEstimate } from '../../../src/cost/estimate.ts';
import type { WorkloadValues } from '../../../src/cost/workload.ts';
import { NO_FLAGS } from '../../../src/executions/prepare-run.ts';
import { runLocally, type Measured } from '../../../src/executions/run-locally.ts';
import { fanout } from '../cli/run-cli.ts';

const TASK = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'worker', 'Payload.$': '$' },
  OutputPath: '$.Payload',
  End: true,
};
const DISTRIBUTED = {
  StartAt: 'Rows',
  States: {
    Rows: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'data', Key: 'in.csv' },
      },
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ToleratedFailurePercentage: 50,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Work',
        States: { Work: TASK },
      },
      End: true,
    },
  },
};
const inline = (retry: object) => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: { StartAt: 'Work', States: { Work: { ...TASK, ...retry } } },
      End: true,
    },
  },
});

let folder: string;
let definitionPath: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanout-measure-'));
  definitionPath = join(folder, 'map.asl.json');
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data', 'in.csv'), 'id\n1\n2\n3\n4\n5\n6\n7\n8\n');
  const project = {
    definition: 'map.asl.json',
    buckets: { data: 'data' },
    functions: { worker: { module: 'worker.mjs' } },
    workload: { items: 1_000_000 },
  };
  await writeFile(join(folder, 'fanout.json'), JSON.stringify(project));
});
afterEach(() => rm(folder, { recursive: true }));

async function measure(definition: object, handler: string, input = '{}'): Promise<WorkloadValues> {
  await writeFile(definitionPath, JSON.stringify(definition));
  await writeFile(join(folder, 'worker.mjs'), handler);
  let measured: Measured | undefined;
  const onMeasured = (told: Measured): unknown => (measured = told);
  const outcome = await runLocally({
    definitionPath,
    input,
    flags: NO_FLAGS,
    onMeasured: (told) => void onMeasured(told),
  });
  expect(outcome.status).toBe('SUCCEEDED');
  return measured && 'values' in measured ? measured.values : {};
}

const SLEEP = 'const sleep = (ms) => new Promise((done) => setTimeout(done, ms));';

describe('what a run tells of its workload', () => {
  it('is the time, the bytes and the failures of its children, by the item', async () => {
    const measured = await measure(
      DISTRIBUTED,
      `${SLEEP} export const handler = async ({ Items }) => {
        if (Items[0].id === '7') throw new Error('no');
        await sleep(60);
        return Items.map(({ id }) => id);
      };`,
    );
    // {"Items":[{"id":"1"},{"id":"2"}]} and ["1","2"], for two items each.
    expect(measured).toMatchObject({ itemBytes: 17, resultBytes: 5, failureRate: 0.25 });
    expect(measured).not.toHaveProperty('items');
    expect(measured.taskMilliseconds).toBeGreaterThanOrEqual(29);
    expect(measured.taskMilliseconds).toBeLessThan(1000);
  });

  it('is the time of the iterations and the retries of an inline Map', async () => {
    const measured = await measure(
      inline({ Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 1, MaxAttempts: 1 }] }),
      // The second attempt may come to another worker.
      `import { existsSync, writeFileSync } from 'node:fs';
      ${SLEEP} const seen = new URL('seen', import.meta.url);
      export const handler = async (n) => {
        if (n === 1 && !existsSync(seen)) {
          writeFileSync(seen, '');
          throw Object.assign(new Error(), { name: 'Again' });
        }
        await sleep(50);
        return n;
      };`,
      '{"items":[2,3,4,1]}',
    );
    expect(measured.retryRate).toBe(0.25);
    expect(measured.taskMilliseconds).toBeGreaterThanOrEqual(49);
  });
});

it('is written by fanout run --measure, and taken by fanout cost --measured, below what is said', async () => {
  await writeFile(definitionPath, JSON.stringify(DISTRIBUTED));
  await writeFile(
    join(folder, 'worker.mjs'),
    `${SLEEP} export const handler = async () => { await sleep(40); return 'ok'; };`,
  );
  const file = join(folder, 'measured.json');
  expect(await fanout(['run', definitionPath, '--measure', file])).toMatchObject({ exitCode: 0 });
  const written = JSON.parse(await readFile(file, 'utf8')) as WorkloadValues;
  const { stdout } = await fanout(['cost', definitionPath, '--measured', file, '--set', 'itemBytes=99', '--json']);
  const { workload, assumptions } = JSON.parse(stdout) as CostEstimate;
  expect(workload).toMatchObject({ items: 1_000_000, itemBytes: 99, itemsPerBatch: 2, failureRate: 0 });
  expect(assumptions).toContainEqual({ field: 'taskMilliseconds', value: written.taskMilliseconds, from: 'run' });
  expect((await fanout(['cost', definitionPath, '--measured', file])).stdout).toMatch(
    /taskMilliseconds .*measured in a run/,
  );
  await writeFile(file, '{"speed": 1}');
  expect((await fanout(['cost', definitionPath, '--measured', file])).stderr).toMatch(/no field speed/);
  expect((await fanout(['cost', definitionPath, '--measured', join(folder, 'none')])).stderr).toMatch(
    /fanout run --measure/,
  );
});

it('is refused after the run where Express children leave no record', async () => {
  const express = JSON.stringify(DISTRIBUTED).replace('"ExecutionType":"STANDARD"', '"ExecutionType":"EXPRESS"');
  await writeFile(definitionPath, express);
  await writeFile(join(folder, 'worker.mjs'), 'export const handler = () => 1;');
  const { exitCode, stdout, stderr } = await fanout(['run', definitionPath, '--measure', join(folder, 'm.json')]);
  expect(exitCode).toBe(2);
  expect(stdout).toMatch(/^SUCCEEDED/);
  expect(stderr).toMatch(/m\.json was not written: Express children .* STANDARD\.\n$/);
});

it('is asked of an endpoint by the ARN of an execution, and refused in one line where there is none', async () => {
  const arn = 'arn:aws:states:us-east-1:123456789012:execution:a:b';
  const { exitCode, stderr } = await fanout(
    ['cost', '--set', 'items=1', '--measured', arn, '--endpoint', 'http://127.0.0.1:1'],
    {
      env: {},
    },
  );
  expect(exitCode).toBe(2);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
