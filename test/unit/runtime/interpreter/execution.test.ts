import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import { endless, only, refusals, run, start, START, TASK, typesOf } from './harness.ts';

describe('an execution', () => {
  it('hands input from state to state and writes its history', async () => {
    const machine = {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Result: 1, ResultPath: '$.a', Next: 'B' }, B: { Type: 'Succeed' } },
    };
    const execution = start(machine, { given: true });
    expect(await execution.result).toEqual({ status: 'SUCCEEDED', output: { given: true, a: 1 } });
    expect(execution.history.read().map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'PassStateEntered'],
      [3, 2, 'PassStateExited'],
      [4, 3, 'SucceedStateEntered'],
      [5, 4, 'SucceedStateExited'],
      [6, 5, 'ExecutionSucceeded'],
    ]);
  });

  it('keeps no history when it is told so, and still numbers its events', async () => {
    const seen: number[] = [];
    const execution = start(only({ Type: 'Pass' }), {}, { keepHistory: false, onEvent: (events) => seen.push(events) });
    await execution.result;
    expect(execution.history.read()).toEqual([]);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  it('aborts what is in flight when it is stopped, at once', async () => {
    let aborted = false;
    const execution = start(only(TASK), {}, { work: endless(() => (aborted = true)) });
    await new Promise((resolve) => setImmediate(resolve));
    execution.stop('Enough', 'said the user');
    expect(await execution.result).toEqual({ status: 'ABORTED', error: 'Enough', cause: 'said the user' });
    expect(aborted).toBe(true);
    expect(execution.history.read({ reverse: true, count: 1 })[0]).toMatchObject({
      type: 'ExecutionAborted',
      previousEventId: 0,
      executionAbortedEventDetails: { error: 'Enough', cause: 'said the user' },
    });
    const events = execution.history.length;
    execution.stop('Again');
    expect(execution.history.length).toBe(events);
  });

  it('ends as TIMED_OUT after TimeoutSeconds of its clock', async () => {
    const clock = new VirtualClock(START);
    const wait = only({ Type: 'Wait', Seconds: 60 }, { TimeoutSeconds: 5 });
    expect(await run(wait, {}, { clock })).toMatchObject({ status: 'TIMED_OUT' });
    expect(clock.now()).toBe(START + 5000);
  });

  it('ends an Express execution after five minutes, unless limits are off', async () => {
    const wait = only({ Type: 'Wait', Seconds: 301 });
    expect((await run(wait, {}, { type: 'EXPRESS' })).status).toBe('TIMED_OUT');
    expect((await run(wait, {}, { type: 'EXPRESS', limits: 'off' })).status).toBe('SUCCEEDED');
  });

  it('ends a Standard execution after a year, unless limits are off', async () => {
    const clock = new VirtualClock(START);
    const long = {
      StartAt: 'A',
      States: {
        A: { Type: 'Wait', Seconds: 30_000_000, Next: 'B' },
        B: { Type: 'Wait', Seconds: 30_000_000, End: true },
      },
    };
    expect((await run(long, {}, { clock })).status).toBe('TIMED_OUT');
    expect(clock.now()).toBe(START + 365 * 86_400_000);
    expect((await run(long, {}, { limits: 'off' })).status).toBe('SUCCEEDED');
  });

  it('waits three days in no time', async () => {
    const clock = new VirtualClock(START);
    const began = performance.now();
    expect((await run(only({ Type: 'Wait', Seconds: 259_200 }), {}, { clock })).status).toBe('SUCCEEDED');
    expect(clock.now()).toBe(START + 259_200_000);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('fails when its history is full, with 25,000 events', async () => {
    const machine = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } };
    const execution = start(machine);
    expect(await execution.result).toMatchObject({
      status: 'FAILED',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(execution.history.length).toBe(25_000);
    expect(typesOf(execution).at(-1)).toBe('ExecutionFailed');
  });

  it('can be stopped while it runs straight through for ever, and does not run out of stack', async () => {
    const machine = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } };
    const execution = start(machine, {}, { limits: 'off', keepHistory: false });
    await new Promise((resolve) => setTimeout(resolve, 100));
    execution.stop();
    expect((await execution.result).status).toBe('ABORTED');
  });

  it('refuses data of more than 256 KiB, and takes it when limits are off', async () => {
    const large = only({ Type: 'Pass', Parameters: { 'twice.$': "States.Format('{}{}', $.text, $.text)" } });
    const input = { text: 'x'.repeat(200_000) };
    expect(await run(large, input)).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'Only' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
    expect((await run(large, input, { limits: 'off' })).status).toBe('SUCCEEDED');
  });

  it('shows the input as it was given', async () => {
    const execution = start(only({ Type: 'Pass' }), [1, 2], { inputText: '[1,  2]' });
    await execution.result;
    expect(execution.history.read()[0]?.executionStartedEventDetails).toMatchObject({ input: '[1,  2]' });
  });

  it('gives a bug in a task runner as a failure of the state', async () => {
    const work = (): Promise<never> => Promise.reject(new StatesError('Mine', 'a cause'));
    expect(await run(only(TASK), {}, { work })).toEqual({ status: 'FAILED', error: 'Mine', cause: 'a cause' });
  });
});

describe('compileStateMachine', () => {
  it('refuses by name what it does not know', () => {
    expect(refusals(only({ Type: 'Pass', Colour: 'red' }))).toEqual([
      "The field 'Colour' of the state 'Only' is not supported here.",
    ]);
    expect(refusals(only({ Type: 'Dream' }))[0]).toContain("'Type' of the state 'Only'");
    expect(refusals(only({ Type: 'Task', Resource: 'arn:aws:sns:us-east-1:1:topic' }))[0]).toContain("'Resource'");
    expect(refusals({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Nowhere' } } })[0]).toContain("'Nowhere'");
    expect(refusals({ StartAt: 'Nowhere', States: {} })[0]).toContain("'Nowhere'");
    expect(refusals(only({ Type: 'Pass', InputPath: '$.[' }))[0]).toContain("'InputPath' of the state 'Only'");
    expect(refusals({ ...only({ Type: 'Pass' }), Colour: 'red' })[0]).toContain("'Colour'");
  });

  it('refuses in Express what waits for somebody else', () => {
    const callback = only({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' });
    expect(refusals(callback)).toEqual([]);
    expect(refusals(callback, 'EXPRESS')[0]).toContain('Express');
  });
});
