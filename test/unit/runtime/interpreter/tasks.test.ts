import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import type { CallbackListener, TaskCallbacks } from '../../../../src/runtime/contracts.ts';
import { endless, only, refusals, run, start, START, TASK, typesOf, type Work } from './harness.ts';

function failing(times: number, error = 'Oops'): Work {
  let calls = 0;
  return () => (calls++ < times ? Promise.reject(new StatesError(error, `call ${calls}`)) : Promise.resolve('done'));
}

function retrying(retrier: Record<string, JsonValue>): ReturnType<typeof only> {
  return only({ ...TASK, Retry: [{ ErrorEquals: ['Oops'], ...retrier }] });
}

async function secondsOf(retrier: Record<string, JsonValue>, failures: number): Promise<number> {
  const clock = new VirtualClock(START);
  await run(retrying(retrier), {}, { clock, work: failing(failures) });
  return (clock.now() - START) / 1000;
}

describe('Retry', () => {
  it('waits longer each time, up to MaxDelaySeconds', async () => {
    expect(await secondsOf({ IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 4 }, 4)).toBe(15);
    expect(await secondsOf({ IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 4, MaxDelaySeconds: 3 }, 4)).toBe(9);
    expect(await secondsOf({ IntervalSeconds: 10, MaxAttempts: 1, JitterStrategy: 'FULL' }, 1)).toBe(5);
  });

  it('tries three times more where nothing is said, then fails with the last error', async () => {
    expect(await run(retrying({}), {}, { work: failing(3) })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await run(retrying({}), {}, { work: failing(9) })).toMatchObject({ error: 'Oops', cause: 'call 4' });
  });

  it('takes the first retrier that knows the error, and leaves others alone', async () => {
    const machine = only({
      ...TASK,
      Retry: [
        { ErrorEquals: ['Other'], MaxAttempts: 9 },
        { ErrorEquals: ['Oops'], MaxAttempts: 1 },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 9 },
      ],
    });
    expect(await run(machine, {}, { work: failing(2) })).toMatchObject({ status: 'FAILED', cause: 'call 2' });
  });

  it('tells the Context object and the runner how often', async () => {
    const seen: unknown[] = [];
    const machine = only({
      ...TASK,
      Parameters: { 'count.$': '$$.State.RetryCount' },
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2 }],
    });
    const work: Work = ({ parameters, retryCount }) => {
      seen.push([parameters, retryCount]);
      return Promise.reject(new StatesError('Oops'));
    };
    await run(machine, {}, { work });
    expect(seen).toEqual([
      [{ count: 0 }, 0],
      [{ count: 1 }, 1],
      [{ count: 2 }, 2],
    ]);
  });
});

describe('a retrier', () => {
  it('is refused for a jitter that there is not', () => {
    expect(refusals(retrying({ JitterStrategy: 'HALF' }))).toEqual([
      "The field 'JitterStrategy' of the state 'Only' must be one of FULL, NONE.",
    ]);
    expect(refusals(retrying({ JitterStrategy: 'NONE' }))).toEqual([]);
  });
});

describe('Catch', () => {
  const caught = (names: string[], more: Record<string, JsonValue> = {}) => ({
    StartAt: 'Try',
    States: {
      Try: { ...TASK, ...more, Catch: [{ ErrorEquals: names, ResultPath: '$.error', Next: 'Caught' }], End: true },
      Caught: { Type: 'Pass', End: true },
    },
  });

  it('puts error and cause into the input', async () => {
    expect(await run(caught(['States.TaskFailed']), { a: 1 }, { work: failing(1) })).toMatchObject({
      output: { a: 1, error: { Error: 'Oops', Cause: 'call 1' } },
    });
  });

  it('knows time-outs by their own name, and a missed heartbeat by both', async () => {
    const setup = { work: endless() };
    expect(await run(caught(['States.TaskFailed'], { TimeoutSeconds: 2 }), {}, setup)).toMatchObject({
      error: 'States.Timeout',
    });
    expect(await run(caught(['States.Timeout'], { TimeoutSeconds: 2 }), {}, setup)).toMatchObject({
      output: { error: { Error: 'States.Timeout' } },
    });
    const silent = { TimeoutSeconds: 9, HeartbeatSeconds: 2 };
    expect(await run(caught(['States.HeartbeatTimeout'], silent), {}, setup)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('never sees what cannot be evaluated', async () => {
    const machine = caught(['States.ALL', 'States.Runtime'], { OutputPath: '$.nowhere' });
    expect(await run(machine, {}, { work: failing(0) })).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('a task with a token', () => {
  const machine = only({
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Parameters: { 'token.$': '$$.Task.Token' },
    HeartbeatSeconds: 10,
  });

  function makeCallbacks(): {
    callbacks: TaskCallbacks;
    listener: () => CallbackListener | undefined;
    closed: () => boolean;
  } {
    let listener: CallbackListener | undefined;
    let closed = false;
    const open = (given: CallbackListener) => {
      listener = given;
      return { token: 'the token', close: () => (closed = true) };
    };
    return {
      callbacks: { openToken: open, scheduleActivity: (_arn, _input, given) => open(given) },
      listener: () => listener,
      closed: () => closed,
    };
  }

  it('ends with what the holder of the token says', async () => {
    const { callbacks, listener, closed } = makeCallbacks();
    const sent: JsonValue[] = [];
    const work: Work = ({ parameters }) => {
      sent.push(parameters);
      queueMicrotask(() => listener()?.succeeded({ ok: true }));
      return Promise.resolve({ MessageId: '1' });
    };
    const execution = start(machine, {}, { callbacks, work });
    expect(await execution.result).toEqual({ status: 'SUCCEEDED', output: { ok: true } });
    expect(sent).toEqual([{ token: 'the token' }]);
    expect(closed()).toBe(true);
    expect(typesOf(execution)).toContain('TaskSubmitted');
  });

  it('lives as long as there are heartbeats', async () => {
    const { callbacks, listener } = makeCallbacks();
    const clock = new VirtualClock(START);
    const work: Work = () => {
      void clock.sleep(8000).then(() => listener()?.heartbeat());
      return Promise.resolve(null);
    };
    expect(await run(machine, {}, { callbacks, work, clock })).toMatchObject({ error: 'States.Timeout' });
    expect(clock.now()).toBe(START + 18_000);
  });

  it('is refused at run time where nobody could settle it', async () => {
    expect(await run(machine)).toMatchObject({ error: 'States.Runtime', cause: 'Nobody here can settle a task token' });
  });
});

describe('Credentials', () => {
  const machine = only({ ...TASK, Credentials: { 'RoleArn.$': '$.role' } });

  it('hand the role to whoever carries the task out', async () => {
    const roles: unknown[] = [];
    const work: Work = ({ roleArn }) => Promise.resolve((roles.push(roleArn), 'done'));
    await run(machine, { role: 'arn:aws:iam::123456789012:role/other' }, { work });
    expect(roles).toEqual(['arn:aws:iam::123456789012:role/other']);
  });

  it('fail the state when the role is no text, instead of taking another one', async () => {
    const outcome = await run(machine, { role: 7 }, { work: () => Promise.resolve('done') });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
