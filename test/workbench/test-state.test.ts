import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const DEFINITION = {
  StartAt: 'Price',
  States: {
    Price: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'worker', 'Payload.$': '$' },
      OutputPath: '$.Payload',
      Catch: [{ ErrorEquals: ['Odd'], Next: 'Skip' }],
      Next: 'Double',
    },
    Double: { Type: 'Pass', Parameters: { 'twice.$': 'States.MathAdd($.price, $.price)' }, End: true },
    Skip: { Type: 'Succeed' },
  },
};
const HANDLER = `export const handler = async ({ n }) => {
  if (n % 2) throw Object.assign(new Error('odd'), { name: 'Odd' });
  return { price: n * 10 };
};`;

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;
let page: Frame;

beforeAll(async () => {
  folder = await makeFolder();
  const write = (name: string, text: string) => writeFile(path.join(folder.folder, name), text);
  await write('price.asl.json', JSON.stringify(DEFINITION, undefined, 2));
  await write('worker.mjs', HANDLER);
  await write(
    'fanout.json',
    JSON.stringify({ definition: 'price.asl.json', functions: { worker: { module: 'worker.mjs' } } }),
  );
  host = await Host.start({
    vsix: [path.resolve('fanout-designer.vsix')],
    folder: folder.folder,
    // So that the test types what it says.
    settings: { 'editor.autoClosingQuotes': 'never', 'editor.autoSurround': 'never' },
  });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

const status = (text: string) => page.locator('.outcome .status', { hasText: text }).waitFor();

it('opens with the state at the cursor', async () => {
  await workbench.openFile('price.asl.json');
  await host.page.locator('.codelens-decoration', { hasText: /Preview/ }).waitFor();
  await workbench.runCommand('Fanout: Test State');
  page = await workbench.webview('.test-state');
  await until('the first state to be chosen', 10_000, async () =>
    (await page.locator('#state option:checked').innerText()).includes('Price'),
  );
});

it('does the work of the folder’s handler, by keyboard alone', async () => {
  await page.locator('#input').focus();
  await page.locator('#input').fill('{"n": 4}');
  await page.locator('#input').press('Control+Enter');
  await status('Succeeded');
  expect(await page.locator('.outcome').innerText()).toMatch(/"price": 40/);
  await workbench.screenshot('7-test-state');
});

it('goes on to the next state with the output', async () => {
  await page.getByRole('button', { name: 'Test Double with this output' }).click();
  await until('the next state', 10_000, async () =>
    (await page.locator('#state option:checked').innerText()).includes('Double'),
  );
  await page.getByRole('button', { name: 'Test State', exact: true }).click();
  await status('Succeeded');
  expect(await page.locator('.outcome').innerText()).toMatch(/"twice": 80/);
});

it('shows which Catch takes a mocked error, and follows the text', async () => {
  await page.locator('#state').selectOption({ label: 'Price (Task)' });
  await page.locator('#work-error').check();
  await page.locator('#error').fill('Odd');
  await page.getByRole('button', { name: 'Test State', exact: true }).click();
  await status('was caught');
  await workbench.screenshot('7-test-state-caught');
  await page.getByRole('button', { name: 'Show in text' }).click();
  await host.page.locator('.statusbar-item', { hasText: /Ln 4/ }).waitFor();
  await host.page.keyboard.insertText('"Renamed"');
  await workbench.screenshot('7-test-state-follows');
  await page.locator('#state option', { hasText: 'Renamed (Task)' }).waitFor({ state: 'attached' });
});
