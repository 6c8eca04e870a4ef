import type { JsonObject } from '../../asl/json.ts';
import type { CostViewRequest } from '../../cost/cost-view.ts';
import type { Comparison } from '../../cost/estimate.ts';
import type { WorkloadFault, WorkloadSources } from '../../cost/workload.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import type { Services } from '../services.ts';

/** All that an estimate of a definition is made from; what makeCostView takes, too. */
export type CostInputs = Pick<CostViewRequest, 'workload' | 'assumptions' | 'book' | 'definition'>;

/**
 * Reads what the estimate of a definition of an open document needs: its own text, the workload of its fanout.json,
 * `measured` over that, and `given` over all; `region` where it is not that of the settings. What keeps it from being made (no number of items above all) comes as
 * `errors`; undefined when it is no state machine.
 */
export async function readCostInputs(
  services: Services,
  { document, logicalId }: ChosenDefinition,
  given: JsonObject,
  measured: Omit<WorkloadSources, 'project'> = {},
  region?: string,
): Promise<CostInputs | WorkloadFault | undefined> {
  const at = await services.definitions.readOne(document, logicalId);
  if (!at?.definition.machine) return undefined;
  const [{ readDefinitionFacts }, { readWorkload }] = await Promise.all([
    import('../../cost/definition-facts.ts'),
    import('../../cost/workload.ts'),
  ]);
  const found = await services.projects.find(document.uri);
  if (found && !found.project) return { errors: [`fanout.json: ${found.problem ?? ''}`], onlyItemsMissing: false };
  const definition = readDefinitionFacts(at.definition, at.embedded ? at.embedded.type : found?.project?.type);
  const read = readWorkload(given, definition.values, { ...measured, project: found?.project?.workload });
  if ('errors' in read) return read;
  const prices = await services.prices.find(document.uri, region);
  return 'error' in prices
    ? { errors: [prices.error], onlyItemsMissing: false }
    : { ...read, book: prices.book, definition };
}

/** What a definition costs as it is written, with the workload of its fanout.json: what lens and status bar say. */
export interface OwnCost {
  /** The approach that it takes. */
  readonly label: string;
  /** Dollars a month, as people read them. */
  readonly monthly: string;
  readonly workload: Comparison['workload'];
  readonly region: string;
  /** The day of the prices. */
  readonly asOf: string;
}

/** Undefined where it is not known, without a number of items above all. A hundred times quicker than a whole estimate. */
export async function findOwnCost(services: Services, chosen: ChosenDefinition): Promise<OwnCost | undefined> {
  const inputs = await readCostInputs(services, chosen, {});
  if (!inputs || 'errors' in inputs) return undefined;
  const [{ compareApproaches }, { money }] = await Promise.all([
    import('../../cost/estimate.ts'),
    import('../../cost/say.ts'),
  ]);
  const compared = compareApproaches(inputs.workload, inputs.assumptions, inputs.book, inputs.definition);
  const own = compared.approaches.find(({ id }) => id === compared.current);
  if (!own) return undefined;
  const { workload, region, prices } = compared;
  return { label: own.label, monthly: money(own.monthly), workload, region, asOf: prices.asOf };
}
