import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const ROWS = 400;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = [
  ['Light Modern', 'vscode-light'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
  ['Dark Modern', 'vscode-dark'],
] as const;

/** A distributed Map over a file that rebuilds its items and writes its results; some may fail. */
const MACHINE = {
  StartAt: 'Price',
  States: {
    Price: {
      Type: 'Map',
      Label: 'Price',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'orders', Key: 'orders.csv' },
      },
      ItemSelector: { 'order.$': '$$.Map.Item.Value', currency: 'EUR' },
      ToleratedFailurePercentage: 50,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Work',
        States: {
          Work: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: 'worker', 'Payload.$': '$' },
            OutputPath: '$.Payload',
            End: true,
          },
        },
      },
      ResultWriter: {
        WriterConfig: { Transformation: 'NONE', OutputType: 'JSON' },
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'orders', Prefix: 'priced' },
      },
      Next: 'Report',
    },
    Report: { Type: 'Pass', End: true },
  },
};
/** Fails for every 40th order and for the last one, in two ways, until it is mended. */
const handler = (mended: boolean): string => `export const handler = async ({ order: { id }, currency }) => {
  if (${mended}) return { id, currency, price: Number(id) * 2 };
  if (id === '${ROWS}') throw Object.assign(new Error('the shop is closed'), { name: 'ShopClosed' });
  if (Number(id) % 40 === 0) throw Object.assign(new Error('no price'), { name: 'PriceMissing' });
  return { id, currency, price: Number(id) * 2 };
};
`;

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;
const fileOf = (name: string): string => path.join(folder.folder, name);

beforeAll(async () => {
  folder = await makeFolder();
  await mkdir(fileOf('data'));
  await mkdir(fileOf('functions'));
  const rows = Array.from({ length: ROWS }, (_, row) => String(row + 1));
  await writeFile(fileOf('data/orders.csv'), `id\n${rows.join('\n')}\n`);
  await writeFile(fileOf('functions/worker.mjs'), handler(false));
  await writeFile(fileOf('price.asl.json'), `${JSON.stringify(MACHINE, null, 2)}\n`);
  const project = {
    definition: 'price.asl.json',
    buckets: { orders: 'data' },
    functions: { worker: { module: 'functions/worker.mjs' } },
  };
  await writeFile(fileOf('fanout.json'), JSON.stringify(project));
  host = await Host.start({ vsix: [path.resolve('fanout-designer.vsix')], folder: folder.folder });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

const results = (): Promise<Frame> => workbench.webview('[data-view="results"]');
const textOf = async (): Promise<string> => (await results()).locator('body').innerText();

it('counts the results of a run, and groups its failures', async () => {
  await workbench.openFile('price.asl.json');
  await workbench.runCommand('Fanout: Run Locally');
  await workbench.waitForStep(/Which input/);
  await workbench.pick('Type it');
  await workbench.waitForStep(/as JSON/);
  await workbench.accept();
  await until('the counts of the files', 60_000, async () => /SUCCEEDED 390[\s\S]*FAILED 10/.test(await textOf()));
  const text = await textOf();
  expect(text).toMatch(/Failures by error and cause[\s\S]*9\s+PriceMissing[\s\S]*no price[\s\S]*1\s+ShopClosed/);
  await until('the records', 10_000, async () => /10 records/.test(await textOf()));
  await workbench.screenshot('9-results');
});

it('narrows the records to a group, and searches them', async () => {
  const page = await results();
  await page.getByRole('button', { name: 'the shop is closed' }).click();
  await until('one record', 10_000, async () =>
    /Only ShopClosed: the shop is closed[\s\S]*1 record\n/.test(await textOf()),
  );
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByRole('searchbox').fill('"id":"120"');
  await page.getByRole('searchbox').press('Enter');
  await until('the one that holds it', 10_000, async () => /\n1 record\n/.test(await textOf()));
  expect(await page.locator('.virtual-row').allInnerTexts()).toEqual([
    expect.stringContaining('{"order":{"id":"120"}'),
  ]);
});

it('opens the input of a failed item, by the keyboard', async () => {
  const page = await results();
  await page.getByRole('listbox').focus();
  await host.page.keyboard.press('Enter');
  const record = page.getByRole('region', { name: 'Record' });
  await record.waitFor();
  expect(await record.innerText()).toMatch(/FAILED[\s\S]*arn:aws:states:\S+[\s\S]*PriceMissing[\s\S]*"id": "120"/);
  await workbench.screenshot('9-results-record');
  await record.getByRole('button', { name: 'Open Input in an editor' }).click();
  await until('the editor', 15_000, async () =>
    (await host.page.locator('.editor-instance').allInnerTexts()).some((text) => /"currency":\s"EUR"/.test(text)),
  );
  await workbench.screenshot('9-results-input');
});

it.each(THEMES)('can be read, and is free of faults that axe knows, in %s', async (theme, kind) => {
  const page = await results();
  await mkdir(fileOf('.vscode'), { recursive: true });
  await writeFile(fileOf('.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
  await until(theme, 20_000, async () =>
    ((await page.locator('body').getAttribute('class')) ?? '').split(' ').includes(kind),
  );
  await page.evaluate("document.querySelector('.virtual-list').scrollIntoView()");
  await workbench.screenshot(`9-results-${theme.toLowerCase().replaceAll(' ', '-')}`);
  await page.evaluate(AXE);
  const found = await page.evaluate<AxeResults>('axe.run(document)');
  expect(
    found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
  expect(found.passes.length).toBeGreaterThan(10);
});

it('exports what is listed', async () => {
  const page = await results();
  await page.getByRole('button', { name: 'Export…' }).click();
  await workbench.waitForFileDialog('records.jsonl');
  await workbench.typeInStep(fileOf('failed.csv'));
  await workbench.accept();
  await workbench.quickInput.waitFor({ state: 'hidden' });
  await workbench.toast('1 record is in failed.csv').waitFor();
  expect(readFileSync(fileOf('failed.csv'), 'utf8')).toMatch(/^status,name,[^\n]*\r\nFAILED,[^\n]*PriceMissing/);
});

it('shows what it would run again, and runs that once the handler is mended', async () => {
  await writeFile(fileOf('functions/worker.mjs'), handler(true));
  const page = await results();
  await page.getByRole('button', { name: 'Re-run Failed Items…' }).click();
  await workbench.waitForStep(/Run 10 items of "Price" again/);
  await host.page.locator('.diff-editor, .monaco-diff-editor').first().waitFor();
  await workbench.screenshot('9-results-rerun-diff');
  await workbench.pick('Run 10 items');
  await until('two results', 30_000, async () => (await readdir(fileOf('data/priced'))).length === 2);
  await until('the new page', 30_000, async () => {
    for (const frame of host.page.frames()) {
      const text = await frame
        .locator('body')
        .innerText()
        .catch(() => '');
      if (/SUCCEEDED 10\n/.test(text)) return true;
    }
    return false;
  });
  await workbench.screenshot('9-results-rerun');
});

it('opens a manifest of the workspace, and says what is wrong with one', async () => {
  const [first = ''] = await readdir(fileOf('data/priced'));
  await mkdir(fileOf('broken'));
  await writeFile(fileOf('broken/manifest.json'), '{"DestinationBucket":"orders","ResultFiles":{}}');
  await workbench.runCommand('Fanout: Open Map Run Results');
  await workbench.waitForStep(/Which results/);
  await workbench.pick('broken/manifest.json');
  await until('the problem', 20_000, async () => {
    const texts = await Promise.all(
      host.page.frames().map((frame) =>
        frame
          .locator('body')
          .innerText()
          .catch(() => ''),
      ),
    );
    return texts.some((text) => /manifest\.json is no manifest of a ResultWriter: MapRunArn is missing\./.test(text));
  });
  await workbench.screenshot('9-results-broken');
  await workbench.runCommand('Fanout: Open Map Run Results');
  await workbench.waitForStep(/Which results/);
  await workbench.typeInStep(first);
  await workbench.accept();
  await until('its records', 20_000, async () => {
    const texts = await Promise.all(
      host.page.frames().map((frame) =>
        frame
          .locator('body')
          .innerText()
          .catch(() => ''),
      ),
    );
    return texts.some((text) => /Results of \S+manifest\.json[\s\S]*SUCCEEDED/.test(text));
  });
});
