import { mkdir, readdir, readFile, copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const { resolve } = createRequire(import.meta.url);
const AXE = await readFile(resolve('axe-core/axe.min.js'), 'utf8');
const ROWS = path.resolve('node_modules/vega-datasets/data/zipcodes.csv');
const THEMES = [
  ['Light Modern', 'vscode-light'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
  ['Dark Modern', 'vscode-dark'],
] as const;

/** 42,049 rows in batches of 50: 841 children, a few at once. */
const MACHINE = {
  StartAt: 'Check',
  States: {
    Check: {
      Type: 'Map',
      Label: 'Check',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Parameters: { Bucket: 'zips', Key: 'zipcodes.csv' },
      },
      MaxConcurrency: 2,
      ToleratedFailurePercentage: 20,
      ItemBatcher: { MaxItemsPerBatch: 50 },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
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
        Resource: 'arn:aws:states:::s3:putObject',
        Parameters: { Bucket: 'zips', Prefix: 'checked' },
      },
      Next: 'Report',
    },
    Report: { Type: 'Pass', End: true },
  },
};
/** A batch with the first row of a certain state fails, until it is mended. */
const handler = (mended: boolean): string => `export const handler = async ({ Items }) => {
  await new Promise((done) => setTimeout(done, 60));
  if (!${mended} && Items.some(({ zip_code }) => zip_code.endsWith('777')))
    throw Object.assign(new Error('nobody lives there'), { name: 'NobodyHome' });
  return Items.length;
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
  await copyFile(ROWS, fileOf('data/zipcodes.csv'));
  await writeFile(fileOf('functions/worker.mjs'), handler(false));
  await writeFile(fileOf('check.asl.json'), `${JSON.stringify(MACHINE, null, 2)}\n`);
  const project = {
    definition: 'check.asl.json',
    buckets: { zips: 'data' },
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

const page = (): Promise<Frame> => workbench.webview('[data-view="execution"]');
const textOf = async (): Promise<string> => (await page()).locator('body').innerText();
const rowOf = (text: RegExp | string): Locator =>
  host.page.locator('.pane', { hasText: 'Executions' }).locator('.monaco-list-row', { hasText: text }).first();

/** From the palette, with an empty input and a name. */
async function startExecution(name: string): Promise<void> {
  await workbench.openFile('check.asl.json');
  await workbench.runCommand('Fanout: Start Execution');
  await workbench.waitForStep(/Which input/);
  await workbench.pick('Empty');
  await workbench.waitForStep(/A name for the execution/);
  await workbench.typeInStep(name);
  await workbench.accept();
  await workbench.toast('Following').waitFor();
}

it('lists what runs on the local Step Functions: machine, execution, Map Run', async () => {
  await startExecution('first');
  await host.page.locator('.activitybar .action-item a[aria-label="Fanout"]').click();
  await host.page.locator('.pane-header', { hasText: 'Executions' }).click();
  await rowOf('check').waitFor();
  await rowOf('check').click();
  await rowOf(/first\s*RUNNING/).waitFor();
  await rowOf(/first\s*RUNNING/).click();
  await host.page.keyboard.press('ArrowRight');
  await workbench.screenshot('10-executions-tree');
});

it('follows it: counts that grow, and the history', async () => {
  await until('the page', 30_000, async () => /RUNNING/.test(await textOf()));
  const countOf = async (): Promise<number> =>
    Number((/([\d,]+) of (?:about )?[\d,]+ items/.exec(await textOf())?.[1] ?? '0').replaceAll(',', ''));
  await until('some items', 30_000, async () => (await countOf()) > 100);
  const before = await countOf();
  await until('more of them', 30_000, async () => (await countOf()) > before);
  expect(await textOf()).toMatch(/items\/s, about [\d\w ]+ left/);
  await (await page()).locator('.virtual-row', { hasText: 'MapRunStarted' }).waitFor();
  await workbench.screenshot('10-execution-running');
});

it('changes how many children run at once, while they do', async () => {
  const form = (await page()).locator('.limits');
  await form.getByLabel(/Children at once/).fill('8');
  await form.getByRole('button', { name: 'Change' }).click();
  await form.getByText('Changed.').waitFor();
  await until('eight batches at work', 30_000, async () => {
    const running = await (await page()).locator('.map-run tr', { hasText: 'Running' }).innerText();
    return Number(running.split(/\s+/).at(-1)) > 2;
  });
  await workbench.screenshot('10-execution-faster');
});

it('stops it, after asking', async () => {
  await (await page()).getByRole('button', { name: 'Stop', exact: true }).click();
  await host.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Stop Execution' }).click();
  await until('the end', 30_000, async () => /ABORTED/.test(await textOf()));
  await rowOf(/first\s*ABORTED/).waitFor();
});

it('redrives it to its end, and tells of each state', async () => {
  await (await page()).getByRole('button', { name: 'Redrive', exact: true }).click();
  await until('it to run again', 30_000, async () => /Redrives\s*1/.test(await textOf()));
  await until('the end', 120_000, async () => /✓ SUCCEEDED/.test(await textOf()));
  // The counts come with the look that has told the status.
  await until('the last counts', 10_000, async () =>
    /Total\s+42,049\s+841\s+Succeeded\s+39,900\s+798\s+Failed\s+2,149\s+43/.test(await textOf()),
  );
  const states = (await page()).locator('.states tbody tr');
  await until('both states', 10_000, async () => (await states.count()) === 2);
  await workbench.screenshot('10-execution-succeeded');
  const event = (await page()).locator('.virtual-row', { hasText: 'ExecutionRedriven' });
  await event.click();
  await (await page()).getByRole('region', { name: 'Event' }).getByText('ExecutionRedriven').waitFor();
  await workbench.screenshot('10-execution-event');
});

it('lists children that failed, and follows one', async () => {
  const execution = await page();
  await execution.getByRole('button', { name: 'List Failed Children' }).click();
  const child = execution.locator('.children .link').first();
  await child.waitFor();
  await child.click();
  // The page of the parent may go while it is read: then it is asked again.
  await until('the child', 20_000, async () => {
    const text = await textOf().catch(() => '');
    return text.includes('NobodyHome') && text.includes('Child of');
  });
  await workbench.screenshot('10-execution-child');
  await workbench.tab('first').click();
  await until('the page of the execution', 20_000, async () => /Map Runs/.test(await textOf().catch(() => '')));
});

it.each(THEMES)('can be read, and is free of faults that axe knows, in %s', async (theme, kind) => {
  const execution = await page();
  await mkdir(fileOf('.vscode'), { recursive: true });
  await writeFile(fileOf('.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
  await until(theme, 20_000, async () =>
    ((await execution.locator('body').getAttribute('class')) ?? '').split(' ').includes(kind),
  );
  await workbench.screenshot(`10-execution-${theme.toLowerCase().replaceAll(' ', '-')}`);
  await execution.evaluate(AXE);
  const found = await execution.evaluate<AxeResults>('axe.run(document)');
  expect(
    found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
  expect(found.passes.length).toBeGreaterThan(10);
});

it('opens the results, and runs again what failed once the handler is mended', async () => {
  await writeFile(fileOf('functions/worker.mjs'), handler(true));
  await (await page()).getByRole('button', { name: 'Open Results' }).first().click();
  const results = await workbench.webview('[data-view="results"]');
  await until('the groups', 60_000, async () => /NobodyHome/.test(await results.locator('body').innerText()));
  await workbench.screenshot('10-execution-results');
  await results.getByRole('button', { name: 'Re-run Failed Items…' }).click();
  await workbench.waitForStep(/how are they run again/);
  await workbench.accept();
  await workbench.waitForStep(/of "Check" again/);
  await workbench.pick('of "Check" again');
  await until('their results', 60_000, async () => (await readdir(fileOf('data/checked'))).length === 2);
  await workbench.screenshot('10-execution-rerun');
});

it('leads from the notification of what was started to its page', async () => {
  await startExecution('second');
  await workbench.screenshot('10-execution-notification');
  await workbench.toast('Following').locator('a', { hasText: 'Follow' }).click();
  await workbench.tab('second').waitFor();
  await until('the page', 30_000, async () => /second\s+\S* ?(?:RUNNING|SUCCEEDED)/.test(await textOf()));
});

it('offers what was started last to whoever follows an execution from the palette', async () => {
  await workbench.tab('second').click({ button: 'middle' });
  await workbench.tab('second').waitFor({ state: 'hidden' });
  await workbench.runCommand('Fanout: Follow Execution');
  await workbench.waitForStep(/Which execution/);
  await workbench.accept();
  await workbench.tab('second').waitFor();
});

it('compares two executions: which state differs first', async () => {
  await workbench.toast('second succeeded').waitFor({ timeout: 120_000 });
  const executions = host.page.locator('.pane', { hasText: 'Executions' });
  const second = executions.locator('.monaco-list-row', { hasText: 'second' }).first();
  await workbench.chooseFromMenu(second, 'Compare with…');
  await workbench.waitForStep(/Which execution/);
  await workbench.pick('first');
  const toast = workbench.toast('differ first in');
  await toast.waitFor({ timeout: 30_000 });
  expect(await toast.innerText()).toMatch(/differ first in the output of "Check"/);
  await workbench.screenshot('10-executions-compared');
});

it('logs no fault', () => {
  const faults = host
    .channelLog()
    .split('\n')
    .filter((line) => /\[error\]/.test(line));
  expect(faults).toEqual([]);
});
