import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const VSIX = path.resolve('fanout-designer.vsix');
/** Would go on for ten minutes. */
const WAITS = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };

/** So that a test types what it says. */
const TYPED_AS_IS = {
  'editor.autoClosingQuotes': 'never',
  'editor.autoClosingBrackets': 'never',
  'editor.autoSurround': 'never',
};

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  folder = await makeFolder();
  await writeFile(path.join(folder.folder, 'wait.asl.json'), JSON.stringify(WAITS));
  host = await Host.start({ vsix: [VSIX], folder: folder.folder, settings: TYPED_AS_IS });
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
  await workbench.waitForStep(/Name of the workflow/);
  await workbench.typeInStep('no/such name');
  await workbench.waitForStep(/The answer/);
  await workbench.screenshot('1-refuse-a-name');
  await workbench.goBack();
  await workbench.waitForStep(/How should the work be fanned out/);
  await workbench.pick('Distributed Map');
  await workbench.waitForStep(/Name of the workflow/);
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

it('jumps from the picture to the text, and follows what is typed there', async () => {
  const pointer = '/States/ProcessItems/ItemProcessor/States/ProcessBatch';
  const preview = await workbench.webview(`[data-pointer="${pointer}"]`);
  await preview.locator(`[data-pointer="${pointer}"]`).click();
  // The name is selected, quotes included.
  await host.page.locator('.statusbar-item', { hasText: /Ln 32/ }).waitFor();
  await host.page.keyboard.insertText('"Renamed"');
  await preview.locator('[data-pointer="/States/ProcessItems/ItemProcessor/States/Renamed"]').waitFor();
  await until('the broken StartAt to be counted', 10_000, async () => (await workbench.problems()).errors > 0);
  await workbench.screenshot('3-preview-follows');
  await host.page.keyboard.press('Control+Z');
  await until('the undo to mend it', 10_000, async () => {
    const renamed = await preview.locator(`[data-pointer="${pointer}"]`).count();
    return renamed === 1 && (await workbench.problems()).errors === 0;
  });
});

it('shows the last good picture over a broken text, with the way to the fault', async () => {
  const preview = await workbench.webview('[data-pointer="/States/ProcessItems"]');
  await host.page.keyboard.press('Control+Home');
  await host.page.keyboard.insertText('[');
  await preview.locator('[role="alert"], [role="status"]').filter({ hasText: /\S/ }).first().waitFor();
  await preview.locator('[data-pointer="/States/ProcessItems"]').waitFor();
  await workbench.screenshot('3-preview-broken');
  await host.page.keyboard.press('Control+Z');
  await until('the mended text', 10_000, async () => (await workbench.problems()).errors === 0);
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

it('stops the execution when it is cancelled', async () => {
  await workbench.openFile('wait.asl.json');
  await workbench.runCommand('Fanout: Run Locally');
  await workbench.waitForStep(/Which input/);
  await workbench.pick('Type it');
  await workbench.waitForStep(/as JSON/);
  await workbench.accept();
  const toast = workbench.toast('Running wait.asl.json');
  await toast.waitFor();
  await until('the first snapshot', 15_000, async () => (await toast.innerText()).includes('States entered'));
  await workbench.screenshot('4-running');
  await toast.getByRole('button', { name: 'Cancel' }).click();
  await workbench.tab('Results of wait.asl.json').waitFor();
  const results = await workbench.webview('[data-view="results"]');
  await until('the status', 15_000, async () => (await results.locator('body').innerText()).includes('ABORTED'));
});

it('compares what it would cost', async () => {
  await workbench.tab('price-orders.asl.json').click();
  await workbench.runCommand('Fanout: Estimate Cost');
  const page = await workbench.webview('[data-view="cost"] .comparison');
  await page.locator('tr.recommended[data-approach]').waitFor();
  await workbench.screenshot('5-cost');
});

it('logs what it did, and no fault', () => {
  const log = host.channelLog();
  expect(log).toMatch(/Wrote distributed-map/);
  expect(log).toMatch(/SUCCEEDED arn:/);
  expect(log.split('\n').filter((line) => /\[(error|warning)\]/.test(line))).toEqual([]);
});
