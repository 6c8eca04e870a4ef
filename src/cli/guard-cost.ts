import type { JsonObject } from '../asl/json.ts';
import { parseDefinition } from '../asl/parse.ts';
import { money } from '../cost/say.ts';
import { UsageError, type Terminal } from './exit.ts';
import type { Remote } from './remote.ts';

export function readMostCost(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new UsageError(`--max-cost ${text}: give an amount in dollars.`);
  return value;
}

/** What is about to be started. */
export interface GuardedRun {
  /** JSON text. */
  readonly definition: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Of fanout.json. */
  readonly workload: JsonObject | undefined;
}

/**
 * Says what a run is estimated to cost. Throws a UsageError for more than `most` dollars a run; where it fans out and its
 * cost is not known, it says so and goes on.
 */
export async function guardCost(
  { definition, type, workload }: GuardedRun,
  { most, yes }: { readonly most: number; readonly yes: boolean },
  { client }: Remote,
  terminal: Terminal,
): Promise<void> {
  const { estimateRun } = await import('../executions/run-cost.ts');
  const cost = estimateRun({
    definition: parseDefinition(definition, 'json'),
    ...{ type, workload },
    region: await client.config.region(),
  });
  if (cost.dollars === undefined) {
    if (cost.why !== undefined) terminal.stderr.write(`fanout: what it will cost is not known: ${cost.why}\n`);
    return;
  }
  const figure = `${money(cost.dollars)} for ${cost.items.toLocaleString('en-US')} items (${cost.approach}; an estimate, without the free tier)`;
  if (cost.dollars > most && !yes)
    throw new UsageError(`A run costs ${figure}, more than the ${money(most)} of --max-cost: add --yes to start it.`);
  terminal.stderr.write(`fanout: estimated cost ${figure}\n`);
}
