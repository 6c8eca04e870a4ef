import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { FILES, makeManifest, MAP_RUN_ARN } from '../items/result-fixtures.ts';
import { ListMapRunsCommand } from '@aws-sdk/client-sfn';
import { openTestService } from '../runtime/service/test-service.ts';
import { S3Stub } from '../items/s3-stub.ts';
import { fanout } from './run-cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fanout results '));
});
afterEach(() => rm(folder, { recursive: true }));
const results = (...args: string[]) => fanout(['results', ...args], { cwd: folder });

async function put(name: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeFile(path.join(folder, name), text);
}

describe('fanout results', () => {
  beforeEach(async () => {
    for (const [name, text] of Object.entries(FILES)) await put(`data/out/0a1b/${name}`, text);
    await put('data/out/0a1b/manifest.json', makeManifest(FILES));
  });

  it('counts, and groups failures by error and cause', async () => {
    const { exitCode, stdout, stderr } = await results('data');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toBe(
      [
        MAP_RUN_ARN,
        '           2  SUCCEEDED',
        '           4  FAILED',
        '           1  TIMED_OUT',
        '           1  PENDING',
        '',
        'failures by error and cause',
        '           2  PriceMissing: no price',
        '           2  unknown: unknown',
        '           1  PriceMissing: another "cause"',
        '',
      ].join('\n'),
    );
  });

  it('lists what failed, and what holds a text', async () => {
    const failed = await results('data/out/0a1b', '--failed', '--limit', '2');
    expect(failed.stdout).toMatch(
      /\nFAILED {2}a\n {2}error {2}PriceMissing: \{"errorMessage":"no price".*\n {2}input {2}\{"id":1\}\n/,
    );
    expect(failed.stdout).toMatch(/There are more: raise --limit, or --export them\.\n$/);
    const found = await results('data/out/0a1b/manifest.json', '--search', '"price":7');
    expect(found.stdout).toMatch(/\nSUCCEEDED {2}f\n {2}input {2}\{"id":6\}\n {2}output {2}\{"price":7\}\n$/);
    expect((await results('data', '--search', 'nowhere')).stdout).toMatch(/\nNothing was found\.\n$/);
  });

  it('prints one JSON document', async () => {
    const { stdout } = await results('data', '--failed', '--search', 'zoë', '--json');
    const document = JSON.parse(stdout) as { records: JsonObject[]; groups: unknown[] };
    expect(document).toMatchObject({ mapRunArn: MAP_RUN_ARN, bucket: 'data', counts: { FAILED: 4 }, more: false });
    expect(document.groups[1]).toEqual({ error: null, cause: null, count: 2 });
    expect(document.records).toEqual([
      expect.objectContaining({ name: 'd', status: 'TIMED_OUT', error: null, input: '{"id":4,"zip":"Zoë"}' }),
    ]);
  });

  it('exports what was asked for', async () => {
    const { exitCode, stdout } = await results('data', '--failed', '--export', 'out.csv');
    expect([exitCode, stdout]).toEqual([0, '6 records in out.csv\n']);
    expect((await readFile(path.join(folder, 'out.csv'), 'utf8')).split('\r\n')).toHaveLength(8);
    expect((await results('data', '--export', 'out.jsonl')).stdout).toBe('8 records in out.jsonl\n');
  });

  it('reads a folder as a bucket, and buckets of an S3 endpoint', async () => {
    const local = await results('s3://data/out/0a1b/', '--bucket', 'data=data');
    expect(local.stdout).toMatch(/ 4 {2}FAILED/);
    const stub = new S3Stub();
    const endpoint = await stub.listen();
    try {
      stub.objects.set('out/0a1b/manifest.json', Buffer.from(makeManifest(FILES)));
      for (const [name, text] of Object.entries(FILES)) stub.objects.set(`out/0a1b/${name}`, Buffer.from(text));
      const keys = { AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: 'us-east-1' };
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'a');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'b');
      const { stdout } = await fanout(['results', 's3://data/out/0a1b'], { cwd: folder, env: keys });
      expect(stdout).toMatch(/ 4 {2}FAILED/);
    } finally {
      vi.unstubAllEnvs();
      await stub.close();
    }
  });

  it.each([
    ['what is not there', ['no'], 2, /no does not exist: name a manifest\.json/],
    ['an export of an unknown kind', ['data', '--export', 'x.txt'], 2, /ends in \.jsonl or \.csv/],
    ['an export that cannot be written', ['data', '--export', 'no/x.csv'], 2, /x\.csv cannot be written/],
    ['no limit', ['data', '--limit', '0'], 2, /--limit 0: it is a whole number from 1 on/],
    ['a plan of nothing', ['data', '--plan'], 2, /belong to --rerun DEFINITION/],
    ['a bucket that nobody serves', ['s3://b/x', '--bucket', 'a=data'], 2, /s3:\/\/b\/x\/manifest\.json/],
  ])('ends in one line for %s', async (_what, args, code, message) => {
    const { exitCode, stdout, stderr } = await fanout(['results', ...args], {
      cwd: folder,
      env: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9', AWS_REGION: 'us-east-1' },
    });
    expect([exitCode, stdout]).toEqual([code, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('ends with 1 for results that are damaged, and names the file', async () => {
    await put('data/out/0a1b/manifest.json', '{"DestinationBucket":"b"}');
    expect(await results('data')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(
        /^fanout: .*manifest\.json is no manifest of a ResultWriter: MapRunArn is missing\.\n$/,
      ) as string,
    });
    await put('data/out/0a1b/manifest.json', makeManifest(FILES));
    await put('data/out/0a1b/FAILED_0.json', FILES['FAILED_0.json'].slice(0, 700));
    expect(await results('data')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/FAILED_0\.json is no whole result file: it ends in the middle/) as string,
    });
  });

  it('names the places where there are several', async () => {
    await put('data/out/2/manifest.json', makeManifest(FILES));
    const { exitCode, stderr } = await results('data');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/several results in .*: name one of .*0a1b.*manifest\.json, .*2.*manifest\.json\n$/);
  });
});

const MACHINE = {
  StartAt: 'Every row',
  States: {
    'Every row': {
      Type: 'Map',
      Label: 'Rows',
      ToleratedFailurePercentage: 100,
      ItemsPath: '$.rows',
      ItemSelector: { 'row.$': '$$.Map.Item.Value' },
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Work',
        States: {
          Work: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: 'worker', 'Payload.$': '$' },
            End: true,
          },
        },
      },
      ResultWriter: {
        WriterConfig: { Transformation: 'NONE', OutputType: 'JSONL' },
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'data', Prefix: 'out' },
      },
      End: true,
    },
  },
};
const FAILING = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Fails',
  States: { Fails: { Type: 'Fail', Error: 'Odd', Cause: 'it is' } },
};
const HANDLER = `export const handler = async ({ Items }) => {
  if (Items.some(({ row }) => row > LIMIT)) throw new Error('too high');
  return Items.length;
};`;

describe('fanout results of a Map Run by its ARN', () => {
  it('asks the endpoint where they are', async () => {
    await mkdir(path.join(folder, 'data'));
    const service = await openTestService('aws', { auth: false, buckets: { data: path.join(folder, 'data') } });
    try {
      const map = MACHINE.States['Every row'];
      const definition = {
        ...MACHINE,
        States: { 'Every row': { ...map, ItemProcessor: FAILING, ItemBatcher: undefined } },
      };
      const executionArn = await service.start(
        await service.create('rows', JSON.stringify(definition)),
        '{"rows":[1,2]}',
      );
      await service.finish(executionArn);
      const { mapRuns } = await service.client.send(new ListMapRunsCommand({ executionArn }));
      const flags = ['--endpoint', service.endpoint, '--bucket', 'data=data'];
      const found = await results(mapRuns?.[0]?.mapRunArn ?? '', ...flags);
      expect(found).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/ 2 {2}Odd: it is\n$/) as string });
      const none = await results('arn:aws:states:us-east-1:123456789012:mapRun:rows/Rows:nobody', ...flags);
      expect(none.exitCode).toBe(2);
      expect(none.stderr.trim().split('\n')).toHaveLength(1);
    } finally {
      await service.close();
    }
  });
});

describe('fanout results --rerun', () => {
  beforeEach(async () => {
    await put('rows.asl.json', JSON.stringify(MACHINE));
    await put('input.json', '{"rows":[1,2,3,4,5]}');
    await put('worker.mjs', HANDLER.replace('LIMIT', '2'));
    await mkdir(path.join(folder, 'data'));
    const project = {
      definition: 'rows.asl.json',
      buckets: { data: 'data' },
      functions: { worker: { module: 'worker.mjs' } },
    };
    await put('fanout.json', JSON.stringify(project));
    const { exitCode } = await fanout(['run', 'rows.asl.json', '--input', 'input.json'], { cwd: folder });
    expect(exitCode).toBe(0);
  });

  it('shows what it would run, and runs it once the cause is mended', async () => {
    const plan = await results('data', '--rerun', 'rows.asl.json', '--plan');
    expect(plan.stderr).toBe('fanout: 3 items in 2 batches of "Every row" run again, from its input.\n');
    expect(JSON.parse(plan.stdout)).toMatchObject({ StartAt: 'Every row' });
    expect(plan.stdout).not.toContain('ItemSelector');
    const still = await results('data', '--rerun', 'rows.asl.json');
    // The share that may fail may all fail: it succeeds, and nothing is mended.
    expect(still).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^SUCCEEDED/) as string });
    const [first = ''] = await readdir(path.join(folder, 'data/out'));
    await put('worker.mjs', HANDLER.replace('LIMIT', '9'));
    const mended = await results(`data/out/${first}`, '--rerun', 'rows.asl.json', '--items-per-batch', '1', '--json');
    expect(mended.exitCode).toBe(0);
    expect(mended.stderr).toMatch(/up to 1 items now/);
    expect(JSON.parse(mended.stdout)).toMatchObject({ mapRuns: [{ itemCounts: { succeeded: 3, total: 3 } }] });
  });

  it('ends with 1 where the definition does not allow it', async () => {
    await put('rows.asl.json', JSON.stringify(MACHINE).replace('Map.Item.Value', 'Map.Item.Index'));
    const { exitCode, stderr } = await results('data', '--rerun', 'rows.asl.json');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^fanout: The ItemSelector of "Every row" reads \$\$\.Map\.Item\.Index: .*\n$/);
    const both = await results('data', '--rerun', 'rows.asl.json', '--failed');
    expect(both).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/it goes with none of --failed/) as string,
    });
  });
});
