import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { printDefinition } from '../../src/asl/print.ts';
import type { JsonObject } from '../../src/asl/json.ts';
import { Host } from '../workbench/host.ts';
import { makeFolder } from '../workbench/temporary-folder.ts';
import { WorkbenchPage } from '../workbench/workbench-page.ts';
import { median, percentile } from './measure.ts';

const FORMATS = ['json', 'yaml'] as const;
const OPENINGS = 4;
const KEYS = 11;
/** The state that the first line leads to. */
const FIRST = 'State 0';

/**
 * Prints, of the packaged extension in a real VS Code, how long it takes from *Open in Designer* to the first states, from
 * a key in the text to the canvas, and from frame to frame while a large workflow is moved: milliseconds by the clock,
 * with the browser, the host and all between on this machine.
 */
export async function benchPage(vsix: string, machine: JsonObject, large: JsonObject): Promise<void> {
  const { folder, remove } = await makeFolder();
  const texts = FORMATS.map((format) => ({ file: `machine.asl.${format}`, text: printDefinition(machine, format) }));
  for (const { file, text } of texts) await writeFile(path.join(folder, file), text);
  await writeFile(path.join(folder, 'large.asl.json'), printDefinition(large, 'json'));
  const settings = {
    'editor.autoClosingQuotes': 'never',
    'editor.quickSuggestions': 'off',
    'editor.wordBasedSuggestions': 'off',
    'editor.suggestOnTriggerCharacters': false,
  };
  const host = await Host.start({ vsix: [vsix], folder, settings });
  try {
    // The first page of a window also starts what VS Code needs for all of them.
    const { file: first = '' } = texts[0] ?? {};
    const cold = await open(host, PREVIEW, first);
    const warm = await open(host, PREVIEW, first);
    console.log(`  page, ${first}: preview opened as the window's first page in ${cold} ms, once more in ${warm} ms`);
    for (const { file, text } of texts) {
      await benchOpening(host, file);
      await benchKeys(host, file, text);
    }
    await benchFrames(host, 'large.asl.json');
  } finally {
    await host.close();
    await remove();
  }
}

/** Leaves the text and beside it the designer. */
async function benchOpening(host: Host, file: string): Promise<void> {
  const opened: number[] = [];
  for (let round = 0; round < OPENINGS; round++) opened.push(await open(host, DESIGNER, file));
  // The first one loads the page's script, and chunks of the host, too.
  const [first = 0, ...more] = opened;
  console.log(`  page, ${file}: opened in ${first} ms, once more in ${median(more)} ms`);
}

/** A page of ours, its button above a text, and what shows that it is there. */
interface PageKind {
  readonly view: string;
  readonly button: string;
  readonly shown: string;
}
const PREVIEW: PageKind = { view: 'preview', button: 'Open Preview', shown: '.node' };
const DESIGNER: PageKind = { view: 'designer', button: 'Open in Designer', shown: '.state-node' };

/** Milliseconds from the button above a text to the first states. */
async function open({ page }: Host, { view, button, shown }: PageKind, file: string): Promise<number> {
  const workbench = new WorkbenchPage(page);
  await workbench.runCommand('View: Close All Editors');
  await workbench.openFile(file);
  const opener = page.locator(`.editor-actions [aria-label*="${button}"]`).first();
  await opener.waitFor();
  await page.waitForTimeout(2000);
  const start = Date.now();
  await opener.click();
  const frame = await workbench.webview(`[data-view="${view}"]`);
  return (await waitInside(frame, shown)) - start;
}

/**
 * Types into the name of the first state and waits for the card that has it. A second cursor types the same into StartAt,
 * so that the line still leads to the state, and nothing else of the picture moves.
 */
async function benchKeys(host: Host, file: string, text: string): Promise<void> {
  const workbench = new WorkbenchPage(host.page);
  const page = await workbench.webview('.designer .state-node');
  const { keyboard } = host.page;
  await host.page.locator('.editor-group-container .monaco-editor .view-lines').first().click();
  await host.page.waitForTimeout(1000);
  const before = text.slice(0, text.indexOf(FIRST)).split('\n');
  // With a colon the palette goes to a place of the text.
  await workbench.goTo(before.length, (before.at(-1)?.length ?? 0) + 1);
  for (let letter = 0; letter < FIRST.length; letter++) await keyboard.press('Shift+ArrowRight');
  await keyboard.press('Control+d');
  await keyboard.press('ArrowRight');
  const spent: number[] = [];
  for (let round = 1; round <= KEYS; round++) {
    const name = `${FIRST}${'x'.repeat(round)}`;
    const shown = waitInside(page, `.state-node[data-pointer="/States/${name}"]`);
    await host.page.waitForTimeout(500);
    const start = Date.now();
    await keyboard.press('x');
    spent.push((await shown) - start);
  }
  // Else closing it asks what is to become of it.
  await keyboard.press('Control+s');
  await host.page.waitForFunction('document.querySelector(".tab.dirty") === null');
  console.log(
    `  page, ${file}: from a key in the text to the canvas ${median(spent).toFixed(0)} ms (median of ${KEYS}, the ` +
      `slowest ${Math.max(...spent)} ms)`,
  );
}

/** When an element is there. Watched in the page: asking again and again would be part of what is measured. */
function waitInside(page: Frame, selector: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve, reject) => {
    const look = () => {
      if (document.querySelector(${JSON.stringify(selector)}) === null) return;
      observer.disconnect();
      resolve(Date.now());
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true });
    look();
    setTimeout(() => reject(new Error('It was never shown.')), 20000);
  })`);
}

/**
 * Moves over a large workflow, and prints its frames beside those of the same page while nobody touches it, and those of
 * VS Code's own text beside it while that is scrolled.
 */
async function benchFrames(host: Host, file: string): Promise<void> {
  const opened = await open(host, DESIGNER, file);
  console.log(`  page, ${file}: opened in ${opened} ms`);
  const workbench = new WorkbenchPage(host.page);
  const page = await workbench.webview('.designer .state-node');
  await host.page.locator('.editor-group-container .monaco-editor .view-lines').first().hover();
  await printFrames(host.page.mainFrame(), 'the text scrolled', () => scroll(host.page, 150, () => 90));
  await page.locator('.canvas').first().hover();
  await host.page.waitForTimeout(1000);
  await printFrames(page, 'untouched', () => host.page.waitForTimeout(2500));
  await printFrames(page, 'panned', () => scroll(host.page, 150, (step) => (step < 100 ? 90 : -120)));
  await host.page.keyboard.down('Control');
  await printFrames(page, 'zoomed out and in', () => scroll(host.page, 150, (step) => (step % 50 < 25 ? 12 : -12)));
  await printFrames(page, 'zoomed out to the whole', () => scroll(host.page, 60, () => 60));
  await host.page.keyboard.up('Control');
  await printFrames(page, 'panned as a whole', () => scroll(host.page, 100, (step) => (step < 50 ? 8 : -8)));
}

/** Turns the wheel a step about each frame. */
async function scroll(page: Page, steps: number, by: (step: number) => number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await page.mouse.wheel(0, by(step));
    await page.waitForTimeout(12);
  }
}

interface Frames {
  readonly times: readonly number[];
  readonly nodes: number;
  readonly lines: number;
}

/** Frame times while something is done, and the most elements that were in the page after a frame. */
async function printFrames(page: Frame, what: string, work: () => Promise<void>): Promise<void> {
  await page.evaluate(`{
    const watch = { times: [], nodes: 0, lines: 0, isOver: false };
    const nodes = document.getElementsByClassName('react-flow__node');
    const lines = document.getElementsByClassName('react-flow__edge');
    let before = performance.now();
    const look = (now) => {
      watch.times.push(now - before);
      before = now;
      watch.nodes = Math.max(watch.nodes, nodes.length);
      watch.lines = Math.max(watch.lines, lines.length);
      if (!watch.isOver) requestAnimationFrame(look);
    };
    requestAnimationFrame((now) => { before = now; requestAnimationFrame(look); });
    window.benchWatch = watch;
  }`);
  await work();
  const frames: Frames = await page.evaluate('{ window.benchWatch.isOver = true; window.benchWatch }');
  const { times, nodes, lines } = frames;
  const drawn = nodes === 0 ? '' : `, at most ${nodes} nodes and ${lines} lines in the page`;
  console.log(
    `    ${what}: ${times.length} frames, ${median(times).toFixed(1)} ms (95th percentile ` +
      `${percentile(times, 0.95).toFixed(1)}, the slowest ${Math.max(...times).toFixed(0)})${drawn}`,
  );
}
