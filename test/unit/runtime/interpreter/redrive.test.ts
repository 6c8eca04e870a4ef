import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import type { CallbackListener } from '../../../../src/runtime/contracts.ts';
import { endless, flaky, only, start, START, step, TASK, typesOf, type Work } from './harness.ts';

describe('a redriven execution', () => {
  const machine = { StartAt: 'A', States: { A: step('B'), B: step('C'), C: step(undefined) } };

  it('goes on at the state that failed, with its input, and runs no other one again', async () => {
    const { work, calls } = flaky({ B: 1 }, ({ stateName, parameters }) => [parameters, stateName]);
    const failed = start(machine, 'in', { work });
    expect(await failed.result).toMatchObject({ status: 'FAILED', error: 'Flaky' });
    const again = failed.redrive();
    expect(await again.result).toEqual({ status: 'SUCCEEDED', output: [[['in', 'A'], 'B'], 'C'] });
    expect(calls).toEqual({ A: 1, B: 2, C: 1 });
    expect(again.resume).toBeUndefined();
    expect(() => again.redrive()).toThrow('nothing to resume');
  });

  it('adds to its history, whose ids go on', async () => {
    const { work } = flaky({ A: 1 });
    const failed = start({ StartAt: 'A', States: { A: step(undefined) } }, 'in', { work });
    await failed.result;
    const before = failed.history.length;
    const again = failed.redrive();
    await again.result;
    expect(typesOf(again)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    const events = again.history.read();
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events[before]).toMatchObject({
      previousEventId: before,
      executionRedrivenEventDetails: { redriveCount: 1 },
    });
    expect(events[before + 1]).toMatchObject({ type: 'TaskScheduled', previousEventId: 5 });
  });

  it('shows count and time of the redrive in the Context object, and when it was started first', async () => {
    const clock = new VirtualClock(START);
    const context = { 'Execution.$': '$$.Execution' };
    const { work } = flaky({ Only: 2 }, ({ parameters }) => (parameters as JsonObject)['Execution'] ?? null);
    const first = start(only({ ...TASK, Parameters: context }), {}, { work, clock });
    await first.result;
    const second = first.redrive();
    await second.result;
    await clock.sleep(60_000);
    const third = second.redrive();
    expect(await third.result).toMatchObject({
      output: { RedriveCount: 2, RedriveTime: '2026-11-23T08:01:00.000Z', StartTime: '2026-11-23T08:00:00.000Z' },
    });
    expect(third).toMatchObject({ redriveCount: 2, redriveDate: START + 60_000 });
  });

  it('counts retries from the beginning', async () => {
    const retry = { Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 2 }] };
    const { work, calls } = flaky({ Only: 5 });
    const failed = start(only({ ...TASK, ...retry }), {}, { work });
    expect(await failed.result).toMatchObject({ status: 'FAILED' });
    expect(calls).toEqual({ Only: 3 });
    expect(await failed.redrive().result).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toEqual({ Only: 6 });
  });

  it('has its variables again', async () => {
    const states = {
      A: { Type: 'Pass', Assign: { a: 1, list: [1, 2] }, Next: 'B' },
      B: { ...TASK, Arguments: '{% $list %}', Assign: { a: '{% $a + 1 %}' }, Next: 'C' },
      C: { Type: 'Pass', Output: { a: '{% $a %}', list: '{% $list %}' }, End: true },
    };
    const { work } = flaky({ B: 1 });
    const failed = start({ QueryLanguage: 'JSONata', StartAt: 'A', States: states }, {}, { work });
    await failed.result;
    expect(await failed.redrive().result).toMatchObject({ output: { a: 2, list: [1, 2] } });
  });

  it('enters a Fail state again, and fails again', async () => {
    const failed = start({ StartAt: 'Only', States: { Only: { Type: 'Fail', Error: 'No' } } });
    await failed.result;
    const again = failed.redrive();
    expect(await again.result).toMatchObject({ status: 'FAILED', error: 'No' });
    expect(typesOf(again).filter((type) => type === 'FailStateEntered')).toHaveLength(2);
  });

  it('can be stopped, and redriven once more: a task with a token and a Wait begin anew', async () => {
    const listeners: CallbackListener[] = [];
    const callbacks = {
      openToken: (listener: CallbackListener) => {
        listeners.push(listener);
        return { token: `token ${listeners.length}`, close: () => undefined };
      },
      scheduleActivity: () => expect.unreachable(),
    };
    const waiting = { ...TASK, Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Next: 'Sleep' };
    const states = { Ask: waiting, Sleep: { Type: 'Wait', Seconds: 600, End: true } };
    const clock = new VirtualClock(START);
    let free: () => void = () => undefined;
    // Holds virtual time until it is let go.
    void clock.work(() => new Promise<void>((resolve) => (free = resolve)));
    const setup = { work: () => Promise.resolve({}), callbacks, clock };
    const first = start({ StartAt: 'Ask', States: states }, {}, setup);
    first.stop('Enough', 'of it');
    expect(await first.result).toEqual({ status: 'ABORTED', error: 'Enough', cause: 'of it' });
    const second = first.redrive();
    await expect.poll(() => listeners).toHaveLength(2);
    listeners[0]!.succeeded('too late');
    listeners[1]!.succeeded('in time');
    await expect.poll(() => typesOf(second).at(-1)).toBe('WaitStateEntered');
    second.stop();
    expect(await second.result).toMatchObject({ status: 'ABORTED' });
    const third = second.redrive();
    free();
    expect(await third.result).toEqual({ status: 'SUCCEEDED', output: 'in time' });
    expect(listeners).toHaveLength(2);
    expect(typesOf(third).filter((type) => type.endsWith('StateEntered'))).toEqual([
      'TaskStateEntered',
      'WaitStateEntered',
    ]);
  });

  it('has all of the time of its machine again', async () => {
    let calls = 0;
    const work: Work = (request, signal) => (calls++ === 0 ? endless()(request, signal) : Promise.resolve('done'));
    const clock = new VirtualClock(START);
    const failed = start(only({ ...TASK }, { TimeoutSeconds: 30 }), {}, { work, clock });
    expect(await failed.result).toMatchObject({ status: 'TIMED_OUT' });
    expect(await failed.redrive().result).toEqual({ status: 'SUCCEEDED', output: 'done' });
  });

  it('writes nothing for what comes late from an attempt that is over', async () => {
    const settle: ((value: JsonValue) => void)[] = [];
    const work: Work = () => new Promise((resolve) => settle.push(resolve));
    const first = start(only(TASK), {}, { work });
    await expect.poll(() => settle).toHaveLength(1);
    first.stop();
    settle[0]!('late');
    const second = first.redrive();
    await expect.poll(() => settle).toHaveLength(2);
    settle[1]!('done');
    expect(await second.result).toEqual({ status: 'SUCCEEDED', output: 'done' });
    expect(typesOf(second).filter((type) => type === 'TaskSucceeded')).toHaveLength(1);
  });

  it('counts the events of all attempts, and keeps nothing of Express executions', async () => {
    const loop = {
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'B' }], Default: 'A' },
    };
    const full = start({ StartAt: 'A', States: loop });
    expect(await full.result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(full.resume?.history.length).toBe(25_000);
    const express = start({ StartAt: 'A', States: { A: { Type: 'Fail' } } }, {}, { type: 'EXPRESS' });
    await express.result;
    expect(express.resume).toBeUndefined();
  });
});
