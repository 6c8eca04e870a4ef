import fc from 'fast-check';
import type { JsonObject } from '../../../../src/asl/json.ts';
import { StatesError } from '../../../../src/runtime/contracts.ts';
import { TASK, type Work } from './harness.ts';

export type Shape =
  | { readonly type: 'Pass' }
  | { readonly type: 'Task' }
  | { readonly type: 'Parallel'; readonly branches: readonly (readonly Shape[])[] }
  | { readonly type: 'Map'; readonly items: number; readonly lanes: number; readonly states: readonly Shape[] };

export const { states: shapes } = fc.letrec<{ state: Shape; states: Shape[] }>((tie) => ({
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
export function machineOf(states: readonly Shape[], names: { next: number }): JsonObject {
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
export function makeWork(failures: readonly number[], onCall: () => void) {
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
