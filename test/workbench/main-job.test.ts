import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const VSIX = path.resolve('fanout-designer.vsix');
let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  folder = await makeFolder();
  host = await Host.start({ vsix: [VSIX], folder: folder.folder });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

// One job, step after step, as a person does it: each test goes on where the one before it ended.
it('scaffolds a distributed Map from the palette', async () => {
  await workbench.runCommand('Fanout: New Workflow');
  await workbench.waitForStep(/How should the work be fanned out/);
  await workbench.screenshot('1-choose-a-pattern');
  await workbench.pick('Distributed Map');
  const definition = path.join(folder.folder, 'price-orders', 'statemachine', 'price-orders.asl.json');
  // Every step with its default, until the files are there.
  await until('the files of the scaffold', 60_000, async () => {
    if (
      await readFile(definition, 'utf8').then(
        () => true,
        () => false,
      )
    )
      return true;
    if (await workbench.quickInput.isVisible()) await workbench.accept();
    await host.page.waitForTimeout(150);
    return false;
  });
  await workbench.tab('price-orders.asl.json').waitFor();
  expect((await readdir(path.join(folder.folder, 'price-orders'))).toSorted()).toEqual(
    expect.arrayContaining([
      'README.md',
      'fanout.json',
      'functions',
      'sample',
      'statemachine',
      'template.yaml',
      'tests',
    ]),
  );
});

it('shows it valid, and priced', async () => {
  await host.page.locator('.codelens-decoration', { hasText: /a month for 1,000,000 items/ }).waitFor();
  expect(await workbench.problems()).toEqual({ errors: 0, warnings: 0 });
  await workbench.screenshot('2-valid-and-priced');
});

it('previews it beside the text', async () => {
  await workbench.runCommand('Fanout: Open Preview');
  const preview = await workbench.webview('[data-pointer="/States/ProcessItems"]');
  await preview.locator('[data-pointer="/States/ProcessItems/ItemProcessor/States/ProcessBatch"]').waitFor();
  await workbench.screenshot('3-preview');
});

it('runs it here and shows its results', async () => {
  await workbench.runCommand('Fanout: Run Locally');
  await workbench.waitForStep(/Which input/);
  await workbench.pick('sample');
  const results = await workbench.webview('[data-view="results"]');
  await until('the status', 30_000, async () => (await results.locator('body').innerText()).includes('SUCCEEDED'));
  await workbench.screenshot('4-results');
  const text = await results.locator('body').innerText();
  expect(text).toMatch(/250/);
  expect(text).toMatch(/manifest\.json/);
});

it('compares what it would cost', async () => {
  await workbench.tab('price-orders.asl.json').click();
  await workbench.runCommand('Fanout: Estimate Cost');
  await workbench.tab('.cost.txt').waitFor();
  await host.page.locator('.view-line', { hasText: 'recommended' }).first().waitFor();
  await workbench.screenshot('5-cost');
});

it('logs what it did, and no fault', () => {
  const log = host.channelLog();
  expect(log).toMatch(/Wrote distributed-map/);
  expect(log).toMatch(/SUCCEEDED arn:/);
  expect(log.split('\n').filter((line) => /\[(error|warning)\]/.test(line))).toEqual([]);
});
