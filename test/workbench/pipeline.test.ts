import { globSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;

beforeAll(async () => {
  folder = await makeFolder();
  host = await Host.start({ vsix: [path.resolve('fanout-designer.vsix')], folder: folder.folder });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

const WITH_MACHINE = `Resources:
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: { StartAt: Only, States: { Only: { Type: Task, Resource: !GetAtt Work.Arn, End: true } } }
  Work:
    Type: AWS::Serverless::Function
`;

function template(): string {
  const [file] = globSync('**/template.yaml', { cwd: folder.folder });
  if (file === undefined) throw new Error('The scaffold has no template.yaml.');
  return path.join(folder.folder, file);
}

// One job, step after step: each test goes on where the one before it ended.
it('scaffolds a custom pipeline from the palette, and opens the work on an item', async () => {
  await workbench.runCommand('Fanout: New Workflow');
  await workbench.waitForStep(/How should the work be fanned out/);
  await workbench.pick('Custom pipeline');
  await until('the task', 60_000, async () => {
    if (await workbench.tab('task.ts').isVisible()) return true;
    if (await workbench.quickInput.isVisible()) await workbench.accept();
    await host.page.waitForTimeout(150);
    return false;
  });
});

it('runs it here on its sample, and opens the output', async () => {
  const ready = workbench.toast(/The pipeline is ready/);
  await ready.waitFor();
  await ready.getByRole('button', { name: 'Run Pipeline Locally…' }).click();
  await workbench.waitForStep(/Which file is the input/);
  await workbench.screenshot('8-pipeline-input');
  await workbench.accept();
  const ended = workbench.toast(/has ended\. DONE: /);
  await ended.waitFor({ timeout: 60_000 });
  const text = await ended.innerText();
  const [, done, total] = /DONE: ([\d,]+) of ([\d,]+) items/.exec(text) ?? [];
  expect(done).toBe(total);
  expect(Number(total?.replaceAll(',', ''))).toBeGreaterThan(1);
  expect(text).not.toMatch(/failed/);
  await workbench.screenshot('8-pipeline-output');
  const log = host.channelLog();
  expect(log).toMatch(/pipeline .*: DONE, /);
  expect(log.split('\n').filter((line) => /\[(error|warning)\]/.test(line))).toEqual([]);
});

it('shows the pipeline as a picture beside its template, from the first file to the parked tasks', async () => {
  await workbench.openFile('template.yaml');
  await host.page.locator('.editor-actions .action-label[aria-label^="Open Preview"]').first().click();
  const preview = await workbench.webview('[data-pointer="/Resources/WorkerFunction"]');
  for (const name of [
    ...['InputBucket', 'SplitterFunction', 'WorkQueue', 'WorkerFunction', 'Table', 'Table#stream'],
    ...['CounterFunction', 'ReducerFunction', 'OutputBucket', 'DeadLetterQueue', 'DeadLettersFunction', 'ParkedQueue'],
  ])
    expect(await preview.locator(`[data-pointer="/Resources/${name}"][role="button"]`).count(), name).toBe(1);
  await workbench.screenshot('8-pipeline-picture');
});

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** `rgb(…)`, `rgba(…)` or `color(srgb …)`, as a browser tells a colour; each from 0 to 1. */
function readColour(text: string): Colour {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+(e-\d+)?/g) ?? []).map(Number);
  const scale = text.startsWith('color(') ? 1 : 255;
  return [red / scale, green / scale, blue / scale, alpha];
}

/** What a colour that can be seen through looks like. */
const over = ([r, g, b, alpha]: Colour, [under, below, beneath]: Colour): Colour => [
  r * alpha + under * (1 - alpha),
  g * alpha + below * (1 - alpha),
  b * alpha + beneath * (1 - alpha),
  1,
];

function luminance([r, g, b]: Colour): number {
  const linear = (value: number): number => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Contrast of an icon with the tile that it is on, as WCAG has it: 3 at least for what says something by its form. */
function contrastOf([icon = '', tile = '', box = '']: readonly string[]): number {
  const ground = over(readColour(tile), readColour(box));
  const [dark = 0, light = 0] = [ground, over(readColour(icon), ground)].map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

it.each([
  ['Default Dark Modern', 'vscode-dark'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
  ['Default Light Modern', 'vscode-light'],
])('draws it in the colours of the theme %s', async (theme, name) => {
  await mkdir(path.join(folder.folder, '.vscode'), { recursive: true });
  await writeFile(
    path.join(folder.folder, '.vscode', 'settings.json'),
    JSON.stringify({ 'workbench.colorTheme': theme }),
  );
  const preview = await workbench.webview(`body.${name} [data-pointer="/Resources/WorkerFunction"]`);
  await workbench.screenshot(`8-pipeline-picture-${name}`);
  for (const part of ['WorkerFunction', 'InputBucket', 'WorkQueue', 'Table', 'DeadLetterQueue']) {
    const node = `document.querySelector('[data-pointer="/Resources/${part}"]')`;
    const colours = await preview.evaluate<string[]>(
      `[['.icon', 'stroke'], ['.tile', 'fill'], ['.box', 'fill']].map(([of, what]) => getComputedStyle(${node}.querySelector(of))[what])`,
    );
    expect(contrastOf(colours), `${part}: ${colours.join(' on ')}`).toBeGreaterThan(3);
  }
});

it('leads from the picture to the text by click and by Enter, and from the text to the picture', async () => {
  const lines = (await readFile(template(), 'utf8')).split('\n');
  const lineOf = (id: string): number => lines.indexOf(`  ${id}:`) + 1;
  const preview = await workbench.webview('[data-pointer="/Resources/WorkerFunction"]');
  await preview.locator('[data-pointer="/Resources/WorkerFunction"]').click();
  await host.page.locator('.statusbar-item', { hasText: `Ln ${lineOf('WorkerFunction')}, ` }).waitFor();
  await preview.locator('[data-pointer="/Resources/DeadLetterQueue"]').press('Enter');
  await host.page.locator('.statusbar-item', { hasText: `Ln ${lineOf('DeadLetterQueue')}, ` }).waitFor();
  await host.page.keyboard.press('Control+G');
  await host.page.keyboard.insertText(String(lineOf('WorkQueue') + 2));
  await host.page.keyboard.press('Enter');
  await preview.locator('[data-pointer="/Resources/WorkQueue"].selected').waitFor();
});

it('follows the text, and keeps the last good picture over a broken one', async () => {
  const preview = await workbench.webview('[data-pointer="/Resources/WorkerFunction"]');
  await preview.locator('[data-pointer="/Resources/OutputBucket"]').click();
  await host.page.locator('.statusbar-item', { hasText: /\(12 selected\)/ }).waitFor();
  await host.page.keyboard.insertText('Results');
  await preview.locator('[data-pointer="/Resources/Results"]').waitFor();
  await host.page.keyboard.press('Control+Z');
  await preview.locator('[data-pointer="/Resources/OutputBucket"]').waitFor();
  await host.page.keyboard.press('Control+Home');
  await host.page.keyboard.insertText('[');
  await preview.locator('[role="alert"]', { hasText: /The picture is of the last text that could be read/ }).waitFor();
  expect(await preview.locator('[data-pointer="/Resources/WorkerFunction"]').count()).toBe(1);
  await workbench.screenshot('8-pipeline-picture-broken');
  await host.page.keyboard.press('Control+Z');
  await preview.locator('.banner').waitFor({ state: 'hidden' });
});

it('asks of a template with a state machine whether to draw that or the whole', async () => {
  await writeFile(path.join(folder.folder, 'machines.yaml'), WITH_MACHINE);
  await workbench.openFromExplorer('machines.yaml');
  await workbench.runCommand('Fanout: Open Preview');
  await workbench.waitForStep(/A picture of what/);
  await workbench.screenshot('8-pipeline-or-machine');
  await workbench.pick('The whole template');
  const whole = await workbench.webview('[data-pointer="/Resources/Flow"]');
  await whole.locator('[data-pointer="/Resources/Work"][role="button"]').waitFor();
  await workbench.openFromExplorer('machines.yaml');
  await workbench.runCommand('Fanout: Open Preview');
  await workbench.waitForStep(/A picture of what/);
  await workbench.pick('Flow');
  await workbench.webview('[data-pointer$="/States/Only"]');
});

it('says of a template with nothing to draw that there is nothing', async () => {
  await writeFile(path.join(folder.folder, 'roles.yaml'), 'Resources:\n  Role:\n    Type: AWS::IAM::Role\n');
  await workbench.openFromExplorer('roles.yaml');
  await workbench.runCommand('Fanout: Open Preview');
  await workbench.toast(/roles\.yaml has nothing to draw: no function, queue, table/).waitFor();
});

it('can be run again from the palette', async () => {
  await workbench.runCommand('Fanout: Run Pipeline Locally');
  await workbench.waitForStep(/Which file is the input/);
  await workbench.accept();
  await until('a second end', 60_000, () => (host.channelLog().match(/: DONE, /g) ?? []).length === 2);
});
