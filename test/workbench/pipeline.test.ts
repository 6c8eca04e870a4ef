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

// One job, step after step: each test goes on where the one before it ended.
it('scaffolds a custom pipeline from the palette, and opens the work on an item', async () => {
  await workbench.runCommand('Fanout: New Workflow');
  await workbench.waitForStep(/How should the work be fanned out/);
  await workbench.pick('Custom pipeline');
  await until('the task', 60_000, async () => {
    if (await workbench.tab('task.ts').isVisible()) return true;
    if (await workbench.quickInput.isVisible()) await workbench.accept();
    await host.page.waitForTimeout(150);
    return false;
  });
});

it('runs it here on its sample, and opens the output', async () => {
  const ready = workbench.toast(/The pipeline is ready/);
  await ready.waitFor();
  await ready.getByRole('button', { name: 'Run Pipeline Locally…' }).click();
  await workbench.waitForStep(/Which file is the input/);
  await workbench.screenshot('8-pipeline-input');
  await workbench.accept();
  const ended = workbench.toast(/has ended\. DONE: /);
  await ended.waitFor({ timeout: 60_000 });
  const text = await ended.innerText();
  const [, done, total] = /DONE: ([\d,]+) of ([\d,]+) items/.exec(text) ?? [];
  expect(done).toBe(total);
  expect(Number(total?.replaceAll(',', ''))).toBeGreaterThan(1);
  expect(text).not.toMatch(/failed/);
  await workbench.screenshot('8-pipeline-output');
  const log = host.channelLog();
  expect(log).toMatch(/pipeline .*: DONE, /);
  expect(log.split('\n').filter((line) => /\[(error|warning)\]/.test(line))).toEqual([]);
});

it('can be run again from the palette', async () => {
  await workbench.runCommand('Fanout: Run Pipeline Locally');
  await workbench.waitForStep(/Which file is the input/);
  await workbench.accept();
  await until('a second end', 60_000, () => (host.channelLog().match(/: DONE, /g) ?? []).length === 2);
});
