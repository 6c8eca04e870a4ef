import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import type { HistoryEvent } from '../../../../src/runtime/history/events.ts';
import { only, start, TASK, type Setup } from './harness.ts';

const PASS = { Type: 'Pass', End: true };
const BOOM = { Type: 'Fail', Error: 'MyError', Cause: 'my cause' };
/** Fails with States.Runtime, which nothing catches. */
const RUNTIME = { Type: 'Pass', Parameters: { 'm.$': '$.nope' }, End: true };
/** Fails with States.QueryEvaluationError. */
const UNDEFINED = { Type: 'Pass', QueryLanguage: 'JSONata', Output: { v: '{% $states.input.missing %}' }, End: true };

function scope(state: JsonObject): JsonObject {
  return { StartAt: 'In', States: { In: state } };
}

function parallel(state: JsonObject, more: JsonObject = {}): JsonObject {
  return only({ Type: 'Parallel', Branches: [scope(state)], ...more });
}

function map(state: JsonObject, more: JsonObject = {}): JsonObject {
  return only({ Type: 'Map', MaxConcurrency: 1, ItemProcessor: scope(state), ...more });
}

async function eventsOf(machine: JsonObject, input: JsonValue, setup?: Setup): Promise<readonly HistoryEvent[]> {
  const execution = start(machine, input, setup);
  await execution.result;
  return execution.history.read();
}

/** `PassStateEntered 3`: each event with the one that it follows upon. */
function chain(events: readonly HistoryEvent[]): string[] {
  return events.map(({ type, previousEventId }) => `${type} ${previousEventId}`);
}

const fails = (): Promise<never> => Promise.reject(new StatesError('TaskError', 'boom'));

describe('the history of what fails within a state', () => {
  it.each<[string, JsonObject, JsonValue, string[]]>([
    [
      'a Fail state in a branch',
      parallel(BOOM),
      {},
      ['ParallelStateStarted 2', 'FailStateEntered 3', 'ParallelStateFailed 4', 'ExecutionFailed 5'],
    ],
    [
      'States.Runtime in a branch, which leaves no failed Parallel behind',
      parallel(RUNTIME),
      {},
      ['ParallelStateStarted 2', 'PassStateEntered 3', 'ExecutionFailed 4'],
    ],
    [
      'a Parallel that is tried again',
      parallel(BOOM, { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 1 }] }),
      {},
      [
        'ParallelStateStarted 2',
        'FailStateEntered 3',
        'ParallelStateStarted 4',
        'FailStateEntered 5',
        'ParallelStateFailed 6',
        'ExecutionFailed 7',
      ],
    ],
    [
      'a Parallel whose branches succeed, and which fails itself',
      parallel(PASS, { ResultSelector: { 'm.$': '$.nope' } }),
      {},
      [
        'ParallelStateStarted 2',
        'PassStateEntered 3',
        'PassStateExited 4',
        'ParallelStateSucceeded 5',
        'ExecutionFailed 6',
      ],
    ],
    [
      'a Map whose iterations succeed, and which fails itself',
      map(PASS, { ResultSelector: { 'm.$': '$.nope' } }),
      [1],
      [
        'MapStateStarted 2',
        'MapIterationStarted 3',
        'PassStateEntered 4',
        'PassStateExited 5',
        'MapIterationSucceeded 6',
        'MapStateSucceeded 7',
        'ExecutionFailed 8',
      ],
    ],
    [
      'an iteration',
      map(BOOM),
      [1, 2],
      [
        'MapStateStarted 2',
        'MapIterationStarted 3',
        'FailStateEntered 4',
        'MapIterationFailed 5',
        'MapStateFailed 5',
        'ExecutionFailed 7',
      ],
    ],
    [
      'States.Runtime in an iteration',
      map(RUNTIME),
      [1, 2],
      ['MapStateStarted 2', 'MapIterationStarted 3', 'PassStateEntered 4', 'ExecutionFailed 5'],
    ],
    [
      'a Map without items, which does not fail',
      map(PASS),
      [],
      ['MapStateStarted 2', 'MapStateSucceeded 3', 'MapStateExited 3', 'ExecutionSucceeded 5'],
    ],
    [
      'a Choice that nothing matches',
      {
        StartAt: 'C',
        States: {
          C: { Type: 'Choice', Choices: [{ Variable: '$.x', IsNull: true, Next: 'P' }] },
          P: PASS,
        },
      },
      { x: 1 },
      ['ExecutionFailed 2'],
    ],
    [
      'a Catch whose own output fails: the state fails a second time',
      parallel(BOOM, {
        QueryLanguage: 'JSONata',
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Only' },
          { ErrorEquals: ['States.ALL'], Output: { v: '{% $states.input.missing %}' }, Next: 'Only' },
        ],
      }),
      {},
      [
        'ParallelStateStarted 2',
        'FailStateEntered 3',
        'ParallelStateFailed 4',
        'EvaluationFailed 4',
        'ParallelStateFailed 6',
        'ExecutionFailed 7',
      ],
    ],
  ])('%s', async (_what, machine, input, expected) => {
    expect(chain(await eventsOf(machine, input)).slice(2)).toEqual(expected);
  });

  it('says which field of which rule or catcher an expression stands in', async () => {
    const jsonata = (state: JsonObject): JsonObject => ({ ...only(state), QueryLanguage: 'JSONata' });
    const missing = '{% $states.input.missing %}';
    const rule = (more: JsonObject): JsonObject => ({ Condition: true, Next: 'Only', ...more });
    const choice = (...rules: JsonObject[]): JsonObject => ({
      QueryLanguage: 'JSONata',
      StartAt: 'Only',
      States: { Only: { Type: 'Choice', Choices: rules } },
    });
    const locations = async (machine: JsonObject): Promise<unknown> =>
      (await eventsOf(machine, {}, { work: fails })).find(({ type }) => type === 'EvaluationFailed')
        ?.evaluationFailedEventDetails?.['location'];
    const never = rule({ Condition: false });
    expect(await locations(choice(rule({ Condition: missing })))).toBe('Choices[0]/Condition');
    expect(await locations(choice(never, rule({ Condition: '{% 1 %}' })))).toBe('Choices[1]/Condition');
    expect(await locations(choice(never, rule({ Output: { v: missing } })))).toBe('Choices[1]/Output/v');
    expect(await locations(choice(rule({ Assign: { x: missing } })))).toBe('Choices[0]/Assign/x');
    const caught = { ErrorEquals: ['States.ALL'], Next: 'Only', Assign: { a: [missing] } };
    expect(await locations(jsonata({ ...TASK, Catch: [caught] }))).toBe('Catch[0]/Assign/a[0]');
    expect(await locations(jsonata({ Type: 'Wait', Seconds: missing }))).toBe('Seconds');
    expect(await locations(jsonata({ ...TASK, Arguments: { a: { b: missing } } }))).toBe('Arguments/a/b');
  });

  it('tells of an expression that fails at every attempt', async () => {
    const task = {
      ...TASK,
      QueryLanguage: 'JSONata',
      Arguments: '{% $states.input.missing %}',
      Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 1 }],
    };
    const types = (await eventsOf(only(task), {})).map(({ type }) => type);
    expect(types.slice(2)).toEqual(['EvaluationFailed', 'EvaluationFailed', 'ExecutionFailed']);
  });

  it('catches in a Parallel what an expression in a branch throws', async () => {
    const machine = parallel(UNDEFINED, { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] });
    (machine['States'] as JsonObject)['Done'] = PASS;
    const events = await eventsOf(machine, {});
    expect(events.map(({ type }) => type).slice(3)).toEqual([
      'PassStateEntered',
      'EvaluationFailed',
      'ParallelStateFailed',
      'ParallelStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events[4]?.evaluationFailedEventDetails).toMatchObject({ location: 'Output/v', state: 'In' });
  });

  it('marks a task of a branch as aborted, after which nothing follows upon that event', async () => {
    const machine = parallel({ ...TASK, End: true });
    expect(chain(await eventsOf(machine, {}, { work: fails })).slice(3)).toEqual([
      'TaskStateEntered 3',
      'TaskScheduled 4',
      'TaskStarted 5',
      'TaskFailed 6',
      'TaskStateAborted 7',
      'ParallelStateFailed 7',
      'ExecutionFailed 9',
    ]);
  });

  it('marks no task as aborted that fails with States.Runtime', async () => {
    const machine = parallel({ ...TASK, Parameters: { 'a.$': '$.nope' }, End: true });
    expect(chain(await eventsOf(machine, {})).slice(3)).toEqual(['TaskStateEntered 3', 'ExecutionFailed 4']);
  });
});
