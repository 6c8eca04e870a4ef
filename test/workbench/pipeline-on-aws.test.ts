import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bench, doubles, numbers, type OpenPipeline } from '../aws-api/bench.ts';
import { startMoto, type Moto } from '../aws-api/moto.ts';
import { Host, until } from './host.ts';
import { WorkbenchPage } from './workbench-page.ts';

// A pipeline that stands on moto's server: its buckets, queues and table are another hand's, its functions the project's.
const STACK = 'from-the-editor';
let moto: Moto;
let bench: Bench;
let pipeline: OpenPipeline;
let host: Host;
let workbench: WorkbenchPage;
let delivering: Promise<void>;
const stop = new AbortController();
const fileOf = (name: string): string => path.join(pipeline.deployment.folder, name);

beforeAll(async () => {
  moto = await startMoto();
  bench = await Bench.open(moto.endpoint);
  pipeline = await bench.deploy(STACK);
  bench.proxy.lambda = pipeline.player.endpoint;
  await mkdir(fileOf('sample'), { recursive: true });
  await writeFile(
    fileOf('sample/numbers.jsonl'),
    numbers(12, (n) => (n === 5 ? { bad: 'never' } : {})),
  );
  delivering = pipeline.sources.run(() => false, stop.signal);
  host = await Host.start({ vsix: [path.resolve('fanout-designer.vsix')], folder: pipeline.deployment.folder });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  stop.abort();
  await delivering;
  await bench.close();
  await moto.close();
});

/** The text of the output in the editor beside, as it was fetched. */
async function readOutput(version: number): Promise<unknown> {
  const name = new RegExp(`-v${version}\\.json`);
  const tab = host.page.locator('.tab', { hasText: name }).first();
  await tab.waitFor({ timeout: 60_000 });
  const [job] = await bench.jobs(pipeline.deployment);
  return JSON.parse(
    await readFile(fileOf(`sample/output/${String(job?.pk).slice('JOB#'.length)}-v${version}.json`), 'utf8'),
  );
}

it('uploads a file to the deployed stack, follows its job, and opens the output', async () => {
  await workbench.openFile('template.yaml');
  await workbench.runCommand('Fanout: Choose Connection');
  await workbench.waitForStep(/Now: Local/);
  await workbench.pick('Endpoint…');
  await workbench.waitForStep(/The URL of the endpoint/);
  await workbench.typeInStep(bench.proxy.endpoint);
  await workbench.accept();
  await workbench.waitForStep(/requests are signed for/);
  await workbench.accept();
  await workbench.quickInput.waitFor({ state: 'hidden' });
  await workbench.runCommand('Fanout: Run Pipeline on AWS');
  await workbench.waitForStep(/Name of the stack that was deployed/);
  await workbench.typeInStep(STACK);
  await workbench.accept();
  await workbench.waitForStep(/Which file is the input/);
  await workbench.pick('numbers.jsonl');
  const places = doubles(12).map((double, n) => (n === 5 ? 'it will never work' : double));
  expect(await readOutput(1)).toEqual({ total: 12, version: 1, places });
});

it('says what has failed and is parked, and redrives that once its cause is mended', async () => {
  const ended = workbench.toast(/numbers\.jsonl has ended\. DONE .*1 message is parked/);
  await ended.waitFor({ timeout: 60_000 });
  await workbench.screenshot('pipeline-on-aws-parked');
  await writeFile(fileOf('functions/healed'), '');
  await ended.getByRole('button', { name: 'Redrive' }).click();
  expect(await readOutput(2)).toEqual({ total: 12, version: 2, places: doubles(12) });
  await workbench.toast(/numbers\.jsonl has ended\. DONE · 12 of 12 items/).waitFor({ timeout: 60_000 });
  await workbench.screenshot('pipeline-on-aws-done');
});

it('logs each job, and no fault', async () => {
  await until('the log of the end', 20_000, () => /job [0-9a-f]{32} DONE, 12 of 12 items/.test(host.channelLog()));
  expect(
    host
      .channelLog()
      .split('\n')
      .filter((line) => /\[error\]/.test(line)),
  ).toEqual([]);
});
