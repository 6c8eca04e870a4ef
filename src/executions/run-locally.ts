import type { WorkloadValues } from '../cost/workload.ts';
import { LocalRun, type AttemptOptions, type LocalRunOptions } from './local-run.ts';
import type { RunOutcome } from './run-outcome.ts';
import { RunRefused } from './run-refused.ts';

export type Measured = { readonly values: WorkloadValues } | { readonly problem: string };

/**
 * Runs a definition with no account, once, to its end. Rejects with RunRefused when it can't be run as asked, with one
 * line. `onMeasured` is told what a run that succeeded tells of its workload, or why it tells nothing.
 */
export async function runLocally(
  options: LocalRunOptions & AttemptOptions & { readonly onMeasured?: ((measured: Measured) => void) | undefined },
): Promise<RunOutcome> {
  const run = await LocalRun.open(options, options.signal);
  try {
    const outcome = await run.start(options);
    if (options.onMeasured && outcome.status === 'SUCCEEDED') options.onMeasured(await measure(run));
    return outcome;
  } finally {
    await run.close();
  }
}

async function measure(run: LocalRun): Promise<Measured> {
  try {
    return { values: await run.measure() };
  } catch (error) {
    if (error instanceof RunRefused) return { problem: error.message };
    throw error;
  }
}
