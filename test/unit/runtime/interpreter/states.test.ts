import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import { only, run, START, TASK } from './harness.ts';

function jsonata(state: JsonObject): JsonObject {
  return { QueryLanguage: 'JSONata', ...only(state) };
}

function fail(fields: JsonObject, more: JsonObject = {}): JsonObject {
  return { StartAt: 'Only', States: { Only: { Type: 'Fail', ...fields } }, ...more };
}

/** What AWS puts before the cause of an evaluation in the only state. */
const IN_ONLY = "An error occurred while executing the state 'Only' (entered at the event id #2). ";

describe('a Pass state', () => {
  it.each<[string, JsonObject, JsonValue]>([
    ['a Result of null', { Result: null }, null],
    [
      'a Result of null beside Parameters',
      { Result: null, Parameters: { a: 1 }, ResultPath: '$.r' },
      { list: [1], r: null },
    ],
    ['a Result of false', { Result: false, ResultPath: '$.r' }, { list: [1], r: false }],
    ['Result before Parameters', { Result: 1, Parameters: { a: 2 } }, 1],
    ['no input', { InputPath: null }, {}],
    ['no output', { OutputPath: null }, {}],
    ['a result that is dropped', { Result: 1, ResultPath: null }, { list: [1] }],
    [
      'an index beyond the end of an array',
      { Parameters: { 'a.$': '$.list[3]', 'b.$': '$.list[0]' } },
      { a: null, b: 1 },
    ],
    ['a slice of what is not there', { Parameters: { 'a.$': '$.gone[1:]' } }, { a: [] }],
  ])('gives %s', async (_what, fields, output) => {
    expect(await run(only({ Type: 'Pass', ...fields }), { list: [1] })).toEqual({ status: 'SUCCEEDED', output });
  });

  it.each([
    [
      'a property that is not there',
      '$.gone',
      "The JSONPath '$.gone' specified for the field 'a.$' could not be found in the input '{\"list\":[1]}'",
    ],
    [
      'a property of an element beyond the end',
      '$.list[3].a',
      "The JSONPath '$.list[3].a' specified for the field 'a.$' could not be found in the input '{\"list\":[1]}'",
    ],
  ])('fails for %s', async (_what, path, cause) => {
    const machine = only({ Type: 'Pass', Parameters: { 'a.$': path } });
    expect(await run(machine, { list: [1] })).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: IN_ONLY + cause,
    });
  });
});

describe('a Fail state', () => {
  it.each<[string, JsonObject, string | undefined, string | undefined]>([
    ['neither', fail({}), undefined, undefined],
    ['texts', fail({ Error: 'E', Cause: 'why' }), 'E', 'why'],
    ['paths', fail({ ErrorPath: '$.e', CausePath: "States.Format('{}!', $.c)" }), 'MyError', 'mine!'],
    ['a path into the Context object', fail({ ErrorPath: '$$.State.Name' }), 'Only', undefined],
    [
      'expressions',
      fail({ Error: '{% $states.input.e %}', Cause: "{% $states.input.c & '!' %}" }, { QueryLanguage: 'JSONata' }),
      'MyError',
      'mine!',
    ],
  ])('takes its error and cause from %s', async (_what, machine, error, cause) => {
    expect(await run(machine, { e: 'MyError', c: 'mine' })).toEqual({ status: 'FAILED', error, cause });
  });

  it('fails otherwise for an expression that gives no text', async () => {
    const machine = fail({ Cause: '{% 1 %}' }, { QueryLanguage: 'JSONata' });
    expect(await run(machine)).toEqual({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause: `${IN_ONLY}The JSONata expression '1' specified for the field 'Cause' returned an unexpected result type. Expected 'string', but was 'number' for value: 1`,
    });
  });
});

describe('a Wait state', () => {
  it.each<[string, JsonObject, number]>([
    ['seconds', { Seconds: 5 }, 5000],
    ['a path to seconds', { SecondsPath: '$.seconds' }, 7000],
    ['no seconds', { Seconds: 0 }, 0],
    ['a time', { Timestamp: '2026-11-23T09:00:00+01:00' }, 0],
    ['a time with a fraction', { Timestamp: '2026-11-23T08:00:01.25Z' }, 1250],
    ['a path to a time', { TimestampPath: '$.time' }, 60_000],
    ['a time that has gone by', { Timestamp: '2016-11-23T08:00:00Z' }, 0],
  ])('waits for %s', async (_what, fields, milliseconds) => {
    const clock = new VirtualClock(START);
    const input = { seconds: 7, time: '2026-11-23T08:01:00Z' };
    expect((await run(only({ Type: 'Wait', ...fields }), input, { clock })).status).toBe('SUCCEEDED');
    expect(clock.now() - START).toBe(milliseconds);
  });

  it.each(['2026-02-30T00:00:00Z', '2026-11-23T24:00:00Z', '2026-11-23', '2026-11-23t08:00:00z'])(
    'refuses %s as a time',
    async (time) => {
      expect(await run(only({ Type: 'Wait', TimestampPath: '$' }), time)).toEqual({
        status: 'FAILED',
        error: 'States.Runtime',
        cause: `${IN_ONLY}The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $ == ${time}`,
      });
    },
  );

  it('wants text from the expression of a time', async () => {
    expect(await run(jsonata({ Type: 'Wait', Timestamp: '{% 5 %}' }))).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: `${IN_ONLY}The JSONata expression '5' specified for the field 'Timestamp' returned an unexpected result type. Expected 'string', but was 'number' for value: 5`,
    });
  });
});

describe('Retry', () => {
  const failing = (errors: string[]) => {
    const left = [...errors];
    return (): Promise<JsonValue> => {
      const error = left.shift();
      return error === undefined ? Promise.resolve('done') : Promise.reject(new StatesError(error, undefined));
    };
  };
  const retry = (retriers: JsonObject[], errors: string[], random = 0.5) => {
    const clock = new VirtualClock(START);
    const machine = only({ ...TASK, Retry: retriers });
    return run(machine, {}, { clock, work: failing(errors), random: () => random }).then(({ status }) => [
      status,
      Math.round((clock.now() - START) / 1000),
    ]);
  };

  it('waits a second, then twice as long each time, three times', async () => {
    expect(await retry([{ ErrorEquals: ['A'] }], ['A', 'A', 'A'])).toEqual(['SUCCEEDED', 1 + 2 + 4]);
    expect(await retry([{ ErrorEquals: ['A'] }], ['A', 'A', 'A', 'A'])).toEqual(['FAILED', 7]);
  });

  it('never tries again with MaxAttempts 0, whatever stands after it', async () => {
    expect(await retry([{ ErrorEquals: ['A'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }], ['A'])).toEqual([
      'FAILED',
      0,
    ]);
  });

  it('caps the delay, and draws it from all below with FULL jitter', async () => {
    const retrier = { ErrorEquals: ['A'], IntervalSeconds: 3, MaxDelaySeconds: 5 };
    expect(await retry([retrier], ['A', 'A', 'A'])).toEqual(['SUCCEEDED', 3 + 5 + 5]);
    expect(await retry([{ ...retrier, JitterStrategy: 'FULL' }], ['A', 'A'], 0)).toEqual(['SUCCEEDED', 0]);
    expect(await retry([{ ...retrier, BackoffRate: 1, JitterStrategy: 'FULL' }], ['A', 'A'])).toEqual(['SUCCEEDED', 3]);
  });

  it('counts for each retrier by itself over the whole stay in the state', async () => {
    const retriers = [
      { ErrorEquals: ['A', 'B'], MaxAttempts: 2 },
      { ErrorEquals: ['C'], IntervalSeconds: 5 },
    ];
    expect(await retry(retriers, ['A', 'B', 'C', 'B'])).toEqual(['FAILED', 1 + 2 + 5]);
  });

  it.each<[string, string[], string]>([
    ['States.ALL knows a time-out', ['States.ALL'], 'States.Timeout'],
    ['States.TaskFailed knows any error', ['States.TaskFailed'], 'Mine'],
  ])('%s', async (_what, names, error) => {
    expect((await retry([{ ErrorEquals: names }], [error]))[0]).toBe('SUCCEEDED');
  });

  it.each<[string, string[], string]>([
    ['States.TaskFailed does not know a time-out', ['States.TaskFailed'], 'States.Timeout'],
    ['names are compared as they are written', ['mine'], 'Mine'],
  ])('%s', async (_what, names, error) => {
    expect((await retry([{ ErrorEquals: names }], [error]))[0]).toBe('FAILED');
  });
});

describe('Assign', () => {
  const assign = (text: string, times = 1): JsonObject => ({
    QueryLanguage: 'JSONata',
    StartAt: 'S0',
    States: Object.fromEntries(
      Array.from({ length: times }, (_, at) => [
        `S${at}`,
        {
          Type: 'Pass',
          Assign: { [`v${at}`]: text },
          ...(at === times - 1 ? { End: true } : { Next: `S${at + 1}` }),
        },
      ]),
    ),
  });

  it('takes 256 KiB at once, and 10 MiB in all, unless limits are off', async () => {
    const all = 'x'.repeat(262_142);
    expect((await run(assign(all, 40))).status).toBe('SUCCEEDED');
    expect(await run(assign(all, 41))).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: expect.stringContaining("assigned by the state 'S40'") as string,
    });
    expect((await run(assign(`${all}x`))).status).toBe('FAILED');
    expect((await run(assign(`${all}x`), {}, { limits: 'off' })).status).toBe('SUCCEEDED');
  });

  it('lets a variable that is assigned again count once', async () => {
    const again = { Type: 'Pass', Assign: { v: 'x'.repeat(200_000) } };
    const States: JsonObject = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `S${at}`,
        { ...again, ...(at === 59 ? { End: true } : { Next: `S${at + 1}` }) },
      ]),
    );
    expect((await run({ StartAt: 'S0', States })).status).toBe('SUCCEEDED');
  });

  it('is seen from the next state on, and keeps what an inner scope assigns inside', async () => {
    const machine = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1, 'y.$': '$.n' }, Next: 'B' },
        B: { Type: 'Pass', Assign: { x: 2, 'was.$': '$x' }, Parameters: { 'x.$': '$x' }, Next: 'M' },
        M: {
          Type: 'Map',
          ItemsPath: '$$.Execution.Input.list',
          ItemProcessor: {
            StartAt: 'I',
            States: {
              I: { Type: 'Pass', Assign: { 'inner.$': 'States.MathAdd($, $y)' }, Next: 'J' },
              J: { Type: 'Pass', Parameters: { 'inner.$': '$inner', 'x.$': '$x' }, End: true },
            },
          },
          ResultPath: '$.map',
          Next: 'C',
        },
        C: { Type: 'Pass', Parameters: { 'b.$': '$', 'x.$': '$x', 'was.$': '$was' }, End: true },
      },
    };
    expect(await run(machine, { n: 10, list: [1, 2] })).toEqual({
      status: 'SUCCEEDED',
      output: {
        b: {
          x: 1,
          map: [
            { inner: 11, x: 2 },
            { inner: 12, x: 2 },
          ],
        },
        x: 2,
        was: 1,
      },
    });
  });
});
