import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import { createMapRuns, type MapRuns } from '../../../../src/runtime/map-run/map-runs.ts';
import { EXECUTION_ARN, flaky, only, start, START, step, TASK, typesOf, type Setup, type Work } from './harness.ts';

let clock: VirtualClock;
let mapRuns: MapRuns;
let uuids = 0;
beforeEach(() => {
  clock = new VirtualClock(START);
  mapRuns = createMapRuns({
    buckets: { find: () => Promise.reject(new Error('no bucket expected')) },
    clock,
    limits: 'aws',
  });
});
afterEach(() => {
  uuids = 0;
});
const uuid = (): string => `00000000-0000-4000-8000-${String(++uuids).padStart(12, '0')}`;
const setup = (work: Work): Setup => ({ work, clock, mapRuns, uuid });

const distributed = (states: JsonObject, more: JsonObject = {}): JsonObject => ({
  Type: 'Map',
  MaxConcurrency: 1,
  ItemProcessor: {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    StartAt: Object.keys(states)[0]!,
    States: states,
  },
  ...more,
});
const count = (types: string[], type: string): number => types.filter((one) => one === type).length;

describe('a distributed Map of a redriven execution', () => {
  it('redrives its Map Run, whose children go on where they failed', async () => {
    const { work, calls } = flaky({ B: 1 }, ({ parameters }) => parameters);
    const failed = start(only(distributed({ A: step('B'), B: step(undefined) })), [1, 2], setup(work));
    expect(await failed.result).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
    expect(failed.resume?.point).toMatchObject({ inside: { kind: 'MAP_RUN' } });
    const again = failed.redrive();
    expect(await again.result).toEqual({ status: 'SUCCEEDED', output: [1, 2] });
    expect(calls).toEqual({ A: 2, B: 3 });
    const types = typesOf(again);
    expect(count(types, 'MapRunStarted')).toBe(1);
    expect(types.slice(types.indexOf('ExecutionRedriven'))).toEqual([
      'ExecutionRedriven',
      'MapRunRedriven',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    expect(mapRuns.list(EXECUTION_ARN)).toMatchObject([{ status: 'SUCCEEDED', redriveCount: 1 }]);
  });

  it('redrives the Map Runs of its children', async () => {
    const { work, calls } = flaky({ Deep: 1 }, ({ parameters }) => parameters);
    const inner = distributed({ Deep: step(undefined) }, { End: true });
    const failed = start(only(distributed({ Inner: inner })), [[1, 2], [3]], setup(work));
    await failed.result;
    expect(await failed.redrive().result).toEqual({ status: 'SUCCEEDED', output: [[1, 2], [3]] });
    expect(calls).toEqual({ Deep: 4 });
  });

  it('redrives the Map Runs of its children under the name of their machine', async () => {
    const names: JsonValue[] = [];
    const work: Work = ({ parameters }) => {
      names.push((parameters as JsonObject).Payload!);
      return names.length === 1 ? Promise.reject(new StatesError('Flaky', 'once')) : Promise.resolve(1);
    };
    const deep = step(undefined, { Parameters: { FunctionName: 'f', 'Payload.$': '$$.StateMachine.Name' } });
    const inner = distributed({ Deep: deep }, { Label: 'Inner', End: true });
    const failed = start(only(distributed({ Inner: inner }, { Label: 'Outer' })), [[1, 2]], setup(work));
    await failed.result;
    expect(await failed.redrive().result).toMatchObject({ status: 'SUCCEEDED' });
    // The first item failed, the second is started by the redrive.
    expect(names).toEqual(Array.from({ length: 3 }, () => 'machine/Outer/Inner'));
  });

  it.each([
    ['results were too large', (): JsonValue => 'x'.repeat(200_000), {}],
    ['its output could not be made', (): JsonValue => 1, { OutputPath: '$.absent' }],
  ] as const)('starts another Map Run when %s', async (_when, result, more) => {
    let asked = 0;
    const work: Work = () => Promise.resolve((asked++, result()));
    const failed = start(only(distributed({ A: step(undefined) }, more)), [1, 2], setup(work));
    expect(await failed.result).toMatchObject({ status: 'FAILED' });
    const again = failed.redrive();
    await again.result;
    expect(asked).toBe(4);
    expect(count(typesOf(again), 'MapRunStarted')).toBe(2);
    expect(count(typesOf(again), 'MapRunRedriven')).toBe(0);
  });

  it('is redriven in the iteration of an inline Map and the branch of a Parallel that it stands in', async () => {
    const { work, calls } = flaky({ Deep: 2 }, ({ parameters }) => parameters);
    const many = distributed({ Deep: step(undefined) }, { End: true });
    const map = {
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'Many', States: { Many: many } },
      End: true,
    };
    const branches = [
      { StartAt: 'Each', States: { Each: map } },
      { StartAt: 'Fine', States: { Fine: { ...TASK, End: true } } },
    ];
    let execution = start(only({ Type: 'Parallel', Branches: branches }), [[1, 2], [3]], setup(work));
    const results: JsonValue[] = [];
    for (let redrives = 0; (await execution.result).status !== 'SUCCEEDED'; redrives++) {
      results.push(redrives);
      execution = execution.redrive();
    }
    expect(results).toEqual([0, 1]);
    expect(await execution.result).toMatchObject({
      output: [
        [[1, 2], [3]],
        [[1, 2], [3]],
      ],
    });
    expect(calls['Deep']).toBe(5);
    expect(mapRuns.list(EXECUTION_ARN).map(({ redriveCount }) => redriveCount)).toEqual([2, 0]);
  });

  it('has at most 1,000 redrives of one Map Run', async () => {
    const { work } = flaky({ A: 2000 });
    let execution = start(only(distributed({ A: step(undefined) })), [1], setup(work));
    for (let redrives = 0; redrives < 1000; redrives++) {
      await execution.result;
      execution = execution.redrive();
    }
    expect(await execution.result).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
    expect(await execution.redrive().result).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
