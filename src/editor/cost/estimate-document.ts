import type { JsonObject } from '../../asl/json.ts';
import type { CostEstimate } from '../../cost/estimate.ts';
import type { WorkloadFault } from '../../cost/workload.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import type { Services } from '../services.ts';

/**
 * The estimate for a definition of an open document, from its own text, the workload of its fanout.json, and `given` over both. What
 * keeps it from being made (no number of items above all) comes as `errors`; undefined when it is no state machine.
 */
export async function estimateForDocument(
  services: Services,
  { document, logicalId }: ChosenDefinition,
  given: JsonObject,
): Promise<CostEstimate | WorkloadFault | undefined> {
  const at = await services.definitions.readOne(document, logicalId);
  if (!at?.definition.machine) return undefined;
  const [{ readDefinitionFacts }, { readWorkload }, { builtInBook, CURRENT_BOOK }, { estimateCost }] =
    await Promise.all([
      import('../../cost/definition-facts.ts'),
      import('../../cost/workload.ts'),
      import('../../cost/built-in-books.ts'),
      import('../../cost/estimate.ts'),
    ]);
  const found = await services.projects.find(document.uri);
  if (found && !found.project) return { errors: [`fanout.json: ${found.problem ?? ''}`], onlyItemsMissing: false };
  const reading = readDefinitionFacts(at.definition, at.embedded ? at.embedded.type : found?.project?.type);
  const read = readWorkload(given, reading.values, { project: found?.project?.workload });
  if ('errors' in read) return read;
  // The one region that the built-in prices cover; it is named wherever a figure is shown.
  const book = builtInBook(CURRENT_BOOK, 'us-east-1');
  if ('error' in book) return { errors: [book.error], onlyItemsMissing: false };
  return estimateCost(read.workload, read.assumptions, book.book, reading);
}
