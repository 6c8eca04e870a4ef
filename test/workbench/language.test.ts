import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

/** So that a test types what it says. */
const TYPED_AS_IS = {
  'editor.autoClosingQuotes': 'never',
  'editor.autoClosingBrackets': 'never',
  'editor.autoSurround': 'never',
  'editor.autoIndent': 'none',
};
const RESULTS = `{
  "StartAt": "Rows",
  "States": {
    "Rows": {
      "Type": "Map",
      "ItemReader": {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {
          "InputType": "CSV",
          "CSVHeaderLocation": "FIRST_ROW"
        },
        "Parameters": { "Bucket": "b", "Key": "k" }
      },
      "ItemProcessor": {
        "ProcessorConfig": { "Mode": "DISTRIBUTED", "ExecutionType": "STANDARD" },
        "StartAt": "Work",
        "States": {
          "Work": { "Type": "Pass", "Next": "Done" },
          "Done": { "Type": "Succeed" }
        }
      },
      "ResultPath": null,
      "End": true
    }
  }
}
`;
const UNTITLED = '{"StartAt": "A", "States": {"A": {"Type": "Succeed", "Coment": "x"}}}';
/** Long enough to be read in a thread of its own. */
const STATES = 1000;
const LONG = [
  'StartAt: S0',
  'States:',
  ...Array.from({ length: STATES }, (_, at) => `  S${at}:\n    Type: Pass\n    Next: S${at + 1}`),
  `  S${STATES}:\n    Type: Succeed\n`,
].join('\n');

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;
const read = (name: string): Promise<string> => readFile(path.join(folder.folder, name), 'utf8');

beforeAll(async () => {
  folder = await makeFolder();
  await writeFile(path.join(folder.folder, 'rows.asl.json'), RESULTS);
  await writeFile(path.join(folder.folder, 'long.asl.yaml'), LONG);
  host = await Host.start({
    vsix: [path.resolve('fanout-designer.vsix')],
    folder: folder.folder,
    settings: TYPED_AS_IS,
  });
  workbench = new WorkbenchPage(host.page);
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

const errors = async (): Promise<number> => (await workbench.problems()).errors;

interface Place {
  /** Counted from 1, as VS Code shows them. */
  readonly line: number;
  readonly column: number;
}

/** Where a word begins in a text, the first time after `after`. */
function placeOf(text: string, word: string, after = ''): Place {
  const before = text.slice(0, text.indexOf(word, text.indexOf(after)));
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}

/** Whether the status bar says so, within so many milliseconds. */
function isCursorAt({ line, column }: Place, timeout: number): Promise<boolean> {
  const there = host.page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, Col ${column}\\b`) });
  return there.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

/** Puts the cursor there. */
async function goTo({ line, column }: Place): Promise<void> {
  // A file that was opened just now has its editor a little later.
  await until(`the cursor at ${line}:${column}`, 30_000, async () => {
    await host.page.keyboard.press('Control+g');
    await workbench.typeInStep(`:${line}:${column}`);
    await host.page.keyboard.press('Enter');
    return isCursorAt({ line, column }, 2000);
  });
}

/** Replaces a word that stands at the cursor, key by key. */
async function typeOver(word: string, other: string): Promise<void> {
  for (let left = word.length; left > 0; left--) await host.page.keyboard.press('Shift+ArrowRight');
  await host.page.keyboard.type(other);
}

/** Underlined, and where F8 goes to. */
async function seesMistakeAt({ line, column }: Place): Promise<void> {
  await until('the mistake to be counted', 15_000, async () => (await errors()) > 0);
  await host.page.locator('.squiggly-error').first().waitFor();
  // While it is typed, something else may be wrong for a moment.
  await until(`the way to ${line}:${column}`, 60_000, async () => {
    await goTo({ line, column: 1 });
    await host.page.keyboard.press('F8');
    const isThere = await isCursorAt({ line, column }, 5000);
    await host.page.keyboard.press('Escape');
    return isThere;
  });
}

/** Mends what the cursor stands on by the fix of this title. */
async function mend(title: RegExp): Promise<void> {
  const fix = host.page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  // What is offered belongs to what was found last, which may still be about to change.
  await until(`the fix ${String(title)}`, 60_000, async () => {
    await host.page.keyboard.press('Control+.');
    const isOffered = await fix.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (!isOffered) await host.page.keyboard.press('Escape');
    return isOffered;
  });
  await fix.click();
  await until('the mistake to be gone', 15_000, async () => (await errors()) === 0);
}

async function save(): Promise<void> {
  await host.page.keyboard.press('Control+s');
  await until('the file to be saved', 10_000, async () => (await host.page.locator('.tab.active.dirty').count()) === 0);
}

it('underlines a typed mistake at its key, and its fix mends nothing but that', async () => {
  await workbench.openFile('rows.asl.json');
  const key = placeOf(RESULTS, '"Next"');
  await goTo({ ...key, column: key.column + 1 });
  await typeOver('Next', 'Nxt');
  await seesMistakeAt(key);
  await workbench.screenshot('9-squiggle');
  await mend(/Next/);
  await save();
  expect(await read('rows.asl.json')).toBe(RESULTS);
});

it('renames a state wherever it is named', async () => {
  await workbench.openFile('rows.asl.json');
  await goTo(placeOf(RESULTS, 'Work', '"States": {\n          "'));
  await host.page.keyboard.press('F2');
  const box = host.page.locator('.rename-box input');
  await box.waitFor();
  await box.fill('Price');
  await box.press('Enter');
  await until('the other name', 10_000, async () => (await host.page.locator('.tab.active.dirty').count()) === 1);
  await save();
  expect(await read('rows.asl.json')).toBe(RESULTS.replaceAll('"Work"', '"Price"'));
  await host.page.keyboard.press('Control+z');
  await save();
  expect(await read('rows.asl.json')).toBe(RESULTS);
});

it('offers CSVHeaderLocation where it belongs', async () => {
  await workbench.openFile('rows.asl.json');
  // Without the line, and then with what is offered for it.
  await goTo(placeOf(RESULTS, '"CSVHeaderLocation"'));
  await host.page.keyboard.press('Control+Shift+k');
  await goTo(placeOf(RESULTS, '"InputType"'));
  await host.page.keyboard.press('End');
  await host.page.keyboard.press('Enter');
  await host.page.keyboard.type('          "CSVH');
  await host.page.keyboard.press('Control+Space');
  const offered = host.page.locator('.suggest-widget .monaco-list-row', { hasText: 'CSVHeaderLocation' }).first();
  await offered.waitFor();
  await workbench.screenshot('9-completion');
  await offered.click();
  await until(
    'the key',
    10_000,
    async () => (await host.page.locator('.view-line', { hasText: 'CSVHeaderLocation' }).count()) > 0,
  );
  await host.page.keyboard.press('Escape');
  await host.page.keyboard.press('Escape');
  await save();
  expect(await read('rows.asl.json')).toMatch(/"InputType": "CSV",\n\s+"CSVHeaderLocation": /);
});

it('does the same in a file that has no name yet', async () => {
  // The palette offers to compare two of them first.
  await host.page.keyboard.press('F1');
  await workbench.typeInStep('>New Untitled Text File');
  await workbench.quickInput
    .locator('.monaco-list-row', { hasText: /^(?!.*Compare).*New Untitled Text File/ })
    .first()
    .click();
  await workbench.tab('Untitled-1').waitFor();
  await workbench.runCommand('Change Language Mode');
  await workbench.waitForStep(/Language Mode/);
  await workbench.typeInStep('Amazon States Language');
  await workbench.pick('Amazon States Language');
  await host.page.keyboard.type(UNTITLED);
  await workbench.screenshot('9-untitled');
  await seesMistakeAt(placeOf(UNTITLED, '"Coment"'));
  await mend(/Comment/);
  await workbench.runCommand('View: Revert and Close Editor');
});

it('reads a long YAML text as it is typed, finds the mistake at its key, and mends it', async () => {
  await workbench.openFile('long.asl.yaml');
  await host.page.locator('.view-line', { hasText: 'StartAt: S0' }).waitFor();
  const key = placeOf(LONG, 'Next: S501');
  await goTo(key);
  await typeOver('Next', 'Nxt');
  await seesMistakeAt(key);
  await workbench.screenshot('9-long-yaml');
  await mend(/Next/);
  await save();
  expect(await read('long.asl.yaml')).toBe(LONG);
});
