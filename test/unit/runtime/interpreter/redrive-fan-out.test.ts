import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import type { Execution } from '../../../../src/runtime/interpreter/execution.ts';
import { endless, flaky, only, start, step, TASK, typesOf, type Work } from './harness.ts';

/** Through JSON, as whoever writes it to a disk would. */
function plainPoint(execution: Execution): JsonValue {
  return JSON.parse(JSON.stringify(execution.resume?.point)) as JsonValue;
}

describe('what is redriven', () => {
  const branch = (name: string) => ({ StartAt: name, States: { [name]: step(undefined) } });

  it('of a Parallel are the branches that failed or were torn down', async () => {
    let calls: string[] = [];
    let broken = true;
    const work: Work = async ({ stateName }, signal) => {
      calls.push(stateName);
      if (stateName === 'Bad' && broken) {
        await new Promise(setImmediate);
        throw new StatesError('Broken');
      }
      if (stateName === 'Slow' && broken) return endless()({} as never, signal);
      return stateName;
    };
    const parallel = only({ Type: 'Parallel', Branches: ['Good', 'Bad', 'Slow'].map(branch) });
    const failed = start(parallel, {}, { work });
    expect(await failed.result).toMatchObject({ error: 'Broken' });
    expect(calls).toEqual(['Good', 'Bad', 'Slow']);
    broken = false;
    calls = [];
    const again = failed.redrive();
    expect(await again.result).toEqual({ status: 'SUCCEEDED', output: ['Good', 'Bad', 'Slow'] });
    expect(calls).toEqual(['Bad', 'Slow']);
    expect(typesOf(again).filter((type) => type === 'ParallelStateStarted')).toHaveLength(1);
  });

  it('of a Map are the iterations that did not succeed, those that never began among them', async () => {
    const calls: JsonValue[] = [];
    let broken = true;
    const work: Work = ({ parameters }) => {
      calls.push(parameters);
      return broken && parameters === 3 ? Promise.reject(new StatesError('Broken')) : Promise.resolve(parameters);
    };
    const map = only({
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'Item', States: { Item: step(undefined) } },
    });
    const failed = start(map, [1, 2, 3, 4, 5], { work });
    expect(await failed.result).toMatchObject({ error: 'Broken' });
    expect(calls.splice(0)).toEqual([1, 2, 3]);
    broken = false;
    const again = failed.redrive();
    expect(await again.result).toEqual({ status: 'SUCCEEDED', output: [1, 2, 3, 4, 5] });
    expect(calls).toEqual([3, 4, 5]);
    const started = again.history.read().filter(({ type }) => type === 'MapIterationStarted');
    expect(started.map((event) => event['mapIterationStartedEventDetails']?.['index'])).toEqual([0, 1, 2, 3, 4]);
  });

  it('keeps the items that an expression gave the first time', async () => {
    const { work } = flaky({ Item: 1 }, ({ parameters }) => parameters);
    const map = only(
      {
        Type: 'Map',
        Items: '{% [$random(), $random()] %}',
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: 'Item', States: { Item: { ...TASK, End: true } } },
      },
      { QueryLanguage: 'JSONata' },
    );
    let seed = 0;
    const failed = start(map, {}, { work, random: () => (seed += 0.125) });
    await failed.result;
    expect(await failed.redrive().result).toMatchObject({ output: [0.125, 0.25] });
  });

  it('is a whole Parallel whose results together were too large, but not one whose branch returned too much', async () => {
    let size = 200_000;
    const calls: Record<string, number> = {};
    const work: Work = ({ stateName }) => {
      calls[stateName] = (calls[stateName] ?? 0) + 1;
      return Promise.resolve('x'.repeat(stateName === 'Small' ? 1 : size));
    };
    const parallel = (names: string[]) => only({ Type: 'Parallel', Branches: names.map(branch) });
    const together = start(parallel(['One', 'Two']), {}, { work });
    expect(await together.result).toMatchObject({ error: 'States.DataLimitExceeded' });
    size = 10;
    expect(await together.redrive().result).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toEqual({ One: 2, Two: 2 });
    size = 300_000;
    const single = start(parallel(['Small', 'Large']), {}, { work });
    expect(await single.result).toMatchObject({ error: 'States.DataLimitExceeded' });
    size = 10;
    expect(await single.redrive().result).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toMatchObject({ Small: 1, Large: 2 });
  });

  it('is told as plain data, Maps in Parallels with their variables included', async () => {
    const { work } = flaky({ Deep: 1 }, ({ parameters }) => parameters);
    const inner = {
      Set: { Type: 'Pass', Assign: { twice: '{% $states.input * 2 %}' }, Next: 'Deep' },
      Deep: { ...TASK, Arguments: '{% $twice %}', End: true },
    };
    const map = { Type: 'Map', MaxConcurrency: 1, ItemProcessor: { StartAt: 'Set', States: inner }, End: true };
    const fine = { StartAt: 'Fine', States: { Fine: { Type: 'Pass', Output: 'fine', End: true } } };
    const machine = only(
      { Type: 'Parallel', Branches: [fine, { StartAt: 'Each', States: { Each: map } }] },
      { QueryLanguage: 'JSONata' },
    );
    const failed = start(machine, [1, 2], { work });
    await failed.result;
    expect(plainPoint(failed)).toMatchObject({
      state: 'Only',
      inside: {
        kind: 'BRANCHES',
        payload: [1, 2],
        branches: [
          { output: 'fine' },
          {
            state: 'Each',
            inside: {
              kind: 'ITERATIONS',
              items: [1, 2],
              iterations: [{ state: 'Deep', variables: { twice: 2 } }, null],
            },
          },
        ],
      },
    });
    expect(await failed.redrive().result).toEqual({ status: 'SUCCEEDED', output: ['fine', [2, 4]] });
  });

  it('is all of a Parallel once its own Retry takes over: they run all of its branches', async () => {
    const { work, calls } = flaky({ Bad: 3 });
    const retry = [{ ErrorEquals: ['Flaky'], MaxAttempts: 1 }];
    const failed = start(only({ Type: 'Parallel', Branches: ['Good', 'Bad'].map(branch), Retry: retry }), {}, { work });
    await failed.result;
    expect(calls).toEqual({ Good: 2, Bad: 2 });
    expect(await failed.redrive().result).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toEqual({ Good: 3, Bad: 4 });
  });
});
