import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planGesture } from '../../../src/design/plan-gesture.ts';
import { reserialize, runGestures, type Planner } from '../../tools/gesture-check.ts';
import { GESTURE_KINDS } from '../../tools/gesture-maker.ts';
import { machines } from '../../tools/machine-maker.ts';
import { messUp } from '../../tools/mess-maker.ts';

const CASES = fc.record({
  made: machines({ jsonata: true, handling: false, subtle: false }),
  format: fc.constantFrom<'json' | 'yaml'>('json', 'yaml'),
  seed: fc.integer({ min: 0, max: 1e9 }),
});

function faultOf(planner: Planner, done: Record<string, number>) {
  return fc.property(CASES, ({ made, format, seed }) => {
    const text = messUp(made.definition, format, seed, { jsonComments: true });
    const run = runGestures(text, format, seed, 8, planner);
    for (const [kind, count] of Object.entries(run.done)) done[kind] = (done[kind] ?? 0) + count;
    if (run.fault !== undefined) throw new Error(run.fault);
  });
}

describe('any sequence of gestures', () => {
  it('touches only what it must, validates no worse, and can be taken back', () => {
    const done: Record<string, number> = {};
    fc.assert(faultOf(planGesture, done), { numRuns: 100 });
    // A planner that refuses everything would be right as well.
    for (const kind of GESTURE_KINDS) expect(done[kind] ?? 0, kind).toBeGreaterThan(3);
  });

  it('is seen to be rewritten by a planner that prints the whole file again', () => {
    // Which case it is does not matter: nothing is made smaller.
    const run = fc.check(faultOf(reserialize(planGesture), {}), { numRuns: 50, endOnFailure: true });
    expect(run.failed).toBe(true);
    expect(String(run.errorInstance)).toContain('is written differently');
  });
});
