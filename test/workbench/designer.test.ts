import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Frame, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseDefinition } from '../../src/asl/parse.ts';
import { validateDefinition } from '../../src/validation/validate.ts';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = [
  ['Dark Modern', 'vscode-dark'],
  ['Light Modern', 'vscode-light'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
] as const;

/** With what a program that rewrites the file would lose: comments, tabs, two ways to break lines. */
const ORDERS = `StartAt: Take
States:
  # What comes in.
  Take:
    Type: Pass
    Next: Price   # at once
  Price:
    Type: Task
    Resource: 'arn:aws:states:::lambda:invoke'
    Parameters: { FunctionName: price, "Payload.$": $ }
    Retry:
      - ErrorEquals: [States.TaskFailed]
        MaxAttempts: 3
    Catch:
      - { ErrorEquals: [States.ALL], Next: Failed }
    Next: Done
  Done: { Type: Succeed }
  Failed:
    Type: Fail
    Error: Broken
`;
const TEMPLATE = `Resources:
  Orders:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Accept
        States:
          # The only one.
          Accept: { Type: Pass, End: true }
`;

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;
let page: Frame;
/** Requests that left this machine, and what the browser refused to do. */
const leaks: string[] = [];
const refusals: string[] = [];

const inFolder = (name: string): string => path.join(folder.folder, name);
const read = (name: string): Promise<string> => readFile(inFolder(name), 'utf8');
const state = (name: string): Locator => page.locator(`.state-node.is-state[data-pointer$="/States/${name}"]`);
const canvas = (): Locator => page.locator('.canvas').first();

/** What is done in the designer is saved by VS Code, a moment later. */
async function waitForFile(name: string, text: string): Promise<void> {
  let last = '';
  await until(`${name} to be as expected`, 10_000, async () => (last = await read(name)) === text).catch(() =>
    expect(last).toBe(text),
  );
}

/** The frame of the designer that shows an element. */
async function designerWith(selector: string): Promise<Frame> {
  return workbench.webview(`.designer ${selector}`);
}

/** Chooses in the list of the dialog that is open, by keys alone. */
async function pickByKeys(text: string): Promise<void> {
  await page.locator('dialog[open] .pick-input').waitFor();
  await host.page.keyboard.type(text);
  await page.locator('dialog[open] .pick-item.active', { hasText: new RegExp(text, 'i') }).waitFor();
  await host.page.keyboard.press('Enter');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
}

beforeAll(async () => {
  folder = await makeFolder();
  await writeFile(inFolder('orders.asl.yaml'), ORDERS);
  await writeFile(inFolder('new.asl.json'), '');
  await writeFile(inFolder('template.yaml'), TEMPLATE);
  host = await Host.start({
    vsix: [path.resolve('fanout-designer.vsix')],
    folder: folder.folder,
    settings: {
      'editor.autoClosingBrackets': 'never',
      'editor.autoClosingQuotes': 'never',
      'editor.autoIndent': 'none',
      'files.autoSave': 'afterDelay',
      'files.autoSaveDelay': 100,
    },
  });
  workbench = new WorkbenchPage(host.page);
  const { hostname } = new URL(host.origin);
  host.page.on('request', (request) => {
    const url = new URL(request.url());
    const isLocal = !/^(https?|wss?):$/.test(url.protocol) || url.hostname === hostname || url.hostname === 'localhost';
    // The page of a webview is served by the workbench's own service worker under this name, from this machine.
    if (!isLocal && !url.hostname.endsWith('.vscode-cdn.net')) leaks.push(request.url());
  });
  host.page.on('console', (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) refusals.push(message.text());
  });
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

// One job, step after step: each test goes on where the one before it ended.
it('opens a definition beside its text, from the title bar', async () => {
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await workbench.openFile('orders.asl.yaml');
  await host.page.locator('.editor-actions [aria-label*="Open in Designer"]').first().click();
  page = await designerWith('.state-node');
  await state('Price').waitFor();
  await expect.poll(() => page.locator('.state-node.is-state').count()).toBe(4);
  await workbench.screenshot('d1-designer-beside-text');
  expect(await host.page.locator('.editor-group-container').count()).toBe(2);
});

it('inserts a Map on a line, and writes nothing else', async () => {
  await state('Take').click();
  await host.page.keyboard.press('a');
  await pickByKeys('Map, inline');
  await until('a Map', 15_000, async () => (await page.locator('.state-node.is-state').count()) > 5);
  await until('the file to be saved', 10_000, async () => (await read('orders.asl.yaml')) !== ORDERS);
  const text = await read('orders.asl.yaml');
  expect(text).toContain('# What comes in.');
  expect(text.split('\n').filter((line) => !ORDERS.includes(line.trim())).length).toBeGreaterThan(3);
  const [before = '', after = ''] = ORDERS.split('Next: Price');
  expect(text.startsWith(before)).toBe(true);
  expect(text.endsWith(after.slice(after.indexOf('\n  Price:')))).toBe(true);
  await workbench.screenshot('d2-map-inserted');
});

it('takes it back and makes it again by undo and redo of VS Code', async () => {
  const inserted = await read('orders.asl.yaml');
  await canvas().focus();
  await host.page.keyboard.press('Control+z');
  await waitForFile('orders.asl.yaml', ORDERS);
  await expect.poll(() => page.locator('.state-node.is-state').count()).toBe(4);
  await canvas().focus();
  await host.page.keyboard.press('Control+y');
  await waitForFile('orders.asl.yaml', inserted);
  await canvas().focus();
  await host.page.keyboard.press('Control+z');
  await waitForFile('orders.asl.yaml', ORDERS);
});

it('edits a property of the selected state', async () => {
  await state('Failed').click();
  const error = page.locator('.panel [data-key="Error"] input, .panel [data-key="Error"] textarea').first();
  await error.fill('Orders.Broken');
  await error.press('Enter');
  await error.blur();
  await waitForFile('orders.asl.yaml', ORDERS.replace('Error: Broken', 'Error: Orders.Broken'));
});

it('follows what is typed in the text, and says when that is broken', async () => {
  const editor = host.page.locator('.monaco-editor .view-lines').first();
  await editor.click();
  await host.page.keyboard.press('Control+End');
  await host.page.keyboard.type('  Late: { Type: Succeed }\n');
  await state('Late').waitFor();
  // At once: each key that leaves a text that can be read is drawn, too.
  await host.page.keyboard.insertText('  Broken: {');
  await page.locator('.banner').waitFor();
  await workbench.screenshot('d3-broken-text');
  await expect.poll(() => state('Late').count()).toBe(1);
  await page.locator('.banner button').click();
  await host.page.keyboard.press('Control+z');
  await until('the banner to go', 10_000, async () => {
    if ((await page.locator('.banner').count()) === 0) return true;
    await host.page.keyboard.press('Control+z');
    return false;
  });
});

it.each(THEMES)('can be read, and is free of faults that axe knows, in %s', async (theme, kind) => {
  await mkdir(inFolder('.vscode'), { recursive: true });
  await writeFile(inFolder('.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
  await until(theme, 20_000, async () =>
    ((await page.locator('body').getAttribute('class')) ?? '').split(' ').includes(kind),
  );
  await state('Price').click();
  await page.locator('.panel form').waitFor();
  await workbench.screenshot(`d4-designer-${theme.toLowerCase().replaceAll(' ', '-')}`);
  await page.evaluate(AXE);
  const found = await page.evaluate<AxeResults>('axe.run(document)');
  expect(
    found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
  ).toEqual([]);
  expect(found.passes.length).toBeGreaterThan(10);
});

it('shows one document in two designers', async () => {
  await canvas().focus();
  await workbench.runCommand('View: Split Editor Down');
  await until('a second designer', 20_000, async () => (await framesOfDesigner()).length === 2);
  const frames = await framesOfDesigner();
  await state('Late').click();
  await canvas().focus();
  await host.page.keyboard.press('Delete');
  for (const frame of frames)
    await until(
      'both to follow',
      10_000,
      async () => (await frame.locator('.state-node[data-pointer="/States/Late"]').count()) === 0,
    );
});

/** What a screen reader hears of what is selected on the canvas. */
async function activeLabel(): Promise<string> {
  const id = await canvas().getAttribute('aria-activedescendant');
  const label = id === null ? null : await page.locator(`[id=${JSON.stringify(id)}]`).getAttribute('aria-label');
  return label ?? '';
}

async function framesOfDesigner(): Promise<Frame[]> {
  const found: Frame[] = [];
  for (const frame of host.page.frames())
    if (
      (await frame
        .locator('.designer .state-node')
        .count()
        .catch(() => 0)) > 0
    )
      found.push(frame);
  return found;
}

it('changes a definition in its template', async () => {
  await workbench.runCommand('View: Close All Editors');
  if (await host.page.locator('.monaco-dialog-box').isVisible())
    await host.page.locator('.monaco-dialog-box .monaco-button', { hasText: /Save/ }).first().click();
  await workbench.openFile('template.yaml');
  await workbench.runCommand('Fanout: Open in Designer');
  page = await designerWith('.state-node[data-pointer="/States/Accept"]');
  await state('Accept').click();
  await host.page.keyboard.press('F2');
  await page.locator('.rename-box, input[aria-label*="ame"]').first().waitFor();
  await host.page.keyboard.press('Control+a');
  await host.page.keyboard.type('Take');
  await host.page.keyboard.press('Enter');
  await state('Take').waitFor();
  await waitForFile('template.yaml', TEMPLATE.replaceAll('Accept', 'Take'));
  await workbench.screenshot('d5-designer-of-template');
});

it('builds a workflow from nothing with the keyboard alone', async () => {
  const { keyboard } = host.page;
  await workbench.runCommand('View: Close All Editors');
  await workbench.openFile('new.asl.json');
  await workbench.runCommand('Fanout: Open in Designer');
  page = await designerWith('.start');
  await page.locator('.start .pick-input').focus();
  await keyboard.type('Map, inline');
  await page.locator('.start .pick-item.active', { hasText: 'Map, inline' }).waitFor();
  await keyboard.press('Enter');
  await until('a Map', 15_000, async () => (await page.locator('.state-node.is-state').count()) > 0);
  await workbench.screenshot('d6-begun-by-keyboard');
  // Into the Map, to the state in it, and a Lambda task behind that.
  await canvas().focus();
  await keyboard.press('Home');
  await keyboard.press('Enter');
  await keyboard.press('a');
  await pickByKeys('Lambda');
  await until('a task', 15_000, async () => (await page.locator('.state-node.is-state').count()) === 3);
  await until('the task to be selected', 10_000, async () => (await activeLabel()).startsWith('Task'));
  // The menu, for a catcher.
  await canvas().focus();
  await keyboard.press('Shift+F10');
  await page.locator('[role=menu]').waitFor();
  await keyboard.press('ArrowDown');
  await page.locator('[role=menuitem]', { hasText: 'Add a Catcher' }).press('Enter');
  await until('a handler', 15_000, async () => (await page.locator('.state-node[aria-label^="Fail"]').count()) > 0);
  await workbench.screenshot('d7-built-by-keyboard');
  await until('a valid file', 10_000, async () => (await read('new.asl.json')).includes('Catch'));
  const definition = parseDefinition(await read('new.asl.json'), 'json');
  expect(validateDefinition(definition).filter(({ severity }) => severity === 'error')).toEqual([]);
});

it('sent nothing to anywhere else, and asked for nothing that its policy forbids', () => {
  expect(leaks).toEqual([]);
  expect(refusals).toEqual([]);
});
