import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import {
  findDifference,
  printExecution,
  VisitCollector,
  type ComparedExecution,
} from '../../../src/executions/compare-executions.ts';
import { textsOf } from '../../../src/executions/event-details.ts';
import { HistoryRows } from '../../../src/executions/history-rows.ts';
import { HistoryStates } from '../../../src/executions/history-states.ts';
import { ALL_ROWS, matchesRow } from '../../../src/protocol/history-row.ts';
import { flaky, only, start, step } from '../runtime/interpreter/harness.ts';

type Execution = ReturnType<typeof start>;

const eventsOf = (execution: Execution): HistoryEvent[] =>
  execution.history.read().map((event) => ({ ...event, timestamp: new Date(event.timestamp) }));

const namesOf = (names: readonly string[]): HistoryStates =>
  new HistoryStates(new Map(names.map((name) => [name, `/${name}`])));

const MAP = {
  Type: 'Map',
  MaxConcurrency: 1,
  ItemProcessor: { StartAt: 'Item', States: { Item: step(undefined) } },
};

describe('the rows of a history', () => {
  it('say what state each event belongs to, and what went wrong', async () => {
    const { work } = flaky({ Item: 1 });
    const execution = start(only(MAP), [1, 2], { work });
    await execution.result;
    const states = namesOf(['Only', 'Item']);
    const rows = new HistoryRows(states);
    const all = eventsOf(execution);
    const made = [all.slice(0, 4), all.slice(4)].flatMap((events) => {
      states.add(events);
      return rows.add(events);
    });
    expect(made.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    const shown = made.map(({ type, state, isFailed }) => `${isFailed ? '✗ ' : ''}${type} ${state ?? '-'}`);
    expect(shown.slice(0, 4)).toEqual([
      'ExecutionStarted -',
      'MapStateEntered Only',
      'MapStateStarted Only',
      'MapIterationStarted Only',
    ]);
    expect(shown).toContain('✗ MapStateFailed Only');
    expect(shown.filter((line) => line.startsWith('✗ Task'))).toEqual(['✗ TaskFailed Item']);
    expect(made.find(({ type }) => type === 'MapIterationStarted')?.about).toBe('iteration 0');
    expect(made.find(({ type }) => type === 'TaskFailed')?.about).not.toBe('');
    expect(made[0]?.since).toBeUndefined();
    expect(made.slice(1).every(({ since }) => since !== undefined && since >= 0)).toBe(true);
  });

  it('are found by state, type, text and whether they failed', () => {
    const row = {
      id: 7,
      type: 'TaskFailed',
      at: 0,
      since: 0,
      state: 'A',
      pointer: '/A',
      about: 'No.Such',
      isFailed: true,
    };
    expect(matchesRow(row, ALL_ROWS)).toBe(true);
    for (const [change, expected] of [
      [{ state: 'A', type: 'TaskFailed', text: 'no.such', failuresOnly: true }, true],
      [{ state: 'B' }, false],
      [{ type: 'TaskSucceeded' }, false],
      [{ text: 'other' }, false],
    ] as const)
      expect(matchesRow(row, { ...ALL_ROWS, ...change })).toBe(expected);
    expect(matchesRow({ ...row, isFailed: false }, { ...ALL_ROWS, failuresOnly: true })).toBe(false);
  });
});

describe('an event', () => {
  it('tells its texts by the names of the API, and which were cut', () => {
    const event = {
      id: 2,
      taskFailedEventDetails: { error: 'E', cause: 'because', resource: 'invoke', resourceType: 'lambda' },
    } as unknown as HistoryEvent;
    expect(textsOf(event).map(({ name, text }) => [name, text])).toEqual([
      ['error', 'E'],
      ['cause', 'because'],
      ['resource', 'invoke'],
      ['resourceType', 'lambda'],
    ]);
    const entered = { stateEnteredEventDetails: { name: 'A', input: '{', inputDetails: { truncated: true } } };
    expect(textsOf(entered as unknown as HistoryEvent)).toEqual([
      { name: 'name', text: 'A', isCut: false },
      { name: 'input', text: '{', isCut: true },
    ]);
  });
});

async function compared(machine: object, input: unknown, fails: Record<string, number>): Promise<ComparedExecution> {
  const { work } = flaky(fails);
  const execution = start(machine as never, input as never, { work });
  const { status } = await execution.result.then(
    () => ({ status: 'SUCCEEDED' }),
    () => ({ status: 'FAILED' }),
  );
  const visits = new VisitCollector(namesOf(['A', 'B', 'Only', 'Item']));
  visits.add(eventsOf(execution));
  return {
    ...{ executionArn: 'arn:aws:states:x:1:execution:m:e', status },
    ...{ input: JSON.stringify(input), output: undefined, error: undefined, visits: visits.visits },
  };
}

describe('two executions', () => {
  const machine = { StartAt: 'A', States: { A: step('B'), B: step(undefined) } };

  it('do not differ where they did the same', async () => {
    const [one, other] = [await compared(machine, {}, {}), await compared(machine, {}, {})];
    expect(one.visits.map(({ state, nth }) => [state, nth])).toEqual([
      ['A', 1],
      ['B', 1],
    ]);
    expect(findDifference(one, other)).toBeUndefined();
    expect(printExecution(one, one)).toBe(printExecution(other, one));
  });

  it('differ first in their input, then in the state that failed or was not reached', async () => {
    const good = await compared(machine, {}, {});
    expect(findDifference(good, await compared(machine, { a: 1 }, {}))).toEqual({
      state: undefined,
      nth: 1,
      what: 'input',
    });
    const bad = await compared(machine, {}, { A: 1 });
    expect(findDifference(good, bad)).toEqual({ state: 'A', nth: 1, what: 'error' });
    expect(findDifference(bad, good)).toEqual({ state: 'A', nth: 1, what: 'error' });
    const text = printExecution(bad, good);
    expect(text).toMatch(/# A\ninput: [^#]*error: /);
    expect(text).not.toContain('# B');
    const shorter = { ...good, visits: good.visits.slice(0, 1) };
    expect(findDifference(good, shorter)).toEqual({ state: 'B', nth: 1, what: 'only in the first' });
    expect(findDifference(shorter, good)).toEqual({ state: 'B', nth: 1, what: 'only in the second' });
  });

  it('are paired by state and time, whoever came first', async () => {
    const one = await compared(only({ ...MAP, MaxConcurrency: 2 }), [1, 2], {});
    const other = { ...one, visits: one.visits.toReversed() };
    expect(findDifference(one, other)).toBeUndefined();
    expect(printExecution(other, one)).toBe(printExecution(one, one));
    expect(printExecution(one, one)).toContain('# Item, entered for the 2nd time');
  });

  it('differ by long texts, too, of which the beginning is shown', () => {
    const text = (end: string): HistoryEvent[] =>
      [
        { id: 1, type: 'ExecutionStarted' },
        {
          id: 2,
          previousEventId: 1,
          type: 'PassStateEntered',
          stateEnteredEventDetails: { name: 'A', input: `${'x'.repeat(9000)}${end}` },
        },
      ] as unknown as HistoryEvent[];
    const [one, other] = ['a', 'b'].map((end) => {
      const visits = new VisitCollector(namesOf(['A']));
      visits.add(text(end));
      return {
        executionArn: 'arn:e',
        status: 'RUNNING',
        input: '',
        output: undefined,
        error: undefined,
        visits: visits.visits,
      };
    }) as [ComparedExecution, ComparedExecution];
    expect(findDifference(one, other)).toEqual({ state: 'A', nth: 1, what: 'input' });
    expect(printExecution(one, one).length).toBeLessThan(5000);
  });
});
