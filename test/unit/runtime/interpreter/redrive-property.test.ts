import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { RunningExecution, type Execution } from '../../../../src/runtime/interpreter/execution.ts';
import { machineOf, makeWork, shapes } from './fan-out-machines.ts';
import { start, typesOf } from './harness.ts';

/** What is kept goes through JSON, as if another process took it up. */
function redrive(execution: Execution): Execution {
  if (!(execution instanceof RunningExecution) || !execution.resume) return expect.unreachable();
  execution.resume = { ...execution.resume, point: JSON.parse(JSON.stringify(execution.resume.point)) as never };
  return execution.redrive();
}

describe('an execution that is redriven until it succeeds', () => {
  it(
    'gives the output of one that never failed, and runs no task again that succeeded',
    { timeout: 120_000 },
    async () => {
      const stops = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 });
      const property = fc.asyncProperty(
        shapes,
        fc.array(fc.nat({ max: 2 }), { maxLength: 8 }),
        stops,
        async (states, failures, stopsAt) => {
          const machine = { QueryLanguage: 'JSONata', ...machineOf(states, { next: 0 }) };
          const input: JsonValue = { id: '' };
          const fine = makeWork([], () => undefined);
          const whole = await start(machine, input, { work: fine.work }).result;
          let calls = 0;
          const left = [...stopsAt];
          let execution: Execution | undefined;
          const flaky = makeWork(failures, () => {
            if (++calls !== left[0]) return;
            left.shift();
            calls = 0;
            setImmediate(() => execution?.stop());
          });
          execution = start(machine, input, { work: flaky.work });
          for (let redrives = 0; (await execution.result).status !== 'SUCCEEDED'; redrives++) {
            expect(redrives).toBeLessThan(500);
            execution = redrive(execution);
          }
          expect(await execution.result).toEqual(whole);
          expect(flaky.succeeded).toEqual(fine.succeeded);
          expect([...flaky.succeeded.values()].filter((count) => count !== 1)).toEqual([]);
          expect(
            typesOf(execution).filter((type) => type === 'LambdaFunctionSucceeded' || type === 'TaskSucceeded'),
          ).toHaveLength(fine.succeeded.size);
        },
      );
      await fc.assert(property, { numRuns: 300 });
    },
  );
});
