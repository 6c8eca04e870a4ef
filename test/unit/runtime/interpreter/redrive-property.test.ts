import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import { RunningExecution, type Execution } from '../../../../src/runtime/interpreter/execution.ts';
import { start, TASK, typesOf, type Work } from './harness.ts';

type Shape =
  | { readonly type: 'Pass' }
  | { readonly type: 'Task' }
  | { readonly type: 'Parallel'; readonly branches: readonly (readonly Shape[])[] }
  | { readonly type: 'Map'; readonly items: number; readonly lanes: number; readonly states: readonly Shape[] };

const { states: shapes } = fc.letrec<{ state: Shape; states: Shape[] }>((tie) => ({
  state: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: fc.record({ type: fc.constantFrom('Pass' as const, 'Task' as const) }), weight: 3 },
    {
      arbitrary: fc.record({
        type: fc.constant('Parallel' as const),
        branches: fc.array(tie('states'), { minLength: 1, maxLength: 3 }),
      }),
      weight: 1,
    },
    {
      arbitrary: fc.record({
        type: fc.constant('Map' as const),
        items: fc.nat({ max: 4 }),
        lanes: fc.nat({ max: 3 }),
        states: tie('states'),
      }),
      weight: 1,
    },
  ),
  states: fc.array(tie('state'), { minLength: 1, maxLength: 3 }),
}));

/** Each state makes its `id` from that of its input, so that an output tells all that happened, and in which place. */
function machineOf(states: readonly Shape[], names: { next: number }): JsonObject {
  const named = states.map((shape) => ({ shape, name: `S${names.next++}` }));
  const join = { id: '{% $hash($states.input.id & "[" & $join([$states.result.id], "+"), "MD5") %}' };
  const stateOf = (shape: Shape): JsonObject => {
    if (shape.type === 'Task') return { ...TASK };
    if (shape.type === 'Pass') return { Type: 'Pass', Assign: { seen: '{% $states.input.id %}' } };
    if (shape.type === 'Parallel')
      return { Type: 'Parallel', Branches: shape.branches.map((branch) => machineOf(branch, names)), Output: join };
    const index = '{% $states.input.id & "/" & $string($states.context.Map.Item.Index) %}';
    return {
      Type: 'Map',
      Items: Array.from({ length: shape.items }, (_, item) => item),
      MaxConcurrency: shape.lanes,
      ItemSelector: { id: index },
      ItemProcessor: machineOf(shape.states, names),
      Output: join,
    };
  };
  return {
    StartAt: named[0]!.name,
    States: Object.fromEntries(
      named.map(({ shape, name }, at) => {
        const next = named[at + 1];
        return [name, { ...stateOf(shape), ...(next ? { Next: next.name } : { End: true }) }];
      }),
    ),
  };
}

/** Fails each call as often as `failures` says, and counts how often each succeeded. */
function makeWork(failures: readonly number[], onCall: () => void) {
  const succeeded = new Map<string, number>();
  const left = new Map<string, number>();
  const work: Work = async ({ stateName, parameters }, signal) => {
    onCall();
    const call = `${stateName}(${(parameters as { id: string }).id})`;
    await new Promise(setImmediate);
    if (signal.aborted) throw new StatesError('Late');
    const remaining = left.get(call) ?? failures[left.size % Math.max(1, failures.length)] ?? 0;
    left.set(call, remaining - 1);
    if (remaining > 0) throw new StatesError('Flaky', call);
    succeeded.set(call, (succeeded.get(call) ?? 0) + 1);
    return { id: call };
  };
  return { work, succeeded };
}

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
