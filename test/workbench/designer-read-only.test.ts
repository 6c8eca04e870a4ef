import { execFile } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DesignerPage } from './designer-page.ts';
import { Host } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const git = promisify(execFile);
const flow = (first: string): string =>
  JSON.stringify({
    StartAt: first,
    States: {
      [first]: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: {}, Next: 'Each' },
      Each: { Type: 'Map', ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } }, End: true },
    },
  });

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;

const inFolder = (name: string): string => path.join(folder.folder, name);

beforeAll(async () => {
  folder = await makeFolder();
  const cwd = folder.folder;
  for (const name of ['flow', 'frozen', 'guarded']) await writeFile(inFolder(`${name}.asl.json`), flow('Old'));
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com'];
  await git('git', ['init', '--quiet'], { cwd });
  await git('git', ['add', '.'], { cwd });
  await git('git', [...identity, 'commit', '--quiet', '--message', 'Begin'], { cwd });
  await writeFile(inFolder('flow.asl.json'), flow('New'));
  await chmod(inFolder('guarded.asl.json'), 0o444);
  host = await Host.start({
    vsix: [path.resolve('fanout-designer.vsix')],
    folder: cwd,
    settings: {
      'git.enabled': true,
      'git.openRepositoryInParentFolders': 'never',
      'workbench.editorAssociations': { '*.asl.json': 'fanout.designer' },
      'workbench.diffEditorAssociations': { '*.asl.json': 'fanout.designer' },
      'files.readonlyInclude': { '**/frozen.asl.json': true },
      'files.readonlyFromPermissions': true,
    },
  });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

/** Every gesture that has a key, on a state and on the line behind it. */
const GESTURES = [
  'a',
  'm',
  'p',
  'u',
  'd',
  'c',
  'F2',
  'Control+d',
  'Control+x',
  'Control+v',
  'Delete',
  'Backspace',
  'Control+z',
];

/** Tries to change what a designer shows; it says that it can only be looked at, and stays as it is. */
async function expectReadOnly(designer: DesignerPage, reason: RegExp): Promise<void> {
  const { frame } = designer;
  const labels = (selector: string): Promise<string[]> =>
    frame.evaluate<string[]>(`[...document.querySelectorAll('${selector}')].map((each) => each.ariaLabel)`);
  expect(await frame.locator('.read-only-note').innerText()).toMatch(reason);
  const before = await labels('.state-node, .line-edge');
  for (const button of ['Show the palette', 'Undo', 'Redo'])
    expect(await frame.locator(`.top-bar [aria-label="${button}"]`).isDisabled()).toBe(true);
  expect(await frame.locator('.top-bar .primary').isDisabled()).toBe(true);
  await designer.select('Each');
  for (const key of GESTURES) await designer.press(key);
  await designer.press('l');
  for (const key of ['a', 'r', 'Delete']) await designer.press(key);
  await designer.select('Each');
  await designer.press('Shift+F10');
  const items = frame.locator('[role=menuitem]');
  await items.first().waitFor();
  expect((await items.allInnerTexts()).map((text) => text.split('\n')[0])).toEqual([
    'Copy',
    'Close the Region',
    'Show in Text',
  ]);
  await host.page.keyboard.press('Escape');
  expect(await frame.locator('dialog[open], .rename-box, .note-done, .grip, .plus, .end-grip').count()).toBe(0);
  const toggle = frame.locator('.panel-toggle[aria-expanded=false]');
  if ((await toggle.count()) > 0) await toggle.click();
  const fields = frame.locator('.panel .field :is(input, select, textarea)');
  await fields.first().waitFor({ state: 'attached' });
  expect(await fields.and(frame.locator(':enabled')).count()).toBe(0);
  expect(await frame.locator('.panel .add-objects button').count()).toBe(0);
  expect(await labels('.state-node, .line-edge')).toEqual(before);
  expect(await host.page.locator('.tab.dirty').count()).toBe(0);
}

it('compares a file with what was committed, and changes neither', async () => {
  await workbench.openFile('flow.asl.json');
  await host.page.locator('.editor-actions [aria-label*="Open Changes"]').first().click();
  await workbench.webview('.designer .state-node[data-pointer="/States/Old"]');
  await workbench.webview('.designer .state-node[data-pointer="/States/New"]');
  const old = await DesignerPage.find(workbench, '.state-node[data-pointer="/States/Old"]');
  await expectReadOnly(old, /^Read-only: this version/);
  await workbench.screenshot('r1-designers-in-a-diff');
  const now = await DesignerPage.find(workbench, '.state-node[data-pointer="/States/New"]');
  await expectReadOnly(now, /^Read-only: this is a comparison/);
  await workbench.runCommand('View: Close All Editors');
});

it.each([
  ['frozen', /readonlyInclude/],
  ['guarded', /write-protected/],
])('leaves %s.asl.json alone, which VS Code does not let be changed', async (name, reason) => {
  await workbench.openFile(`${name}.asl.json`);
  const designer = await DesignerPage.find(workbench, `.canvas[aria-label="Workflow ${name}.asl.json"]`);
  await expectReadOnly(designer, reason);
  await workbench.screenshot(`r2-${name}`);
  await designer.select('Each');
  await workbench.runCommand('Fanout: Unwrap');
  await workbench.toast(reason).waitFor();
  await workbench.runCommand('Notifications: Clear All Notifications');
  expect(await readFile(inFolder(`${name}.asl.json`), 'utf8')).toBe(flow('Old'));
  expect(await host.page.locator('.tab.dirty').count()).toBe(0);
  await workbench.runCommand('View: Close All Editors');
});
