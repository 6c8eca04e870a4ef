import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import { endless, only, start, START, TASK } from './harness.ts';

describe('virtual time', () => {
  it('runs three days of waits, time-outs and heartbeats side by side in their order, at once', async () => {
    const wait = (hours: number, name: string): JsonObject => ({
      StartAt: `${name} waits`,
      States: {
        [`${name} waits`]: { Type: 'Wait', Seconds: hours * 3600, Next: `${name} done` },
        [`${name} done`]: { Type: 'Pass', End: true },
      },
    });
    const silent = (name: string, fields: JsonObject): JsonObject => ({
      StartAt: name,
      States: {
        [name]: { ...TASK, ...fields, Catch: [{ ErrorEquals: ['States.ALL'], Next: `${name} done` }], End: true },
        [`${name} done`]: { Type: 'Pass', End: true },
      },
    });
    const inner = { Type: 'Parallel', Branches: [wait(30, 'C'), wait(10, 'B')], Next: 'inner done' };
    const machine = only({
      Type: 'Parallel',
      Branches: [
        wait(72, 'E'),
        { StartAt: 'inner', States: { inner, 'inner done': { Type: 'Pass', End: true } } },
        silent('A', { TimeoutSeconds: 3600, HeartbeatSeconds: 1800 }),
        silent('D', { TimeoutSeconds: 48 * 3600 }),
      ],
    });
    const clock = new VirtualClock(START);
    const began = performance.now();
    const execution = start(machine, {}, { clock, work: endless() });
    expect((await execution.result).status).toBe('SUCCEEDED');
    expect(performance.now() - began).toBeLessThan(3000);
    const passes = execution.history
      .read()
      .filter(({ type }) => type === 'PassStateEntered')
      .map(({ stateEnteredEventDetails, timestamp }) => [
        stateEnteredEventDetails?.['name'],
        (timestamp * 1000 - START) / 3_600_000,
      ]);
    expect(passes).toEqual([
      ['A done', 0.5],
      ['B done', 10],
      ['C done', 30],
      ['inner done', 30],
      ['D done', 48],
      ['E done', 72],
    ]);
  });
});
