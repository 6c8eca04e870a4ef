import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const ROWS = 60;
/** A distributed Map over a file, with a handler that takes its time. */
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
      MaxConcurrency: 2,
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
      ResultPath: null,
      End: true,
    },
  },
};
/** Notes whom it was called with; fails for the last row until it is mended, and is slow until that was seen at work. */
const handler = (mended: boolean): string => `import { appendFileSync, existsSync } from 'node:fs';
export const handler = async ({ id }) => {
  appendFileSync(new URL('../calls.txt', import.meta.url), id + '\\n');
  const isSlow = ${String(!mended)} && !existsSync(new URL('../seen.txt', import.meta.url));
  await new Promise((done) => setTimeout(done, isSlow ? 800 : 250));
  ${mended ? '' : `if (id === '${ROWS}') throw new Error('no price for ' + id);`}
  return Number(id);
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
  await writeFile(fileOf('price.asl.json'), JSON.stringify(MACHINE, null, 2));
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

const textOfResults = async (): Promise<string> => {
  const results = await workbench.webview('[data-view="results"]');
  return results.locator('body').innerText();
};

it('says what to do where there is nothing to redrive', async () => {
  await workbench.openFile('price.asl.json');
  await workbench.runCommand('Fanout: Redrive Last Local Run');
  const toast = workbench.toast('There is no local run to redrive');
  await toast.getByRole('button', { name: 'Run Locally…' }).waitFor();
  await toast.hover();
  await toast.getByRole('button', { name: /Clear Notification/ }).click();
});

it('shows counts, rate and time left of a Map Run while it goes on', async () => {
  await workbench.runCommand('Fanout: Run Locally');
  await workbench.waitForStep(/Which input/);
  await workbench.pick('Type it');
  await workbench.waitForStep(/as JSON/);
  await workbench.accept();
  const toast = workbench.toast('Running price.asl.json');
  await toast.waitFor();
  await until('the pace', 15_000, async () =>
    /\d+ of 60 items, 2 running, [\d.]+ items\/s, about \d+ s left/.test(await toast.innerText().catch(() => '')),
  );
  await until('the same in the page', 30_000, async () => /about \d+ s left/.test(await textOfResults()));
  const results = await workbench.webview('[data-view="results"]');
  await results.locator('progress[aria-label="Progress of Price"]').waitFor();
  await results.getByRole('button', { name: 'Stop' }).waitFor();
  await workbench.screenshot('8-map-run-running');
  await writeFile(fileOf('seen.txt'), '');
});

it('says why it failed and what to do next', async () => {
  const toast = workbench.toast('price.asl.json did not succeed');
  await toast.waitFor({ timeout: 30_000 });
  expect(await toast.innerText()).toMatch(
    /States\.ExceedToleratedFailureThreshold.*Items: 5\d of 60 succeeded, 1 failed.*\. Mend the cause.* redrive it: what succeeded does not run again/s,
  );
  await until('the end in the page', 10_000, async () => /FAILED/.test(await textOfResults()));
  const results = await workbench.webview('[data-view="results"]');
  await results.getByRole('button', { name: 'Redrive' }).waitFor();
  await workbench.screenshot('8-map-run-failed');
});

it('goes on from the notification once the handler is mended', async () => {
  await writeFile(fileOf('functions/worker.mjs'), handler(true));
  const before = (await readFile(fileOf('calls.txt'), 'utf8')).trim().split('\n');
  expect(before).toHaveLength(ROWS);
  await workbench.toast('price.asl.json did not succeed').getByRole('button', { name: 'Redrive' }).click();
  await until('the end', 30_000, async () => /SUCCEEDED/.test(await textOfResults()));
  await workbench.screenshot('8-map-run-redriven');
  const text = await textOfResults();
  expect(text).toMatch(/Succeeded\s+60\s+60/);
  const calls = (await readFile(fileOf('calls.txt'), 'utf8')).trim().split('\n');
  // The one beside it was at work when it failed, and was stopped with the run.
  expect(calls.slice(ROWS).filter((id) => id !== String(ROWS - 1))).toEqual([String(ROWS)]);
  const log = host.channelLog();
  expect(log).toMatch(/FAILED arn:.*SUCCEEDED arn:/s);
});

it('stops a run from its page, and redrives it from the palette', async () => {
  await workbench.openFile('price.asl.json');
  await workbench.runCommand('Fanout: Run Locally');
  await workbench.waitForStep(/Which input/);
  await workbench.pick('Type it');
  await workbench.waitForStep(/as JSON/);
  await workbench.accept();
  await workbench.toast('Running price.asl.json').waitFor();
  const results = await workbench.webview('progress[aria-label="Progress of Price"]');
  await until('some items', 15_000, async () => /[1-9]\d* of 60 items/.test(await results.locator('body').innerText()));
  // By the keyboard: it is a button like any other.
  await results.getByRole('button', { name: 'Stop' }).focus();
  await host.page.keyboard.press('Enter');
  await workbench.toast('price.asl.json was stopped').waitFor();
  await until('the end in the page', 10_000, async () => /ABORTED/.test(await results.locator('body').innerText()));
  await workbench.runCommand('Fanout: Redrive Last Local Run');
  await until('the end', 30_000, async () => /SUCCEEDED/.test(await results.locator('body').innerText()));
  expect(await results.locator('body').innerText()).toMatch(/Succeeded\s+60\s+60/);
});

it('lists the runs of this window among the executions, and leads back to their results', async () => {
  const results = workbench.tab('Results of price.asl.json');
  await until('its pages to be closed', 20_000, async () => {
    if (!(await results.isVisible())) return true;
    await results.click({ button: 'middle', timeout: 2000 }).catch(() => undefined);
    return false;
  });
  await host.page.locator('.activitybar .action-item a[aria-label="Fanout"]').click();
  await host.page.locator('.pane-header', { hasText: 'Executions' }).click();
  const executions = host.page.locator('.pane', { hasText: 'Executions' });
  const runs = executions.locator('.monaco-list-row', { hasText: /price\.asl\.json\s*SUCCEEDED/ });
  await until('both runs', 30_000, async () => (await runs.count()) === 2);
  await workbench.screenshot('8-local-runs-listed');
  await runs.first().click();
  await until('its counts', 20_000, async () => /Succeeded\s+60\s+60/.test(await textOfResults()));
});
