import { ListMapRunsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startService, type ServiceHandle } from '../../src/runtime/service/start-service.ts';
import { fanout } from '../unit/cli/run-cli.ts';
import { FILES, makeManifest, makeRecord } from '../unit/items/result-fixtures.ts';
import { fail, S3Stub } from '../unit/items/s3-stub.ts';
import { CREDENTIALS, REGION } from './deployment.ts';

const SCRATCH = path.resolve('test-results/aws-api/results');
/** As the manifest of the fixtures names it. */
const BUCKET = 'data';
let s3: S3Client;
beforeAll(async () => {
  // Where the SDK looks, of the endpoint in this process and of local runs, too.
  vi.stubEnv('AWS_ENDPOINT_URL_S3', inject('moto'));
  vi.stubEnv('AWS_ACCESS_KEY_ID', CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', CREDENTIALS.secretAccessKey);
  s3 = new S3Client({ endpoint: inject('moto'), region: REGION, credentials: CREDENTIALS, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await rm(SCRATCH, { recursive: true, force: true });
  await mkdir(SCRATCH, { recursive: true });
});
afterAll(() => {
  vi.unstubAllEnvs();
  s3.destroy();
});

const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
const results = (where: string, ...flags: string[]) =>
  fanout(['results', where, ...flags], {
    cwd: SCRATCH,
    env: { AWS_ENDPOINT_URL_S3: inject('moto'), AWS_REGION: REGION },
  });

describe("results in moto's S3", () => {
  beforeAll(async () => {
    for (const [name, text] of Object.entries(FILES)) await put(`out/0a1b/${name}`, text);
    await put('out/0a1b/manifest.json', makeManifest(FILES));
  });

  it('are counted and grouped, searched, and exported', async () => {
    const counted = await results('s3://data/out/0a1b', '--json', '--endpoint', inject('moto'));
    expect(counted.stderr).toBe('');
    const local = path.join(SCRATCH, 'local');
    await mkdir(local);
    for (const [name, text] of Object.entries(FILES)) await writeFile(path.join(local, name), text);
    await writeFile(path.join(local, 'manifest.json'), makeManifest(FILES));
    const same = JSON.parse((await fanout(['results', local, '--json'])).stdout) as Record<string, unknown>;
    const { counts, groups } = JSON.parse(counted.stdout) as Record<string, unknown>;
    expect({ counts, groups }).toEqual({ counts: same.counts, groups: same.groups });
    expect(JSON.stringify(groups)).toContain('no price');

    const found = await results('s3://data/out/0a1b/manifest.json', '--search', 'another "cause"', '--json');
    expect((JSON.parse(found.stdout) as { records: unknown[] }).records).toMatchObject([{ name: 'c' }]);
    const exported = await results('s3://data/out/0a1b', '--failed', '--export', 'failed.csv');
    expect(exported).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readFile(path.join(SCRATCH, 'failed.csv'), 'utf8')).toMatch(/PriceMissing/);
  });

  it('that nobody put there are told in one line', async () => {
    const { exitCode, stderr } = await results('s3://data/out/none');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^fanout: There is no s3:\/\/data\/out\/none\/manifest\.json: check the place;.*\n$/);
    expect((await results('s3://no-such-bucket/out')).stderr).toMatch(
      /^fanout: The bucket of s3:\/\/no-such-bucket\/.* is not there: .*\n$/,
    );
  });
});

it('names the permission where the bucket answers 403', async () => {
  const stub = new S3Stub();
  stub.fault = (_, response) => {
    fail(response, 403, 'AccessDenied', 'Access Denied');
    return true;
  };
  const endpoint = await stub.listen();
  try {
    const env = { AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: REGION };
    const denied = await fanout(['results', 's3://data/out/0a1b', '--endpoint', endpoint], { env });
    expect(denied.exitCode).toBe(2);
    expect(denied.stderr).toMatch(/^fanout: s3:\/\/data\/out\/0a1b\/manifest\.json .*s3:GetObject.*\n$/);
  } finally {
    await stub.close();
  }
});

/** Rows of which those above LIMIT fail; a child gets what the selector makes of its row. */
const machine = (limit: number) => ({
  StartAt: 'Rows',
  States: {
    Rows: {
      Type: 'Map',
      Label: 'Rows',
      ToleratedFailurePercentage: 100,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: BUCKET, 'Key.$': '$.key' },
      },
      ItemSelector: { 'row.$': '$$.Map.Item.Value', 'day.$': '$.day' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Is it high',
        States: {
          'Is it high': {
            Type: 'Choice',
            Choices: [{ Variable: '$.row.n', NumericGreaterThan: limit, Next: 'High' }],
            Default: 'Fine',
          },
          High: { Type: 'Fail', Error: 'TooHigh', Cause: 'it is too high' },
          Fine: { Type: 'Succeed' },
        },
      },
      ResultWriter: {
        WriterConfig: { Transformation: 'NONE', OutputType: 'JSONL' },
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: BUCKET, Prefix: 'again' },
      },
      End: true,
    },
  },
});

describe('a re-run on an endpoint whose S3 is another', () => {
  const ROLE = 'arn:aws:iam::123456789012:role/again';
  let service: ServiceHandle;
  let flags: string[];
  beforeAll(async () => {
    const options = { port: 0, auth: false, buckets: {}, functions: {}, clock: 'real', limits: 'aws' } as const;
    const environment = { AWS_ENDPOINT_URL_S3: inject('moto'), AWS_REGION: REGION };
    const fault = (error: unknown): void => expect.fail(String(error));
    service = await startService(options, environment, { log: () => undefined, fault });
    flags = ['--endpoint', service.ready.endpoint];
  });
  afterAll(() => service.close());

  const mapRunOf = async (executionArn: string): Promise<string> => {
    const { endpoint, region } = service.ready;
    const client = new SFNClient({ endpoint, region, credentials: CREDENTIALS });
    const { mapRuns } = await client.send(new ListMapRunsCommand({ executionArn }));
    client.destroy();
    return mapRuns?.[0]?.mapRunArn ?? '';
  };
  const start = (file: string, ...more: string[]) =>
    fanout(['start', file, ...flags, '--deploy', '--role', ROLE, '--wait', '--json', ...more], { cwd: SCRATCH });

  async function inputsOf(mapRunArn: string, ...more: string[]): Promise<unknown[]> {
    const listed = await results(mapRunArn, ...flags, '--json', '--limit', '5000', '--search', 'row', ...more);
    const { records } = JSON.parse(listed.stdout) as { records: { input: unknown }[] };
    return records.map(({ input }) => JSON.stringify(input)).toSorted();
  }

  it.each([
    ['few items, its input', 6, ''],
    ['many items, a file beside the results', 1500, 'x'.repeat(200)],
  ])('gives children the inputs that they had: %s', { timeout: 120_000 }, async (_, count, pad) => {
    const rows = Array.from({ length: count }, (__, n) => ({ n, pad }));
    const key = `rows-${count}.json`;
    await put(key, JSON.stringify(rows));
    const file = `rows${count}.asl.json`;
    await writeFile(path.join(SCRATCH, file), JSON.stringify(machine(1)));
    await writeFile(path.join(SCRATCH, 'input.json'), JSON.stringify({ key, day: 'Friday' }));
    const first = await start(file, '--input', 'input.json');
    expect(first).toMatchObject({ exitCode: 0 });
    const mapRun = await mapRunOf((JSON.parse(first.stdout) as { executionArn: string }).executionArn);
    const failed = await inputsOf(mapRun, '--failed');
    expect(failed).toHaveLength(count - 2);

    const rerun = (...more: string[]) => results(mapRun, ...flags, '--rerun', file, '--json', ...more);
    expect((await rerun()).stderr).toMatch(/needs a role that may start its children: name one with --role ARN/);
    const again = await rerun('--role', ROLE);
    // Nothing was mended.
    expect(again).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('mapRuns') as string });
    expect(again.stderr).toMatch(new RegExp(`as the state machine rows${count}-rerun-\\w{8}, which is created there`));
    expect(again.stderr).toContain('states:StartExecution');
    const outcome = JSON.parse(again.stdout) as { executionArn: string; mapRuns: unknown[] };
    expect(outcome).toMatchObject({ mapRuns: [{ itemCounts: { total: count - 2, failed: count - 2 } }] });
    const second = await mapRunOf(outcome.executionArn);
    expect(await inputsOf(second, '--failed')).toEqual(failed);

    await writeFile(path.join(SCRATCH, file), JSON.stringify(machine(count)));
    const mended = await rerun();
    expect(mended.exitCode).toBe(0);
    expect(mended.stderr).toContain('which is updated there');
    const third = await mapRunOf((JSON.parse(mended.stdout) as typeof outcome).executionArn);
    expect(await inputsOf(third)).toEqual(failed);
    if (pad === '') return;
    const [, place = ''] = /run again, from s3:\/\/data\/(\S+)\.\n/.exec(mended.stderr) ?? [];
    const written = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: place }));
    expect(JSON.parse((await written.Body?.transformToString()) ?? '')).toHaveLength(count - 2);
  });

  it('says what it would cost and stops above --max-cost, prints its plan, and leaves --local what it is', async () => {
    const record = makeRecord('one', { input: { row: { n: 5 } }, error: 'TooHigh', cause: 'it is too high' });
    const files = { 'FAILED_0.json': JSON.stringify([record]) };
    const manifest = makeManifest(files, 'again/plan').replace('prices/Price', 'plan/Rows');
    await put('again/plan/FAILED_0.json', files['FAILED_0.json']);
    await put('again/plan/manifest.json', manifest);
    await writeFile(path.join(SCRATCH, 'plan.asl.json'), JSON.stringify(machine(9)));
    const rerun = (...more: string[]) => results('s3://data/again/plan', ...flags, '--rerun', 'plan.asl.json', ...more);
    const dear = await rerun('--role', ROLE, '--max-cost', '0');
    expect(dear).toMatchObject({ exitCode: 2, stdout: '' });
    expect(dear.stderr).toMatch(
      /A run costs .* for 1 items .*, more than the .* of --max-cost: add --yes to start it\.\n$/,
    );
    const plan = await rerun('--role', ROLE, '--plan');
    expect(plan.exitCode).toBe(0);
    expect(JSON.parse(plan.stdout)).toMatchObject({ StartAt: 'Rows' });
    expect(plan.stderr).toMatch(/as the state machine plan-rerun-0a1b, which is created there/);
    const both = await rerun('--role', ROLE, '--local');
    expect(both.stderr).toMatch(/^fanout: --local runs it here, without a role/);
    const local = await rerun('--local', '--json');
    expect(local).toMatchObject({ exitCode: 0 });
    expect(local.stderr).not.toContain('as the state machine');
    expect(JSON.parse(local.stdout)).toMatchObject({ mapRuns: [{ itemCounts: { succeeded: 1, total: 1 } }] });
  });
});

/** An integer, and a field, that its grammar does not have. */
const UNKNOWN_TO_MOTO: ReadonlySet<string> = new Set(['ToleratedFailurePercentage', 'WriterConfig']);

describe('a re-run on moto', () => {
  it('shows its role before, makes it once, and the machine with it, and runs', async () => {
    const record = makeRecord('one', { input: { row: { n: 5 } }, error: 'TooHigh', cause: 'it is too high' });
    const files = { 'FAILED_0.json': JSON.stringify([record]) };
    await put('again/moto/FAILED_0.json', files['FAILED_0.json']);
    await put('again/moto/manifest.json', makeManifest(files, 'again/moto').replace('prices/Price', 'moto/Rows'));
    const definition = JSON.stringify(machine(9), (key, value: unknown) =>
      UNKNOWN_TO_MOTO.has(key) ? undefined : value,
    );
    await writeFile(path.join(SCRATCH, 'moto.asl.json'), definition);
    const rerun = (...more: string[]) =>
      results('s3://data/again/moto', '--endpoint', inject('moto'), '--rerun', 'moto.asl.json', '--json', ...more);
    const shown = await rerun('--create-role');
    expect(shown.exitCode).toBe(2);
    expect(shown.stderr).toMatch(/the role to create:\n\{\n {2}"roleName": "fanout-moto-rerun-0a1b"/);
    expect(shown.stderr).toMatch(/Nothing was made: add --yes/);
    const made = await rerun('--create-role', '--yes');
    expect(made.stderr).toMatch(/started arn:aws:states:us-east-1:\d{12}:execution:moto-rerun-0a1b:/);
    expect(JSON.parse(made.stdout)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await rerun('--create-role', '--yes')).stderr).toMatch(/The role fanout-moto-rerun-0a1b exists/);
  });
});
