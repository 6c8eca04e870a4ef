import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { HistoryStates } from '../../../src/executions/history-states.ts';
import type { Execution } from '../../../src/runtime/interpreter/execution.ts';
import { flaky, only, start, step } from '../runtime/interpreter/harness.ts';

/** By the states' names, read in one piece or as it grew. */
function countStates(execution: Execution, names: readonly string[], pieces: readonly number[] = []): JsonObject {
  const states = new HistoryStates(new Map(names.map((name) => [name, name])));
  const events = execution.history.read() as unknown as HistoryEvent[];
  for (const end of [...pieces, events.length]) states.add(events.slice(0, end));
  return JSON.parse(JSON.stringify(states.states)) as JsonObject;
}

const done = (entered: number) => ({ entered, running: 0, succeeded: entered, failed: 0 });

describe('the states of a redriven execution', () => {
  it('are counted once, as what they came to', async () => {
    const { work } = flaky({ B: 1 });
    const failed = start({ StartAt: 'A', States: { A: step('B'), B: step(undefined) } }, {}, { work });
    await failed.result;
    expect(countStates(failed, ['A', 'B'])).toMatchObject({ A: done(1), B: { entered: 1, failed: 1, running: 0 } });
    const ended = failed.history.length;
    const again = failed.redrive();
    await again.result;
    for (const pieces of [[], [ended], [ended + 1], [ended + 2]])
      expect(countStates(again, ['A', 'B'], pieces)).toMatchObject({ A: done(1), B: { ...done(1), retries: 0 } });
  });

  it('are at work again while they are, Maps around them included', async () => {
    const { work } = flaky({ Item: 1 });
    const map = {
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'Item', States: { Item: step(undefined) } },
    };
    const failed = start(only(map), [1, 2], { work });
    await failed.result;
    const names = ['Only', 'Item'];
    expect(countStates(failed, names)).toMatchObject({
      Only: { failed: 1, running: 0 },
      Item: { failed: 1, running: 0 },
    });
    const again = failed.redrive();
    await again.result;
    const scheduled = again.history.read().findLast(({ type }) => type === 'ExecutionRedriven')!.id + 1;
    const states = new HistoryStates(new Map(names.map((name) => [name, name])));
    states.add((again.history.read() as unknown as HistoryEvent[]).slice(0, scheduled));
    expect(states.states).toMatchObject({
      Only: { entered: 1, running: 1, failed: 0 },
      Item: { entered: 1, running: 1, failed: 0 },
    });
    expect(countStates(again, names)).toMatchObject({ Only: done(1), Item: done(2) });
  });

  it('are what they are when it was stopped, and when it fails again', async () => {
    const { work } = flaky({ B: 2 });
    const machine = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1, Next: 'B' }, B: step(undefined) } };
    const stopped = start(machine, {}, { work });
    stopped.stop();
    await stopped.result;
    expect(countStates(stopped, ['W', 'B'])).toEqual({
      W: { entered: 1, running: 0, succeeded: 0, failed: 0, retries: 0 },
    });
    const second = stopped.redrive();
    await second.result;
    const third = second.redrive();
    await third.result;
    expect(countStates(third, ['W', 'B'])).toMatchObject({
      W: done(1),
      B: { entered: 1, running: 0, succeeded: 0, failed: 1 },
    });
  });
});
