import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import { endless, only, run, start, START, TASK, typesOf, type Work } from './harness.ts';

function mapOf(state: JsonObject, more: JsonObject = {}): JsonObject {
  return only({ Type: 'Map', ItemProcessor: { StartAt: 'Item', States: { Item: { End: true, ...state } } }, ...more });
}

describe('an inline Map', () => {
  it('keeps the order of the items, whatever ends first', async () => {
    const wait = mapOf({ Type: 'Wait', SecondsPath: '$' });
    expect(await run(wait, [3, 1, 2, 0])).toMatchObject({ output: [3, 1, 2, 0] });
  });

  it('runs no more at once than MaxConcurrency, and 40 at most', async () => {
    const atOnce = async (more: JsonObject): Promise<number> => {
      let running = 0;
      let most = 0;
      const clock = new VirtualClock(START);
      const work: Work = async () => {
        most = Math.max(most, ++running);
        await clock.sleep(1000);
        running--;
        return null;
      };
      await run(
        mapOf(TASK, more),
        Array.from({ length: 100 }, (_, index) => index),
        { clock, work },
      );
      return most;
    };
    expect(await atOnce({ MaxConcurrency: 3 })).toBe(3);
    expect(await atOnce({})).toBe(40);
  });

  it('selects items with their index and value', async () => {
    const machine = mapOf(
      { Type: 'Pass' },
      { ItemsPath: '$.list', ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'k.$': '$.k' } },
    );
    expect(await run(machine, { list: ['a', 'b'], k: 7 })).toMatchObject({
      output: [
        { i: 0, v: 'a', k: 7 },
        { i: 1, v: 'b', k: 7 },
      ],
    });
  });

  it('tears the others down when one iteration fails', async () => {
    let aborted = 0;
    const machine = mapOf(TASK);
    const work: Work = (request, signal) =>
      request.parameters === 2 ? Promise.reject(new StatesError('Bad')) : endless(() => aborted++)(request, signal);
    expect(await run(machine, [1, 2, 3], { work })).toMatchObject({ status: 'FAILED', error: 'Bad' });
    expect(aborted).toBe(2);
  });

  it('gives each iteration its own variables over those of outside', async () => {
    const machine: JsonObject = {
      QueryLanguage: 'JSONata',
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { outer: 10 }, Next: 'Each' },
        Each: {
          Type: 'Map',
          Items: [1, 2],
          ItemProcessor: {
            StartAt: 'In',
            States: {
              In: { Type: 'Pass', Assign: { inner: '{% $states.input + $outer %}' }, Next: 'Out' },
              Out: { Type: 'Pass', Output: '{% $inner %}', End: true },
            },
          },
          End: true,
        },
      },
    };
    expect(await run(machine)).toMatchObject({ output: [11, 12] });
  });

  it('gives the same with one lane and with forty', async () => {
    const machine = (MaxConcurrency: number): JsonObject =>
      mapOf(
        {
          Type: 'Pass',
          QueryLanguage: 'JSONata',
          Output: { square: '{% $states.input * $states.input %}', all: '{% $sum([0..$states.input]) %}' },
        },
        { MaxConcurrency },
      );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), async (items) => {
        expect(await run(machine(1), items)).toEqual(await run(machine(40), items));
      }),
      { numRuns: 20 },
    );
  });

  it('runs 100,000 items without their history being copied', async () => {
    const items: JsonValue[] = Array.from({ length: 100_000 }, (_, id) => ({ id }));
    const execution = start(mapOf({ Type: 'Pass' }), items, { limits: 'off' });
    const result = await execution.result;
    expect(result.status === 'SUCCEEDED' && (result.output as JsonValue[])[99_999]).toBe(items[99_999]);
    expect(execution.history.length).toBe(400_006);
  });
});

describe('a Parallel', () => {
  it('gives the outputs of its branches in their order', async () => {
    const branch = (Seconds: number) => ({
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds, Next: 'P' }, P: { Type: 'Pass', Result: Seconds, End: true } },
    });
    expect(await run(only({ Type: 'Parallel', Branches: [branch(2), branch(1)] }))).toMatchObject({ output: [2, 1] });
  });

  it('fails at once with the first branch that fails', async () => {
    const clock = new VirtualClock(START);
    const machine = only({
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 100, End: true } } },
        { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1, Next: 'F' }, F: { Type: 'Fail', Error: 'Bad' } } },
      ],
    });
    const execution = start(machine, {}, { clock });
    expect(await execution.result).toMatchObject({ status: 'FAILED', error: 'Bad' });
    expect(clock.now()).toBe(START + 1000);
    expect(typesOf(execution).slice(-3)).toEqual(['WaitStateAborted', 'ParallelStateFailed', 'ExecutionFailed']);
  });
});
