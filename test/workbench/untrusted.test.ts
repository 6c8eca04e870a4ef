import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const DEFINITION = `{
  "StartAt": "Work",
  "States": {
    "Work": { "Type": "Pass", "Nxt": "Done" },
    "Done": { "Type": "Succeed" }
  }
}
`;
let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  folder = await makeFolder();
  await mkdir(folder.folder, { recursive: true });
  await writeFile(path.join(folder.folder, 'work.asl.json'), DEFINITION);
  await writeFile(
    path.join(folder.folder, 'fanout.json'),
    JSON.stringify({ definition: 'work.asl.json', type: 'STANDARD', workload: { items: 1000 } }),
  );
  host = await Host.start({
    vsix: [path.resolve('fanout-designer.vsix')],
    folder: folder.folder,
    trust: true,
    settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.enabled': true },
  });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

it('edits and validates', async () => {
  await workbench.openFile('work.asl.json');
  await until('an error in the status bar', 15_000, async () => (await workbench.problems()).errors > 0);
});

it('offers to price, and not to run', async () => {
  await host.page.locator('.codelens-decoration', { hasText: /Estimate Cost/ }).waitFor();
  expect(await host.page.locator('.codelens-decoration', { hasText: /Run Locally/ }).count()).toBe(0);
  const commands = await workbench.listCommands('Fanout: ');
  await workbench.screenshot('6-untrusted');
  expect(commands.join()).toContain('Estimate Cost');
  expect(commands.join()).not.toContain('Run Locally');
  expect(commands.join()).not.toContain('Validate on AWS');
});

it('prices it all the same', async () => {
  await workbench.tab('work.asl.json').click();
  await workbench.runCommand('Fanout: Estimate Cost');
  const page = await workbench.webview('[data-view="cost"] .comparison');
  await page.locator('tr.recommended[data-approach]').waitFor();
});
