import { LocalRun, type AttemptOptions, type LocalRunOptions, type RunOutcome } from './local-run.ts';

/**
 * Runs a definition with no account, once, to its end. Rejects with RunRefused when it can't be run as asked, with one
 * line.
 */
export async function runLocally(options: LocalRunOptions & AttemptOptions): Promise<RunOutcome> {
  const run = await LocalRun.open(options, options.signal);
  try {
    return await run.start(options);
  } finally {
    await run.close();
  }
}
