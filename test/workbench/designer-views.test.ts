import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectAxeClean } from './axe.ts';
import { DesignerPage } from './designer-page.ts';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const pass = (name: string, next: string) => [name, { Type: 'Pass', Next: next }] as const;
const FLOW = JSON.stringify(
  {
    StartAt: 'Take',
    States: {
      ...Object.fromEntries([pass('Take', 'Check'), pass('Check', 'Sort'), pass('Sort', 'Orders')]),
      Orders: {
        Type: 'Map',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
          Parameters: { Bucket: 'orders', Key: 'in/may.csv' },
        },
        ItemBatcher: { MaxItemsPerBatch: 10 },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Ship',
          States: { Ship: { Type: 'Pass', End: true } },
        },
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'orders', Prefix: 'out' },
        },
        ToleratedFailurePercentage: 5,
        Next: 'Report',
      },
      ...Object.fromEntries([pass('Report', 'File'), pass('File', 'Done')]),
      Done: { Type: 'Succeed' },
    },
  },
  null,
  2,
);
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;
let designer: DesignerPage;

const inFolder = (name: string): string => path.join(folder.folder, name);
const readFlow = (): Promise<string> => readFile(inFolder('flow.asl.json'), 'utf8');
const isAlone = async (page: DesignerPage, name: string): Promise<boolean> =>
  (await page.selected()).join() === name && (await page.activeLabel()).includes(name);

/** Where the picture stands in its canvas, and how large it is. */
const viewportOf = ({ frame }: DesignerPage): Promise<string> =>
  frame.evaluate<string>(`document.querySelector('.react-flow__viewport').style.transform`);

beforeAll(async () => {
  folder = await makeFolder();
  await mkdir(inFolder('data/in'), { recursive: true });
  await writeFile(inFolder('data/in/may.csv'), 'id,price\n1,10\n2,20\n');
  await writeFile(inFolder('data/in/june.csv'), 'id,price\n3,30\n');
  await writeFile(
    inFolder('fanout.json'),
    JSON.stringify({ definition: 'flow.asl.json', buckets: { orders: 'data' } }),
  );
  await writeFile(inFolder('flow.asl.json'), FLOW);
  host = await Host.start({
    vsix: [path.resolve('fanout-designer.vsix')],
    folder: folder.folder,
    settings: { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 50, 'window.menuBarVisibility': 'compact' },
  });
  workbench = new WorkbenchPage(host.page);
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

// One job, step after step: each test goes on where the one before it ended.
it('keeps the cursor of the text and what two designers have selected together', async () => {
  designer = await DesignerPage.open(workbench, 'flow.asl.json');
  await designer.state('Take').click();
  await workbench.runCommand('View: Split Editor Down');
  await until('a second designer', 20_000, async () => (await DesignerPage.all(workbench)).length === 2);
  const both = await DesignerPage.all(workbench);
  const expectBoth = (name: string): Promise<void> =>
    until(`${name} in both`, 10_000, async () =>
      (await Promise.all(both.map((each) => isAlone(each, name)))).every(Boolean),
    );
  const text = host.page.locator('.monaco-editor .view-lines').first();
  for (const name of ['Check', 'Ship']) {
    await text.click();
    await host.page.keyboard.press('Control+g');
    await workbench.typeInStep(`:${lineOf(FLOW, `"${name}": {`)}:30`);
    await host.page.keyboard.press('Enter');
    await expectBoth(name);
  }
  for (const [at, name] of ['Take', 'Report'].entries()) {
    await both[at]?.select(name);
    await expectBoth(name);
    await host.page
      .locator('.active-line-number', { hasText: new RegExp(`^${lineOf(FLOW, `"${name}": {`)}$`) })
      .waitFor();
  }
  await workbench.screenshot('v1-two-designers');
});

it('keeps selection, viewport and closed regions when the file is written from elsewhere', async () => {
  await workbench.runCommand('View: Close Editor');
  [designer = designer] = await DesignerPage.all(workbench);
  await designer.select('Orders');
  await designer.press(' ');
  await until('the region to close', 10_000, async () => (await designer.state('Ship').count()) === 0);
  // With room beside it: only what is in view is drawn.
  for (const key of ['0', '-', '-']) await designer.press(key);
  const viewport = await viewportOf(designer);
  await writeFile(inFolder('flow.asl.json'), FLOW.replace('"Done": {', '"Late": { "Type": "Fail" },\n    "Done": {'));
  await designer.state('Late').waitFor();
  expect(await viewportOf(designer)).toBe(viewport);
  expect(await designer.selected()).toEqual(['Orders']);
  expect(await designer.state('Ship').count()).toBe(0);
  await writeFile(inFolder('flow.asl.json'), FLOW);
  await until('the state to go', 10_000, async () => (await designer.state('Late').count()) === 0);
  await designer.press(' ');
  await designer.state('Ship').waitFor();
});

it('guides through what a distributed Map needs, and looks into the buckets of the project', async () => {
  const { frame } = designer;
  await designer.select('Orders');
  const toggle = frame.locator('.panel-toggle[aria-expanded=false]');
  if ((await toggle.count()) > 0) await toggle.click();
  await frame.locator('.panel form').waitFor();
  await designer.press('0');
  await workbench.screenshot('v2-text-and-designer');
  await workbench.runCommand('View: Toggle Maximize Editor Group');
  await frame.locator('.item-source button', { hasText: 'Show the First Items' }).click();
  await frame.locator('.item-table td', { hasText: '20' }).waitFor();
  for (const legend of ['ItemReader', 'ItemBatcher', 'ResultWriter'])
    expect(await frame.locator('.panel legend', { hasText: legend }).count()).toBeGreaterThan(0);
  await workbench.screenshot('v3-guided-form');
  await expectAxeClean(frame);
  await frame.locator('.item-source button', { hasText: 'Choose the File' }).click();
  const dialog = frame.locator('dialog.browser');
  await dialog.locator('input').fill('');
  await host.page.keyboard.press('Enter');
  await dialog.locator('.listing button', { hasText: 'orders' }).click();
  await dialog.locator('.listing button', { hasText: 'in/' }).click();
  await dialog.locator('.listing button', { hasText: 'june.csv' }).waitFor();
  await workbench.screenshot('v3-bucket');
  await expectAxeClean(frame);
  await dialog.locator('.listing button', { hasText: 'june.csv' }).click();
  await until('the file to name it', 10_000, async () => (await readFlow()) === FLOW.replace('may.csv', 'june.csv'));
  await designer.press('Control+z');
  await until('it to be as before', 10_000, async () => (await readFlow()) === FLOW);
});

/** What of a part of the page cannot be come to: out of sight even after scrolling, below something else, or cut. */
const findUnreachable = (page: DesignerPage, part: string): Promise<string[]> =>
  page.frame.evaluate<string[]>(`[...document.querySelectorAll(
      '${part} :is(button, input, select, textarea, summary, [role=menuitem], [role=option], [tabindex="0"])')]
    .filter((each) => !each.closest('[aria-hidden=true]') && each.checkVisibility() && !each.disabled)
    .flatMap((each) => {
      each.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
      const box = each.getBoundingClientRect();
      const name = each.ariaLabel || each.title || each.textContent || each.tagName;
      const isOut = box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.width < 1 || box.height < 1
        || (box.bottom > innerHeight + 1 && box.height < innerHeight);
      if (isOut) return [name + ' is out of sight: ' + JSON.stringify(box)];
      const top = document.elementFromPoint(box.left + box.width / 2, Math.min(box.top + box.height / 2, innerHeight - 1));
      if (!each.contains(top) && !top?.contains(each)) return [name + ' is below ' + (top?.className ?? 'nothing')];
      return each.tagName === 'BUTTON' && each.scrollWidth > each.clientWidth + 1 ? [name + ' is cut'] : [];
    })`);

it('can be used at 200 %', async () => {
  const { frame } = designer;
  // Twice as large is half as many pixels of CSS.
  await host.page.setViewportSize({ width: 720, height: 450 });
  await until('the page to be small', 10_000, async () => (await frame.evaluate<number>('innerWidth')) < 720);
  const closed = frame.locator('.panel-toggle[aria-expanded=true]');
  if ((await closed.count()) > 0) await closed.click();
  const palette = frame.locator('.top-bar [aria-label="Show the palette"]');
  if ((await palette.getAttribute('aria-pressed')) === 'true') await palette.click();
  await workbench.screenshot('v4-at-200-percent');
  for (const part of ['.top-bar', '.zoom-bar', '.panel']) expect(await findUnreachable(designer, part)).toEqual([]);
  await palette.click();
  await frame.locator('.palette').waitFor();
  await workbench.screenshot('v5-palette-at-200-percent');
  expect(await findUnreachable(designer, '.palette')).toEqual([]);
  await palette.click();
  await frame.locator('.panel-toggle').click();
  await frame.locator('.panel form').waitFor();
  await workbench.screenshot('v6-properties-at-200-percent');
  expect(await findUnreachable(designer, '.panel')).toEqual([]);
  expect(await findUnreachable(designer, '.top-bar')).toEqual([]);
  await frame.locator('.panel-toggle').click();
  for (const key of ['a', '?', '/']) {
    await designer.press(key);
    await frame.locator('dialog[open]').waitFor();
    await workbench.screenshot(`v7-dialog-${key === '?' ? 'help' : key === '/' ? 'search' : 'insert'}`);
    expect(await findUnreachable(designer, 'dialog[open]')).toEqual([]);
    await host.page.keyboard.press('Escape');
    await frame.locator('dialog[open]').waitFor({ state: 'detached' });
  }
  await designer.press('Shift+F10');
  await frame.locator('[role=menu]').waitFor();
  await workbench.screenshot('v8-menu');
  expect(await findUnreachable(designer, '[role=menu]')).toEqual([]);
  await host.page.keyboard.press('Escape');
});

it('moves nothing by itself for who wants no motion', async () => {
  const { frame } = designer;
  await host.page.emulateMedia({ reducedMotion: 'reduce' });
  await until('the page to know', 10_000, () =>
    frame.evaluate(`matchMedia('(prefers-reduced-motion: reduce)').matches`),
  );
  await designer.select('Take');
  await frame.evaluate(`{
    const picture = document.querySelector('.react-flow__viewport');
    window.places = [];
    new MutationObserver(() => window.places.push(picture.style.transform)).observe(picture, { attributeFilter: ['style'] });
  }`);
  await designer.select('Done');
  await until('the last state in view', 10_000, async () => (await frame.evaluate<number>('places.length')) > 0);
  await designer.select('Take');
  await until(
    'the first state in view',
    10_000,
    async () => (await frame.evaluate<number>('new Set(places).size')) > 1,
  );
  expect(await frame.evaluate<number>('new Set(places).size')).toBe(2);
  expect(
    await frame.evaluate(`[...document.querySelectorAll('*')].filter((each) => {
      const { transitionDuration, animationName } = getComputedStyle(each);
      return animationName !== 'none' || /[1-9]/.test(transitionDuration);
    }).map((each) => each.outerHTML.slice(0, 120))`),
  ).toEqual([]);
});
