/** What somebody who works in the designer waits for: layout, gestures, and the page in a real VS Code. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TextFormat } from '../../src/asl/syntax.ts';
import type { JsonObject } from '../../src/asl/json.ts';
import { parseDefinition } from '../../src/asl/parse.ts';
import { printDefinition } from '../../src/asl/print.ts';
import type { Gesture } from '../../src/design/gesture.ts';
import { planGesture } from '../../src/design/plan-gesture.ts';
import { layoutDefinition } from '../../src/graph/layout.ts';
import { benchPage } from './designer-page.ts';
import { compareCpu, median } from './measure.ts';

const STATES = 300;
const LARGE = 1000;

/** A chain of states in which every third catches to one handler, with a Map and a Choice now and then. */
export function workflowOf(count: number): JsonObject {
  const states: JsonObject = {};
  for (let index = 0; index < count - 1; index++) {
    const onward = index === count - 2 ? { End: true } : { Next: `State ${index + 1}` };
    const caught = index % 3 === 0 ? { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Handler' }] } : {};
    states[`State ${index}`] = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: 'work', 'Payload.$': '$' },
      Retry: [{ ErrorEquals: ['Lambda.TooManyRequestsException'], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 2 }],
      ...caught,
      ...onward,
    };
  }
  states.Handler = { Type: 'Fail', Error: 'Broken' };
  return { StartAt: 'State 0', States: states };
}

const at = (index: number): string => `/States/State ${index}`;
const FRAGMENT = { StartAt: 'New', States: { New: { Type: 'Pass', End: true } } };

const GESTURES: readonly Gesture[] = [
  { kind: 'insert', at: { transitions: [`${at(150)}/Next`] }, fragment: FRAGMENT },
  { kind: 'set-property', object: at(150), key: 'Comment', value: 'changed' },
  { kind: 'rename', state: at(150), name: 'Renamed' },
  { kind: 'duplicate', states: [at(150)] },
  { kind: 'remove', states: [at(150), at(151), at(152)] },
  { kind: 'wrap', states: [at(151), at(152)], into: 'Map' },
  { kind: 'add-part', state: at(151), part: 'catcher' },
];

/** Prints layout, planning and, where the packaged extension is built, the page in milliseconds. */
export async function run(): Promise<void> {
  await benchLayout();
  for (const format of ['json', 'yaml'] as const) await benchGestures(format);
  const vsix = path.resolve('fanout-designer.vsix');
  if (existsSync(vsix)) await benchPage(vsix, workflowOf(STATES), workflowOf(LARGE));
  else console.log('  page: left out, as there is no fanout-designer.vsix (npm run build && npm run package)');
}

async function benchLayout(): Promise<void> {
  const spent: number[] = [];
  for (const count of [500, 1000, 2000]) {
    const definition = parseDefinition(JSON.stringify(workflowOf(count)), 'json');
    const { layout = 0 } = await compareCpu({ layout: () => layoutDefinition(definition) }, 9, 3);
    spent.push(layout);
    console.log(`  layout of ${count} states, a catch on every third: ${layout.toFixed(1)} ms`);
  }
  const [small = 1, , large = 0] = spent;
  console.log(`  four times the states take ${(large / small).toFixed(1)} times as long`);
}

async function benchGestures(format: TextFormat): Promise<void> {
  const text = printDefinition(workflowOf(STATES), format);
  const definition = parseDefinition(text, format);
  const { read = 1 } = await compareCpu({ read: () => parseDefinition(text, format) }, 5, 2);
  console.log(
    `  ${format}, ${STATES} states (${Math.round(text.length / 1024)} KiB), read once: ${read.toFixed(1)} ms`,
  );
  const all: number[] = [];
  for (const gesture of GESTURES) {
    const plan = planGesture(definition, gesture);
    if ('refused' in plan) throw new Error(`${gesture.kind}: ${plan.refused}`);
    const { planned = 0 } = await compareCpu({ planned: () => planGesture(definition, gesture) }, 5, 1);
    all.push(planned);
    console.log(`    ${gesture.kind}: ${planned.toFixed(0)} ms (${(planned / read).toFixed(1)} × reading)`);
  }
  console.log(`    median ${median(all).toFixed(0)} ms`);
}
