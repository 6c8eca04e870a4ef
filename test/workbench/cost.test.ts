import { readFileSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const DEFINITION = {
  StartAt: 'Price all',
  States: {
    'Price all': {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Parameters: { Bucket: 'orders', Key: 'orders.jsonl' },
      },
      ItemBatcher: { MaxItemsPerBatch: 50 },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Price',
        States: {
          Price: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: 'price', 'Payload.$': '$' },
            Retry: [{ ErrorEquals: ['States.ALL'] }],
            End: true,
          },
        },
      },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'orders', Prefix: 'out' } },
      End: true,
    },
  },
};
const TEXT = JSON.stringify(DEFINITION, undefined, 2);
/** The definition as a text in a template, where its places are not the template's. */
const TEMPLATE = [
  "AWSTemplateFormatVersion: '2010-09-09'",
  'Resources:',
  '  Orders:',
  '    Type: AWS::StepFunctions::StateMachine',
  '    Properties:',
  '      DefinitionString: |-',
  ...TEXT.split('\n').map((line) => `        ${line}`),
  '',
].join('\n');
const THEMES = [
  ['Dark Modern', 'vscode-dark'],
  ['Light Modern', 'vscode-light'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
] as const;
const SETTINGS = { 'files.simpleDialog.enable': true };
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;
let page: Frame;

const inFolder = (name: string): string => path.join(folder.folder, name);
/** By the folder's own settings, which VS Code watches. */
async function useSettings(settings: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(inFolder('.vscode'), { recursive: true });
  await writeFile(inFolder('.vscode/settings.json'), JSON.stringify(settings));
}

beforeAll(async () => {
  folder = await makeFolder();
  await writeFile(inFolder('orders.asl.json'), TEXT);
  await writeFile(inFolder('template.yaml'), TEMPLATE);
  await writeFile(
    inFolder('fanout.json'),
    JSON.stringify({ definition: 'orders.asl.json', workload: { items: 1_000_000, runsPerMonth: 30 } }, undefined, 2),
  );
  host = await Host.start({ vsix: [path.resolve('fanout-designer.vsix')], folder: folder.folder, settings: SETTINGS });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

const figures = (): Promise<string[]> =>
  page.locator('.comparison tr[data-approach] td:nth-of-type(1)').allInnerTexts();

/** Whether the status bar tells that the name of this state, where it is made, is what is selected. */
async function isNameSelected(text: string, state: string): Promise<boolean> {
  const name = JSON.stringify(state);
  const line = text.slice(0, text.indexOf(`${name}: {`)).split('\n').length;
  const place = await host.page.locator('#status\\.editor\\.selection').innerText();
  return place.includes(`Ln ${String(line)}, `) && place.includes(`(${String(name.length)} selected)`);
}

it('says in the status bar what the definition costs, and in a CodeLens', async () => {
  await workbench.openFile('orders.asl.json');
  await host.page.locator('.statusbar-item', { hasText: /\$[\d.,]+ a month/ }).waitFor();
  await host.page.locator('.codelens-decoration', { hasText: /\$[\d.,]+ a month for 1,000,000 items/ }).waitFor();
});

it('tells both anew when prices of another region are wanted', async () => {
  const status = host.page.locator('.statusbar-item', { hasText: /\$[\d.,]+ a month/ });
  const lens = host.page.locator('.codelens-decoration', { hasText: /\$[\d.,]+ a month/ });
  const amounts = async (): Promise<(string | undefined)[]> => {
    const texts = [await status.innerText(), await lens.first().innerText()];
    return texts.map((text) => /\$[\d.,]+/.exec(text)?.[0]);
  };
  const [before] = await amounts();
  await useSettings({ 'fanout.cost.region': 'sa-east-1' });
  await until('other amounts', 20_000, async () => {
    const [inStatus, inLens] = await amounts();
    return inStatus !== before && inStatus === inLens;
  });
  await useSettings({});
  await until('the amounts from before', 20_000, async () => (await amounts()).every((amount) => amount === before));
});

// One page, step after step: each test goes on where the one before it ended.
it('opens beside the definition, with the approaches compared', async () => {
  await workbench.openFile('orders.asl.json');
  await workbench.runCommand('Fanout: Estimate Cost');
  page = await workbench.webview('[data-view="cost"] .comparison');
  await page.locator('tr.recommended[data-approach]').waitFor();
  expect(await page.locator('h1').innerText()).toBe('Cost of orders.asl.json');
  expect(await figures()).toHaveLength(5);
  await page.locator('tr[data-approach="distributed-standard"] .badge', { hasText: 'this definition' }).waitFor();
});

it('moves the numbers with a slider, by keyboard', async () => {
  const before = await figures();
  await page.locator('#slider-items').focus();
  for (let press = 0; press < 25; press++) await host.page.keyboard.press('ArrowRight');
  await until('other figures', 10_000, async () =>
    (await figures()).every((figure, index) => figure !== before[index]),
  );
  expect(Number(await page.locator('#value-items').inputValue())).toBeGreaterThan(1_000_000);
  await page.locator('.origin', { hasText: 'changed here' }).first().waitFor();
});

/** In the page: opens what is folded, marks all that can be used, focuses the first, and gives how many there are. */
const MARK_STOPS = `(() => {
  for (const details of document.querySelectorAll('.cost details')) details.open = true;
  const usable = [...document.querySelectorAll('button, input, select, summary, [tabindex="0"]')];
  const shown = usable.filter((element) => element.offsetParent !== null && !element.matches(':disabled'));
  shown.forEach((element, index) => { element.dataset.stop = String(index); });
  shown[0]?.focus();
  return shown.length;
})()`;

it('lets the keyboard reach everything that can be used', async () => {
  const all = await page.evaluate<number>(MARK_STOPS);
  expect(all).toBeGreaterThan(60);
  const reached = new Set<string | undefined>();
  for (let press = 0; press < all; press++) {
    reached.add(await page.evaluate<string | undefined>('document.activeElement?.dataset.stop'));
    await host.page.keyboard.press('Tab');
  }
  expect(reached.size).toBe(all);
});

it.each(THEMES)('can be read, and is free of faults that axe knows, in %s', async (theme, kind) => {
  await useSettings({ 'workbench.colorTheme': theme });
  await until(theme, 20_000, async () =>
    ((await page.locator('body').getAttribute('class')) ?? '').split(' ').includes(kind),
  );
  await page.evaluate("document.querySelector('.page-body').scrollTo(0, 0)");
  await workbench.screenshot(`7-cost-${theme.toLowerCase().replaceAll(' ', '-')}`);
  await page.evaluate(AXE);
  const found = await page.evaluate<AxeResults>('axe.run(document)');
  expect(
    found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
  expect(found.passes.length).toBeGreaterThan(10);
});

it('shows the state that a line belongs to', async () => {
  await page.locator('tr[data-approach="distributed-standard"] button').click();
  await page
    .locator('.ledger button', { hasText: /^Price$/ })
    .first()
    .click();
  await until('the name of the state', 10_000, () => isNameSelected(TEXT, 'Price'));
});

it('keeps the workload in fanout.json, where nothing else changes', async () => {
  const items = Number(await page.locator('#value-items').inputValue());
  await page.locator('button', { hasText: 'Keep in fanout.json' }).click();
  await until('the file', 15_000, async () =>
    (await readFile(inFolder('fanout.json'), 'utf8')).includes(String(items)),
  );
  expect(await readFile(inFolder('fanout.json'), 'utf8')).toBe(
    JSON.stringify({ definition: 'orders.asl.json', workload: { items, runsPerMonth: 30 } }, undefined, 2),
  );
  await page.locator('.origin', { hasText: 'fanout.json' }).first().waitFor();
});

it.each([
  ['csv', 'orders.cost.csv'],
  ['png', 'orders.cost.png'],
])('exports %s', async (format, name) => {
  await page.locator('[aria-label=Format]').selectOption(format);
  await page.locator('button', { hasText: 'Export…' }).click();
  await until('the dialog', 15_000, () => workbench.quickInput.isVisible());
  await until('the file', 20_000, async () => {
    await workbench.accept();
    await host.page.waitForTimeout(300);
    return stat(inFolder(name)).then(
      ({ size }) => size > 0,
      () => false,
    );
  });
  const content = await readFile(inFolder(name));
  if (format === 'csv') expect(content.toString('utf8')).toMatch(/^approach,.*\r\n/);
  else expect(content.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
});

it('shows the state where a template holds the definition as a text', async () => {
  await workbench.openFile('template.yaml');
  await workbench.runCommand('Fanout: Estimate Cost');
  page = await workbench.webview('h1:text-is("Cost of Orders (template.yaml)")');
  await page.locator('tr[data-approach="distributed-standard"] button').click();
  await page
    .locator('.ledger button', { hasText: /^Price$/ })
    .first()
    .click();
  await until('the name of the state', 10_000, () => isNameSelected(TEMPLATE, 'Price'));
});
