import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

/** A mistake in an EXPRESS machine, and none in a STANDARD one. */
const MACHINE = {
  StartAt: 'Store',
  States: {
    Store: {
      Type: 'Task',
      Resource: 'arn:aws:states:::glue:startJobRun.sync',
      Parameters: { JobName: 'j' },
      End: true,
    },
  },
};

let host: Host;
let workbench: WorkbenchPage;
let parent: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  parent = await makeFolder();
  const write = async (name: string, value: unknown): Promise<void> => {
    const file = path.join(parent.folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(value, null, 2));
  };
  for (const [folder, type, ignore] of [
    ['orders', 'EXPRESS', []],
    ['returns', 'EXPRESS', ['SCHEMA_VALIDATION_FAILED']],
    ['stock', 'STANDARD', []],
  ] as const) {
    await write(`${folder}/${folder}.asl.json`, MACHINE);
    await write(`${folder}/fanout.json`, { definition: `${folder}.asl.json`, type });
    await write(`${folder}/.vscode/settings.json`, { 'fanout.validation.ignore': ignore });
  }
  await write('all.code-workspace', { folders: [{ path: 'orders' }, { path: 'returns' }, { path: 'stock' }] });
  host = await Host.start({
    vsix: [path.resolve('fanout-designer.vsix')],
    folder: parent.folder,
    workspace: path.join(parent.folder, 'all.code-workspace'),
  });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await parent.remove();
});

it('takes each folder with its own settings and fanout.json', async () => {
  await workbench.openFile('stock.asl.json');
  await workbench.openFile('returns.asl.json');
  await workbench.openFile('orders.asl.json');
  await until('the mistake of one of them', 15_000, async () => (await workbench.problems()).errors === 1);
  await workbench.runCommand('View: Focus Problems');
  const files = host.page.locator('.markers-panel .resource-label-container, .markers-panel .file-icon');
  await files.first().waitFor();
  const text = await host.page.locator('.markers-panel').innerText();
  expect(text).toMatch(/orders\.asl\.json/);
  expect(text).not.toMatch(/returns\.asl\.json|stock\.asl\.json/);
});

it('validates all folders at once, files that are not open included', async () => {
  await workbench.runCommand('View: Close All Editors');
  await until('no problems', 15_000, async () => (await workbench.problems()).errors === 0);
  await workbench.runCommand('Fanout: Validate Workspace');
  const toast = workbench.toast('Files: 3, errors: 1');
  await toast.waitFor({ timeout: 30_000 });
  await workbench.screenshot('9-multi-root');
  await toast.getByRole('button', { name: 'Show Problems' }).click();
  await until('the mistake', 10_000, async () => (await workbench.problems()).errors === 1);
  const text = await host.page.locator('.markers-panel').innerText();
  expect(text).toMatch(/orders\.asl\.json/);
});
