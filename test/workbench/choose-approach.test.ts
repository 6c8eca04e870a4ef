import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  folder = await makeFolder();
  host = await Host.start({ vsix: [path.resolve('fanout-designer.vsix')], folder: folder.folder });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

it('asks five questions and recommends an approach with its figures', async () => {
  await workbench.runCommand('Fanout: Choose an Approach');
  await workbench.waitForStep(/How many items does a run have/);
  await workbench.typeInStep('2000000');
  await workbench.accept();
  await workbench.waitForStep(/How often does it run in a month/);
  await workbench.accept();
  await workbench.waitForStep(/How long does the work on one item take/);
  await workbench.pick('Milliseconds');
  await workbench.waitForStep(/What may happen again/);
  await workbench.accept();
  await workbench.waitForStep(/What matters most/);
  await workbench.accept();
  const dialog = host.page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  const text = await dialog.innerText();
  await workbench.screenshot('7-choose-an-approach');
  expect(text).toMatch(/Distributed Map, (Express|Standard) children/);
  expect(text).toMatch(/2,000,000 items in [\d,]+ children/);
  expect(text).toMatch(/Cost: \$[\d,.]+ a month/);
  await dialog.getByRole('button', { name: 'Scaffold This' }).click();
});

it('carries the answers and the workload into the scaffold', async () => {
  await workbench.waitForStep(/Name of the workflow/);
  const project = path.join(folder.folder, 'price-orders');
  await until('the files of the scaffold', 60_000, async () => {
    const files = await readdir(path.join(project, 'statemachine')).catch(() => []);
    if (files.length > 0) return true;
    if (await workbench.quickInput.isVisible()) await workbench.accept();
    await host.page.waitForTimeout(150);
    return false;
  });
  const { workload } = JSON.parse(await readFile(path.join(project, 'fanout.json'), 'utf8')) as {
    workload: Record<string, number>;
  };
  expect(workload).toMatchObject({ items: 2_000_000, runsPerMonth: 30, taskMilliseconds: 20, concurrency: 1000 });
  const definition = await readFile(path.join(project, 'statemachine', 'price-orders.asl.json'), 'utf8');
  expect(definition).toContain(`"MaxItemsPerBatch": ${String(workload.itemsPerBatch)}`);
  await host.page.locator('.codelens-decoration', { hasText: /a month for 2,000,000 items/ }).waitFor();
});
