import { CreateStackCommand, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ListMultipartUploadsCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { connectionOf } from '../../src/executions/connection-choice.ts';
import { openPipelineClients, type PipelineClients } from '../../src/executions/pipeline/aws-clients.ts';
import { followJob, type JobPace } from '../../src/executions/pipeline/follow-job.ts';
import { listOpenJobs } from '../../src/executions/pipeline/job-rows.ts';
import { countParked, redriveParked } from '../../src/executions/pipeline/redrive-parked.ts';
import { readDeployedPipeline, type DeployedPipeline } from '../../src/executions/pipeline/stack.ts';
import { uploadInput } from '../../src/executions/pipeline/upload-input.ts';
import { fanout } from '../unit/cli/run-cli.ts';
import { Bench, doubles, numbers, type OpenPipeline } from './bench.ts';
import { CREDENTIALS, REGION } from './deployment.ts';

const SCRATCH = path.resolve('test-results/aws-api/launch-files');
let bench: Bench;
let clients: PipelineClients;
beforeAll(async () => {
  bench = await Bench.open(inject('moto'));
  clients = openPipelineClients(
    connectionOf({ kind: 'endpoint', url: bench.proxy.endpoint, region: REGION, profile: undefined }),
  );
  await rm(SCRATCH, { recursive: true, force: true });
  await mkdir(SCRATCH, { recursive: true });
});
afterEach(() => bench.proxy.setFault(undefined));
afterAll(async () => {
  clients.close();
  await bench.close();
});

async function file(name: string, text: string): Promise<string> {
  const target = path.join(SCRATCH, name);
  await writeFile(target, text);
  return target;
}

/** A pipeline whose event sources work for as long as the work goes on. */
async function playing<T>({ sources }: OpenPipeline, work: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const player = sources.run(() => false, stop.signal);
  try {
    return await work();
  } finally {
    stop.abort();
    await player;
  }
}

async function deploy(name: string): Promise<OpenPipeline & { deployed: DeployedPipeline }> {
  const opened = await bench.deploy(name);
  bench.proxy.lambda = opened.player.endpoint;
  return { ...opened, deployed: await readDeployedPipeline(clients, name) };
}

const cli = (...args: string[]) => fanout(['pipeline', ...args, '--endpoint', bench.proxy.endpoint]);

describe('fanout pipeline on a deployed stack', () => {
  it('starts a job, follows it, fetches the output, and redrives what is parked', async () => {
    const opened = await deploy('launched');
    const { folder } = opened.deployment;
    const input = await file(
      'orders.jsonl',
      numbers(12, (n) => (n === 5 ? { bad: 'never' } : {})),
    );
    const first = await playing(opened, () => cli('start', folder, '--input', input, '--stack', 'launched', '--json'));
    expect(first.stderr).toMatch(/^job [0-9a-f]{32}\n$/);
    expect(first.exitCode).toBe(1);
    const started = JSON.parse(first.stdout) as Record<string, string>;
    expect(started).toMatchObject({ status: 'DONE', total: 12, done: 11, failed: 1, version: 1, parked: 1 });
    expect(started.output).toBe(path.join(folder, `sample/output/${String(started.job)}-v1.json`));
    const places = doubles(12).map((double, n) => (n === 5 ? 'it will never work' : double));
    expect(JSON.parse(await readFile(String(started.output), 'utf8'))).toMatchObject({ places });

    await writeFile(path.join(folder, 'functions/healed'), '');
    await writeFile(path.join(folder, 'samconfig.toml'), '[default.global.parameters]\nstack_name = "launched"\n');
    const again = await cli('redrive', folder);
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(again.stdout).toBe(`1 sent again · 0 needless · 0 still parked\nopen   ${String(started.job)}\n`);

    const out = path.join(SCRATCH, 'again.json');
    const last = await playing(opened, () => cli('watch', folder, '--out', out));
    expect(last.exitCode).toBe(0);
    expect(last.stdout).toBe(`DONE · 12 of 12 items\noutput ${out}\n`);
    expect(JSON.parse(await readFile(out, 'utf8'))).toEqual({ total: 12, version: 2, places: doubles(12) });
    expect((await readdir(SCRATCH)).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(await cli('redrive', folder, '--json')).toMatchObject({ exitCode: 0 });
    const none = await cli('watch', folder);
    expect(none).toMatchObject({
      exitCode: 2,
      stderr: 'fanout: No job of the stack launched is open: give --job ID.\n',
    });
  });

  it('says in one line what is missing', async () => {
    const { deployment } = await deploy('missing');
    const { folder } = deployment;
    const input = await file('few.jsonl', numbers(1));
    const start = (...more: string[]) => cli('start', folder, '--input', input, ...more);
    expect(await start('--stack', 'nowhere')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `fanout: There is no stack nowhere at ${bench.proxy.endpoint}: deploy it (sam deploy), or name another one.\n`,
    });
    expect((await start()).stderr).toMatch(/^fanout: Which stack\? .*samconfig\.toml names none: deploy it/);
    expect((await start('--stack', 'missing', '--timeout', 'soon')).stderr).toMatch(/^fanout: --timeout must be/);
    expect((await cli('start', folder, '--input', 'absent.jsonl', '--stack', 'missing')).stderr).toBe(
      'fanout: The input absent.jsonl cannot be read: check the path.\n',
    );
    expect((await cli('watch', folder, '--stack', 'missing', '--job', '../x')).stderr).toBe(
      'fanout: ../x is no job: an id has 32 hexadecimal digits.\n',
    );
    const gone = await fanout([
      'pipeline',
      'redrive',
      folder,
      '--stack',
      'missing',
      '--endpoint',
      'http://127.0.0.1:9',
    ]);
    expect(gone.stderr).toBe(
      'fanout: http://127.0.0.1:9 cannot be reached (ECONNREFUSED): check that it runs, and its port.\n',
    );
  });

  it('takes no stack that is not a pipeline', async () => {
    const client = new CloudFormationClient({
      endpoint: bench.proxy.endpoint,
      region: REGION,
      credentials: CREDENTIALS,
    });
    const TemplateBody = JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
    await client.send(new CreateStackCommand({ StackName: 'foreign', TemplateBody }));
    client.destroy();
    await expect(readDeployedPipeline(clients, 'foreign')).rejects.toThrow(
      'The stack foreign has no output InputBucketName: it is not that of a scaffolded pipeline, or its template was changed.',
    );
  });
});

const uploads = async (Bucket: string): Promise<number> =>
  (await bench.s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads?.length ?? 0;

describe('uploading an input', () => {
  it('sends a large file in parts, and its job is that of this version', async () => {
    const opened = await deploy('large');
    const input = await file(
      'large.jsonl',
      numbers(50, () => ({ pad: 'x'.repeat(200_000) })),
    );
    const before = bench.proxy.seen.length;
    const seen: number[] = [];
    const key = 'in/large ü.jsonl';
    const onProgress = (bytes: number) => seen.push(bytes);
    const job = await uploadInput(clients, opened.deployed, input, { key, onProgress });
    expect(bench.proxy.seen.slice(before).filter((action) => action === 'PUT')).toHaveLength(2);
    expect(seen.at(-1)).toBeGreaterThan(10_000_000);
    const ended = await playing(opened, () => followJob(clients, opened.deployed, job));
    expect(ended).toMatchObject({ job, key, status: 'DONE', total: 50, done: 50, failed: 0 });
  });

  it('leaves nothing when it is stopped or refused', async () => {
    const { deployed, deployment } = await deploy('stopped');
    const input = await file(
      'stopped.jsonl',
      numbers(50, () => ({ pad: 'x'.repeat(200_000) })),
    );
    const stop = new AbortController();
    const onProgress = (bytes: number) => (bytes > 9_000_000 ? stop.abort() : undefined);
    await expect(uploadInput(clients, deployed, input, { key: 'a', signal: stop.signal, onProgress })).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' }) as Error,
    );
    expect(await uploads(deployment.inputBucket)).toBe(0);
    bench.proxy.setFault(({ action, path: asked }) =>
      action === 'PUT' && asked.includes('partNumber=2')
        ? Promise.resolve({ status: 403, body: '<Error><Code>AccessDenied</Code><Message>no</Message></Error>' })
        : undefined,
    );
    await expect(uploadInput(clients, deployed, input, { key: 'a' })).rejects.toThrow(
      expect.objectContaining({ name: 'ServiceFault' }) as Error,
    );
    expect(await uploads(deployment.inputBucket)).toBe(0);
  });

  it('says why a job cannot be followed in a bucket without versions', async () => {
    const { deployed, deployment } = await deploy('unversioned');
    const Bucket = deployment.inputBucket;
    await bench.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
    await expect(uploadInput(clients, deployed, await file('u.jsonl', ''), { key: 'u.jsonl' })).rejects.toThrow(
      /^u\.jsonl was put into .*, and its job cannot be followed: the bucket keeps no versions\./,
    );
  });
});

describe('following a job', () => {
  it('tells how far it is, stops when it is told to, and can be taken up again', async () => {
    const opened = await deploy('followed');
    const { deployed, deployment, sources } = opened;
    const job = await uploadInput(clients, deployed, await file('f.jsonl', numbers(40)), { key: 'f.jsonl' });
    const stop = new AbortController();
    const seen: JobPace[] = [];
    const following = followJob(clients, deployed, job, {
      signal: stop.signal,
      onProgress: (pace) => {
        seen.push(pace);
        if (pace.status !== 'SPLITTING') stop.abort();
      },
    });
    const stopped = expect(following).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
    await sources.run();
    await stopped;
    expect(seen[0]).toMatchObject({ status: 'SPLITTING', total: 0, version: 0 });
    expect(await followJob(clients, deployed, job)).toMatchObject({ status: 'DONE', done: 40, total: 40, version: 1 });
    expect(await listOpenJobs(clients, deployed)).toEqual([]);
    expect(await countParked(clients, deployed)).toBe(0);
    expect((await bench.outputs(deployment)).size).toBe(1);
  });

  it('gives up when the splitter writes no job, and when it takes too long, and asks less and less', async () => {
    const { deployed, sources } = await deploy('late');
    const job = await uploadInput(clients, deployed, await file('l.jsonl', numbers(3)), { key: 'l.jsonl' });
    const before = bench.proxy.seen.length;
    await expect(followJob(clients, deployed, job, { longestSplit: 6000 })).rejects.toThrow(
      `The splitter has written no job ${job} within 6 seconds: look at its log, and at messages in UnsplitQueue of the stack late.`,
    );
    const asked = bench.proxy.seen.slice(before).filter((action) => action === 'GetItem').length;
    expect(asked).toBeGreaterThan(2);
    expect(asked).toBeLessThan(9);
    sources.losesStream = true;
    await sources.run();
    await expect(followJob(clients, deployed, job, { longest: 1000 })).rejects.toThrow(
      `The job ${job} is still RUNNING after 1 seconds, 3 of 3 items: it goes on, and can be watched again.`,
    );
  });

  it('goes on after a throttle and a cut connection, and names the action that is denied', async () => {
    const { deployed, sources } = await deploy('faulty');
    const job = await uploadInput(clients, deployed, await file('t.jsonl', numbers(3)), { key: 't.jsonl' });
    await sources.run();
    let faults = 0;
    bench.proxy.setFault(({ action }) => {
      if (action !== 'GetItem' || ++faults > 2) return undefined;
      const body = { __type: 'ThrottlingException', message: 'slowly' };
      return Promise.resolve(faults === 1 ? ('cut' as const) : { status: 400, body });
    });
    expect(await followJob(clients, deployed, job)).toMatchObject({ status: 'DONE' });
    expect(faults).toBe(3);
    bench.proxy.setFault(() =>
      Promise.resolve({ status: 400, body: { __type: 'AccessDeniedException', message: 'User is not authorized' } }),
    );
    await expect(followJob(clients, deployed, job)).rejects.toThrow(/they need dynamodb:GetItem/);
    await expect(countParked(clients, deployed)).rejects.toThrow(/they need sqs:GetQueueAttributes/);
  });
});

describe('redriving', () => {
  it('says what went wrong in the function, and what is no redriver', async () => {
    const { deployed, player } = await deploy('redriven');
    bench.proxy.lambda = player.endpoint;
    bench.proxy.setFault(({ action }) =>
      action === 'ReceiveMessage'
        ? Promise.resolve({ status: 400, body: { __type: 'AccessDenied', message: 'no' } })
        : undefined,
    );
    await expect(redriveParked(clients, deployed)).rejects.toThrow(
      /^The redriver of the stack redriven failed: redriver: AccessDenied: .* See its log\.$/,
    );
    bench.proxy.setFault(undefined);
    const redriver = deployed.redriver.replace('Redriver', 'Sweeper');
    await expect(redriveParked(clients, { ...deployed, redriver })).rejects.toThrow(/answers like no redriver/);
    await expect(redriveParked(clients, { ...deployed, redriver: 'absent' })).rejects.toThrow(/Function not found/);
    expect(await redriveParked(clients, deployed)).toEqual({ redriven: 0, dropped: 0, kept: 0 });
  });
});
