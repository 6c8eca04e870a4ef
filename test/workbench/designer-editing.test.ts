import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DesignerPage } from './designer-page.ts';
import { Host, until } from './host.ts';
import { makeFolder } from './temporary-folder.ts';
import { WorkbenchPage } from './workbench-page.ts';

/** With what a program that writes the whole file again would lose: tabs, objects on one line, two bytes to end one. */
const FLOW = `{
	"Comment": "kept  as it is",
	"StartAt": "Take",
	"States": {
		"Take": { "Type": "Pass", "Next": "Price" },
		"Price": {
			"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
			"Parameters": { "FunctionName": "price" },
			"Next": "Route"
		},
		"Route": {
			"Type": "Choice",
			"Choices": [ { "Variable": "$.n", "NumericGreaterThan": 9, "Next": "Each" } ],
			"Default": "Both"
		},
		"Each": {
			"Type": "Map", "ItemsPath": "$.items",
			"ItemProcessor": { "StartAt": "One", "States": { "One": { "Type": "Pass", "End": true } } },
			"Next": "Done"
		},
		"Both": {
			"Type": "Parallel",
			"Branches": [ { "StartAt": "Left", "States": { "Left": { "Type": "Pass", "End": true } } } ],
			"Next": "Done"
		},
		"Done": { "Type": "Succeed" }
	}
}
`.replaceAll('\n', '\r\n');
const ORDERS = `# What an order goes through.
StartAt: Take
States:
  Take:   # first
    Type: Pass
    Next: Price
  Price:
    Type: Task
    Resource: 'arn:aws:states:::lambda:invoke'
    Parameters: { FunctionName: price, "Payload.$": $ }
    Next: Items
  # In child executions.
  Items:
    Type: Map
    ItemProcessor:
      ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: STANDARD } # costs
      StartAt: Ship
      States:
        Ship: { Type: Pass, End: true }
    Next: Done
  Done: { Type: Succeed }
`;

interface State {
  readonly [field: string]: unknown;
  readonly Type: string;
  readonly Next?: string;
}
interface Flow {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

let host: Host;
let workbench: WorkbenchPage;
let folder: Awaited<ReturnType<typeof makeFolder>>;
let designer: DesignerPage;

const inFolder = (name: string): string => path.join(folder.folder, name);
const read = (name: string): Promise<string> => readFile(inFolder(name), 'utf8');

/** VS Code saves by itself, a moment after each change. */
async function waitForFile(name: string, text: string): Promise<void> {
  let last = '';
  await until(`${name} to be as expected`, 10_000, async () => (last = await read(name)) === text).catch(() =>
    expect(last).toBe(text),
  );
}

/** Does something that changes a file, gives its new text, and takes it back by one undo, to the last byte. */
async function inOneStep(name: string, before: string, act: () => Promise<void>): Promise<string> {
  await act();
  await until('the file to change', 15_000, async () => (await read(name)) !== before);
  const after = await read(name);
  await designer.press('Control+z');
  await waitForFile(name, before);
  return after;
}

beforeAll(async () => {
  folder = await makeFolder();
  await writeFile(inFolder('flow.asl.json'), FLOW);
  await writeFile(inFolder('orders.asl.yaml'), ORDERS);
  await writeFile(inFolder('notes.txt'), '');
  host = await Host.start({
    vsix: [path.resolve('fanout-designer.vsix')],
    folder: folder.folder,
    settings: { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 50, 'files.eol': '\n' },
  });
  workbench = new WorkbenchPage(host.page);
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
});
afterAll(async () => {
  await host.close();
  await folder.remove();
});

describe('in JSON', () => {
  beforeAll(async () => {
    designer = await DesignerPage.open(workbench, 'flow.asl.json');
  });
  const step = async (state: string, act: () => Promise<void>): Promise<Flow> => {
    const text = await inOneStep('flow.asl.json', FLOW, async () => {
      await designer.select(state);
      await act();
    });
    // What no gesture is about keeps its bytes, whatever is done.
    expect(text).toContain('\r\n\t"Comment": "kept  as it is",\r\n');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
    return JSON.parse(text) as Flow;
  };
  const only = ({ States }: Flow, type: string): [string, State] => {
    const [found, ...others] = Object.entries(States).filter(
      ([name, { Type }]) => Type === type && !FLOW.includes(`"${name}"`),
    );
    if (found === undefined || others.length > 0) throw new Error(`Not one new ${type}: ${Object.keys(States).join()}`);
    return found;
  };

  it('wraps a state in a Map', async () => {
    const flow = await step('Take', () => designer.press('m'));
    const [name, map] = only(flow, 'Map');
    expect(flow.StartAt).toBe(name);
    expect(map).toMatchObject({
      ItemProcessor: { StartAt: 'Take', States: { Take: { Type: 'Pass', End: true } } },
      Next: 'Price',
    });
    expect(flow.States.Take).toBeUndefined();
  });

  it('wraps several states in a Parallel', async () => {
    const flow = await step('Take', async () => {
      await designer.press('Shift+ArrowDown');
      await until('both to be selected', 5000, async () => (await designer.selected()).length === 2);
      await designer.press('p');
    });
    const [name, parallel] = only(flow, 'Parallel');
    expect(flow.StartAt).toBe(name);
    expect(parallel).toMatchObject({
      Branches: [{ StartAt: 'Take', States: { Take: { Next: 'Price' }, Price: { Type: 'Task', End: true } } }],
      Next: 'Route',
    });
    expect(Object.keys(flow.States)).not.toContain('Price');
  });

  it('unwraps a Map', async () => {
    const { States } = await step('Each', () => designer.press('u'));
    expect(States.Each).toBeUndefined();
    expect(States.One).toEqual({ Type: 'Pass', Next: 'Done' });
    expect(States.Route).toMatchObject({ Choices: [{ Next: 'One' }] });
  });

  it('makes a Map distributed, with what that needs', async () => {
    const { States } = await step('Each', () => designer.press('d'));
    expect(States.Each).toMatchObject({
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: expect.any(String) as string } },
      ItemsPath: '$.items',
    });
  });

  it('adds a catcher with its handler, a retrier, a branch and a rule', async () => {
    const caught = await step('Price', () => designer.choose('Add a Catcher'));
    const [handler] = only(caught, 'Fail');
    expect(caught.States.Price).toMatchObject({ Catch: [{ ErrorEquals: ['States.ALL'], Next: handler }] });
    const retried = await step('Price', () => designer.choose('Add a Retrier'));
    expect(retried.States.Price?.Retry).toEqual([expect.objectContaining({ ErrorEquals: expect.any(Array) as [] })]);
    const parted = await step('Both', () => designer.choose('Add a Branch'));
    expect(parted.States.Both?.Branches).toHaveLength(2);
    const ruled = await step('Route', () => designer.choose('Add a Rule'));
    expect(ruled.States.Route?.Choices).toHaveLength(2);
  });

  it('leads a line to another state', async () => {
    const { States } = await step('Price', async () => {
      await designer.press('l');
      await designer.press('r');
      await designer.pick('Done');
    });
    expect(States.Price?.Next).toBe('Done');
  });

  it('duplicates a state behind itself', async () => {
    const flow = await step('Price', () => designer.press('Control+d'));
    const [name, copy] = only(flow, 'Task');
    expect(flow.States.Price?.Next).toBe(name);
    expect(copy).toEqual((JSON.parse(FLOW) as Flow).States.Price);
  });

  it('deletes a state and joins what was before it to what was behind', async () => {
    const { States } = await step('Price', () => designer.press('Delete'));
    expect(States.Price).toBeUndefined();
    expect(States.Take?.Next).toBe('Route');
  });

  it('renames a state wherever it is named', async () => {
    const flow = await step('Done', async () => {
      await designer.press('F2');
      await designer.frame.locator('.rename-box').fill('Finished');
      await host.page.keyboard.press('Enter');
    });
    expect(flow).toEqual(JSON.parse(FLOW.replaceAll('"Done"', '"Finished"')));
  });
});

describe('between files', () => {
  it('copies states as ASL text, into the flow of another file', async () => {
    await designer.select('Both');
    await designer.press('Control+c');
    await designer.frame.locator('.note-line', { hasText: 'Copied as ASL text' }).waitFor();
    await workbench.runCommand('View: Close All Editors');
    designer = await DesignerPage.open(workbench, 'orders.asl.yaml');
    const text = await inOneStep('orders.asl.yaml', ORDERS, async () => {
      await designer.select('Take');
      await designer.press('Control+v');
      await until('the Parallel', 10_000, async () => (await designer.state('Both').count()) === 1);
    });
    expect(text).toMatch(/Take: {3}# first\n {4}Type: Pass\n {4}Next: Both\n/);
    expect(text).toMatch(/\n {2}Both:\n {4}Type: Parallel\n[^]*\n {4}Next: Price\n/);
  });

  it('pastes the same as text elsewhere', async () => {
    await workbench.openFile('notes.txt');
    await host.page.keyboard.press('Control+v');
    await until('the text', 10_000, async () => (await read('notes.txt')) !== '');
    expect(JSON.parse(await read('notes.txt'))).toEqual({
      StartAt: 'Both',
      States: { Both: (JSON.parse(FLOW) as Flow).States.Both },
    });
  });
});

describe('in YAML with comments', () => {
  beforeAll(async () => {
    await workbench.runCommand('View: Close All Editors');
    designer = await DesignerPage.open(workbench, 'orders.asl.yaml');
  });
  const step = (state: string, act: () => Promise<void>): Promise<string> =>
    inOneStep('orders.asl.yaml', ORDERS, async () => {
      await designer.select(state);
      await act();
    });

  it('cuts a state', async () => {
    const text = await step('Price', () => designer.press('Control+x'));
    expect(text).toBe(ORDERS.replace('Next: Price', 'Next: Items').replace(/ {2}Price:\n[^]*?Next: Items\n/, ''));
  });

  it('makes a distributed Map an inline one', async () => {
    const text = await step('Items', () => designer.press('d'));
    expect(text).not.toContain('DISTRIBUTED');
    expect(text).toContain('  # In child executions.\n  Items:\n    Type: Map\n');
  });

  it('wraps in a Map, and renames what a comment stands behind', async () => {
    const wrapped = await step('Price', () => designer.press('m'));
    expect(wrapped).toContain(`Parameters: { FunctionName: price, "Payload.$": $ }`);
    expect(wrapped).toMatch(/\n {2}\w+:\n {4}Type: Map\n/);
    const renamed = await step('Take', async () => {
      await designer.press('F2');
      await designer.frame.locator('.rename-box').fill('Accept');
      await host.page.keyboard.press('Enter');
    });
    expect(renamed).toBe(ORDERS.replaceAll('Take', 'Accept'));
  });
});
