import { parseDefinition } from '../../../src/asl/parse.ts';
import type { ApproachId } from '../../../src/cost/approach-ids.ts';
import { readDefinitionFacts, type DefinitionReading } from '../../../src/cost/definition-facts.ts';
import { estimateCost, type CostEstimate } from '../../../src/cost/estimate.ts';
import { makeScenario } from '../../../src/cost/scenario.ts';
import type { Workload } from '../../../src/cost/workload-fields.ts';
import { readWorkload, type ReadWorkload } from '../../../src/cost/workload.ts';
import { approach, bookOf } from './estimates.ts';

export const BOOK = bookOf('2026-09');
export const task = (next: object): object => ({ Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...next });
export const pass = (next: object): object => ({ Type: 'Pass', ...next });

/** `count` states in a row, made by `make`. */
export function chain(
  count: number,
  make: (next: object) => object,
): { StartAt: string; States: Record<string, object> } {
  const entries = Array.from({ length: count }, (_, n): [string, object] => [
    `S${n}`,
    make(n + 1 < count ? { Next: `S${n + 1}` } : { End: true }),
  ]);
  return { StartAt: 'S0', States: Object.fromEntries(entries) };
}

export const distributed = (type: 'STANDARD' | 'EXPRESS', states: object, fields: object = {}): object => ({
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type }, ...states },
  ...fields,
});
export const inline = (states: object, fields: object = {}): object => ({
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...states },
  ...fields,
});
export const machine = (States: Record<string, object>): object => ({ StartAt: Object.keys(States)[0], States });

export const readingOf = (definition: object): DefinitionReading =>
  readDefinitionFacts(parseDefinition(JSON.stringify(definition), 'json'));

export function read(definition: DefinitionReading, given: Partial<Workload>): ReadWorkload {
  const found = readWorkload({ ...given }, definition.values);
  if ('errors' in found) throw new Error(found.errors.join(' '));
  return found;
}

export function price(definition: object, given: Partial<Workload>): CostEstimate {
  const reading = readingOf(definition);
  const { workload, assumptions } = read(reading, given);
  return estimateCost(workload, assumptions, BOOK, reading);
}

/** A month of one approach, in pico-dollars. */
export function monthlyOf(definition: object, id: ApproachId, given: Partial<Workload>): bigint {
  const reading = readingOf(definition);
  const { workload, assumptions } = read(reading, given);
  const scenario = makeScenario(workload, assumptions, BOOK, reading);
  return scenario.monthly(id, scenario.workload);
}

export const quantity = (estimate: CostEstimate, id: ApproachId, item: string): number =>
  approach(estimate, id)
    .lines.filter((line) => line.item === item)
    .reduce((sum, line) => sum + line.quantity, 0);

export const transitions = (estimate: CostEstimate, id: ApproachId): number =>
  approach(estimate, id)
    .lines.filter(({ unit }) => unit === 'state transitions')
    .reduce((sum, line) => sum + line.quantity, 0);
