import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseDefinition } from '../../src/asl/parse.ts';
import { validateDefinition } from '../../src/validation/validate.ts';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

const TEMPLATE = `Resources:
  Orders:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Take
        States:
          # What comes in.
          Take: { Type: Pass, End: true }
`;

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;

const read = (name: string): Promise<string> => readFile(path.join(folder.folder, name), 'utf8');
const labelsOf = (selector: string): Promise<string[]> =>
  host.page.evaluate<string[]>(
    `[...document.querySelectorAll('${selector}')].map((row) => row.getAttribute('aria-label') ?? '')`,
  );
/** What a screen reader says of each entry, in their order. */
const entries = (): Promise<string[]> => labelsOf('.pane-body [role=treeitem][aria-label]');
const save = async (): Promise<void> => {
  await workbench.runCommand('File: Save All');
};

async function waitForEntry(label: string): Promise<void> {
  await until(`the entry ${label}`, 15_000, async () => (await entries()).some((entry) => entry.startsWith(label)));
}

const isInTree = (): Promise<boolean> =>
  host.page.evaluate<boolean>(
    `(document.activeElement?.closest('.monaco-list')?.closest('.pane')?.textContent ?? '').startsWith('Outline')`,
  );

/** An editor that was just opened takes the focus as soon as it is there: then the view has to ask for it again. */
async function focusTree(): Promise<void> {
  await until('the focus in the tree', 15_000, async () => {
    if (await isInTree()) return true;
    await workbench.runCommand('Fanout: Focus on Outline View');
    return isInTree();
  });
}

/** Moves to an entry of the tree by arrows alone, as who sees none of it. */
async function goTo(label: string): Promise<void> {
  await until(`an arrow to lead to ${label}`, 20_000, async () => {
    await focusTree();
    await host.page.keyboard.press('Home');
    const number = (await entries()).length;
    for (let at = 0; at <= number; at++) {
      const names = await labelsOf('.monaco-list .monaco-list-row.focused');
      if (names.some((name) => name.startsWith(label))) return isInTree();
      await host.page.keyboard.press('ArrowDown');
    }
    return false;
  });
}

beforeAll(async () => {
  folder = await makeFolder();
  await writeFile(path.join(folder.folder, 'new.asl.json'), '');
  await writeFile(path.join(folder.folder, 'template.yaml'), TEMPLATE);
  host = await Host.start({ vsix: [path.resolve('fanout-designer.vsix')], folder: folder.folder });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

it('builds a workflow from nothing by the keyboard alone, in the outline', async () => {
  const { keyboard } = host.page;
  await workbench.openFile('new.asl.json');
  await workbench.runCommand('Fanout: Focus on Outline View');
  await waitForEntry('new.asl.json, no state yet');
  await goTo('new.asl.json');
  await keyboard.press('Insert');
  await workbench.waitForStep(/Which state/);
  await workbench.typeInStep('Map, inline');
  await keyboard.press('Enter');
  await until('a Map', 15_000, async () => (await entries()).some((entry) => /^[^,]+, Map/.test(entry)));
  await workbench.screenshot('o1-outline-map');
  await save();
  await until('the first state in the file', 10_000, async () => (await read('new.asl.json')).trim().endsWith('}'));
  const { StartAt, States } = JSON.parse(await read('new.asl.json')) as { StartAt: string; States: object };
  // A catcher of the Map that the cursor of the text is in.
  await goTo(StartAt);
  await workbench.runCommand('Fanout: Add Branch, Rule, Catcher or Retrier');
  await workbench.waitForStep(/Add what to/);
  await keyboard.press('Enter');
  await waitForEntry('Catcher 1, States.ALL, then Failed');
  await save();
  await until('the catcher in the file', 10_000, async () => (await read('new.asl.json')).includes('States.ALL'));
  const definition = parseDefinition(await read('new.asl.json'), 'json');
  expect(validateDefinition(definition).filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(Object.keys(States)).toContain(StartAt);
});

it('shows the definition of a template, and changes it in its place', async () => {
  const { keyboard } = host.page;
  await workbench.openFile('template.yaml');
  await workbench.runCommand('Fanout: Focus on Outline View');
  await waitForEntry('Take, Pass, ends');
  await goTo('Take');
  await keyboard.press('F2');
  await workbench.waitForStep(/New name of Take/);
  await workbench.typeInStep('Accept');
  await keyboard.press('Enter');
  await waitForEntry('Accept, Pass, ends');
  await save();
  await until(
    'the renamed state in the file',
    10_000,
    async () => (await read('template.yaml')) === TEMPLATE.replaceAll('Take', 'Accept'),
  );
  await workbench.screenshot('o2-outline-template');
});
