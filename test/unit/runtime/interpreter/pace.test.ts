import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/asl/json.ts';
import type { Stoppable } from '../../../../src/runtime/contracts.ts';
import { flaky, only, run, start, step, typesOf } from './harness.ts';

const PASS: JsonObject = { Type: 'Pass', End: true };
const branch = (name: string): JsonObject => ({ StartAt: name, States: { [name]: PASS } });

/** A pace that counts, and lets everything go on at once. */
function counting() {
  const counter = { count: 0 };
  const transition = (): undefined => {
    counter.count++;
  };
  return { counter, pace: { transition } };
}

/** A pace that holds back the `nth` transition until its owner is stopped. */
function holding(nth: number) {
  let count = 0;
  const transition = (owner: Stoppable): Promise<void> | undefined =>
    ++count === nth
      ? new Promise<void>((resolve) => owner.signal.addEventListener('abort', () => resolve()))
      : undefined;
  return { transition };
}

describe('pace', () => {
  it.each([
    ['each state', { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: PASS } }, {}, 2],
    ['the states of branches', only({ Type: 'Parallel', Branches: [branch('A'), branch('B')] }), {}, 3],
    ['the states of iterations', only({ Type: 'Map', ItemProcessor: branch('A') }), [1, 2, 3], 4],
  ])('is asked for %s of a Standard execution', async (_what, machine, input, transitions) => {
    const { counter, pace } = counting();
    expect((await run(machine, input, { pace })).status).toBe('SUCCEEDED');
    expect(counter.count).toBe(transitions);
  });

  it('is asked for each retry, as AWS bills it', async () => {
    const { counter, pace } = counting();
    const { work } = flaky({ A: 2 });
    const machine = { StartAt: 'A', States: { A: step(undefined, { Retry: [{ ErrorEquals: ['Flaky'] }] }) } };
    expect((await run(machine, {}, { pace, work })).status).toBe('SUCCEEDED');
    expect(counter.count).toBe(3);
  });

  it('holds back no Express execution', async () => {
    const { counter, pace } = counting();
    expect((await run(only({ Type: 'Pass' }), {}, { pace, type: 'EXPRESS' })).status).toBe('SUCCEEDED');
    expect(counter.count).toBe(0);
  });

  it('enters no state before its time, and none when it is stopped meanwhile; a redrive goes on there', async () => {
    const machine = { StartAt: 'A', States: { A: step('B'), B: step('C'), C: step(undefined) } };
    const { work, calls } = flaky({});
    // B of the first attempt, B of the second one again.
    const first = start(machine, {}, { work, pace: holding(2) });
    await new Promise((resolve) => setImmediate(resolve));
    expect(typesOf(first)).not.toContain('ExecutionAborted');
    expect(calls).toEqual({ A: 1 });
    first.stop();
    expect((await first.result).status).toBe('ABORTED');
    expect(typesOf(first).filter((type) => type === 'TaskStateEntered')).toHaveLength(1);
    const second = first.redrive();
    expect((await second.result).status).toBe('SUCCEEDED');
    expect(calls).toEqual({ A: 1, B: 1, C: 1 });
  });

  it('keeps the place of a line that waits twice', async () => {
    const machine = { StartAt: 'A', States: { A: step('B'), B: step(undefined) } };
    const { work, calls } = flaky({});
    let asked = 0;
    const transition = (owner: Stoppable): Promise<void> | undefined =>
      ++asked === 2 || asked === 3
        ? new Promise<void>((resolve) => owner.signal.addEventListener('abort', () => resolve()))
        : undefined;
    let attempt = start(machine, {}, { work, pace: { transition } });
    for (let redrive = 0; redrive < 2; redrive++) {
      await new Promise((resolve) => setImmediate(resolve));
      attempt.stop();
      await attempt.result;
      attempt = attempt.redrive();
    }
    expect((await attempt.result).status).toBe('SUCCEEDED');
    expect(calls).toEqual({ A: 1, B: 1 });
  });

  it('gives up a retry that waits for its time when it is stopped', async () => {
    const machine = { StartAt: 'A', States: { A: step(undefined, { Retry: [{ ErrorEquals: ['Flaky'] }] }) } };
    const { work, calls } = flaky({ A: 1 });
    const execution = start(machine, {}, { work, pace: holding(2) });
    await new Promise((resolve) => setTimeout(resolve, 20));
    execution.stop();
    expect((await execution.result).status).toBe('ABORTED');
    await new Promise((resolve) => setImmediate(resolve));
    expect(calls).toEqual({ A: 1 });
  });
});
