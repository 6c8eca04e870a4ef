import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printDefinition } from '../../src/asl/print.ts';
import type { JsonObject } from '../../src/asl/json.ts';
import { Host } from '../workbench/host.ts';
import { makeFolder } from '../workbench/temporary-folder.ts';
import { WorkbenchPage } from '../workbench/workbench-page.ts';
import { median } from './measure.ts';

const ROUNDS = 7;

/**
 * Prints, of the packaged extension in a real VS Code, how long it takes from *Open in Designer* to the first states, and
 * from a key in the text to the canvas: milliseconds by the clock, with the browser, the host and all between on this machine.
 */
export async function benchPage(vsix: string, machine: JsonObject): Promise<void> {
  const { folder, remove } = await makeFolder();
  for (const format of ['json', 'yaml'] as const)
    await writeFile(path.join(folder, `large.asl.${format}`), printDefinition(machine, format));
  const settings = { 'editor.autoClosingQuotes': 'never', 'editor.quickSuggestions': 'off' };
  const host = await Host.start({ vsix: [vsix], folder, settings });
  try {
    for (const format of ['json', 'yaml']) await benchFile(host, `large.asl.${format}`);
  } finally {
    await host.close();
    await remove();
  }
}

async function benchFile(host: Host, file: string): Promise<void> {
  const workbench = new WorkbenchPage(host.page);
  const opened: number[] = [];
  for (let round = 0; round < 3; round++) {
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile(file);
    await host.page.waitForTimeout(2000);
    const button = host.page.locator('.editor-actions [aria-label*="Open in Designer"]').first();
    await button.waitFor();
    const start = performance.now();
    await button.click();
    await workbench.webview('.designer .state-node');
    opened.push(performance.now() - start);
  }
  // The first one loads the page's chunks, too.
  const [cold = 0, ...warm] = opened;
  console.log(`  page, ${file}: opened in ${cold.toFixed(0)} ms, once more in ${median(warm).toFixed(0)} ms`);
  const keys = await benchKeys(host, workbench);
  console.log(
    `  page, ${file}: from a key in the text to the canvas ${median(keys).toFixed(0)} ms (median of ${ROUNDS})`,
  );
}

/** Types into the name of the first state, and waits for the card that has it. */
async function benchKeys(host: Host, workbench: WorkbenchPage): Promise<number[]> {
  const page = await workbench.webview('.designer .state-node');
  await host.page.locator('.monaco-editor .view-lines').first().click();
  await host.page.keyboard.press('Control+Home');
  await host.page.keyboard.press('Control+f');
  await host.page.keyboard.type('State 0');
  await host.page.keyboard.press('Enter');
  await host.page.keyboard.press('Enter');
  await host.page.keyboard.press('Escape');
  await host.page.keyboard.press('ArrowRight');
  const spent: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const name = `State 0${'x'.repeat(round + 1)}`;
    // Watched in the page: asking it again and again from here would be part of what is measured.
    const shown = page.evaluate<number>(`new Promise((resolve, reject) => {
      const isThere = () => document.querySelector('.state-node[data-pointer="/States/${name}"]') !== null;
      const observer = new MutationObserver(() => { if (isThere()) { observer.disconnect(); resolve(Date.now()); } });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
      setTimeout(() => reject(new Error('The canvas never showed ${name}.')), 10000);
    })`);
    await host.page.waitForTimeout(400);
    const start = Date.now();
    await host.page.keyboard.press('x');
    spent.push((await shown) - start);
  }
  return spent;
}
