import { allStates } from '../asl/scopes.ts';
import type { Definition, Scope, State } from '../asl/definition.ts';
import type { ObjectNode, ValueNode } from '../asl/syntax.ts';
import { NO_DEFINITION, type ApproachId, type DefinitionFacts } from './approaches.ts';
import type { WorkloadField } from './workload.ts';

/** What a definition tells of the workload: the facts for the model, and the values of the workload that it fixes. */
export interface DefinitionReading {
  readonly facts: DefinitionFacts;
  readonly values: Partial<Record<WorkloadField, number>>;
  /** The approach that the definition itself takes; undefined when it has no Map. */
  readonly approach: ApproachId | undefined;
}

/**
 * Reads the first Map that fans out (a distributed one before an inline one): its batch size, its concurrency, the
 * states that one pass through its processor enters. Fields with an expression say nothing before a run. `type` is the
 * machine's own.
 */
export function readDefinitionFacts(
  definition: Definition,
  type: 'STANDARD' | 'EXPRESS' = 'STANDARD',
): DefinitionReading {
  const { machine, text } = definition;
  if (!machine) return { facts: NO_DEFINITION, values: {}, approach: undefined };
  const maps = [...allStates(definition)].filter((state) => state.type === 'Map' && state.scopes.length > 0);
  const map = maps.find((state) => state.scopes[0]?.mode === 'DISTRIBUTED') ?? maps[0];
  const facts = {
    mapPointer: map?.pointer,
    parentStates: Math.max(1, countPath(machine)),
    definitionBytes: text.length,
  };
  const processor = map?.scopes[0];
  if (!map || !processor) return { facts, values: {}, approach: undefined };
  const batch = numberAt(objectAt(map.fields.get('ItemBatcher')?.value), 'MaxItemsPerBatch');
  const concurrency = numberAt(map.node, 'MaxConcurrency');
  const childType = processor.mode === 'DISTRIBUTED' ? processor.executionType : type;
  return {
    facts,
    approach: `${processor.mode === 'DISTRIBUTED' ? 'distributed' : 'inline'}-${childType === 'EXPRESS' ? 'express' : 'standard'}`,
    values: {
      statesPerChild: Math.max(1, countPath(processor)),
      ...(processor.mode === 'DISTRIBUTED' && batch !== undefined && batch > 0 ? { itemsPerBatch: batch } : {}),
      ...(concurrency !== undefined && concurrency > 0 ? { concurrency: Math.min(concurrency, 10_000) } : {}),
    },
  };
}

/**
 * States on the longest way through a scope without going round a loop: every branch of a Parallel counts, an inline
 * Map inside counts as one (how many iterations it has is not known), catchers do not (they are the exception).
 */
function countPath(scope: Scope): number {
  const start = scope.startAt?.kind === 'string' ? scope.byName.get(scope.startAt.value) : undefined;
  if (!start) return 0;
  const longest = new Map<State, number>();
  const open = new Set<State>();
  // By hand instead of by recursion: a chain of states may be longer than the stack is deep.
  const stack: State[] = [start];
  for (let state = stack.at(-1); state; state = stack.at(-1)) {
    const next = nextStates(state);
    const again = open.has(state);
    open.add(state);
    const ahead = again ? [] : next.filter((each) => !open.has(each) && !longest.has(each));
    stack.push(...ahead);
    if (ahead.length > 0) continue;
    stack.pop();
    open.delete(state);
    longest.set(state, countEntered(state) + Math.max(0, ...next.map((each) => longest.get(each) ?? 0)));
  }
  return longest.get(start) ?? 0;
}

function nextStates({ transitions, scope }: State): State[] {
  const targets = transitions
    .filter(({ kind }) => kind !== 'catch')
    .map(({ target }) => scope.byName.get(target.value));
  return targets.filter((state) => state !== undefined);
}

/** The state itself, and for a Parallel what its branches enter. */
function countEntered(state: State): number {
  return 1 + (state.type === 'Parallel' ? state.scopes.reduce((sum, branch) => sum + countPath(branch), 0) : 0);
}

const objectAt = (node: ValueNode | undefined): ObjectNode | undefined => (node?.kind === 'object' ? node : undefined);

function numberAt(node: ObjectNode | undefined, name: string): number | undefined {
  const value = node?.properties.find(({ key }) => key.value === name)?.value;
  return value?.kind === 'number' ? value.value : undefined;
}
