import path from 'node:path';
import { parseDefinition } from '../asl/parse.ts';
import type { RunOutcome } from '../executions/run-outcome.ts';
import { prepareRerun, type Rerun } from '../executions/prepare-rerun.ts';
import { readRuntimeSources } from '../executions/prepare-run.ts';
import { runLocally } from '../executions/run-locally.ts';
import { RunRefused } from '../executions/run-refused.ts';
import { makeBuckets } from '../items/buckets.ts';
import type { ResultSet } from '../items/result-files.ts';
import type { S3Options } from '../items/s3-bucket.ts';
import { endpointUrl } from '../runtime/tasks/endpoint-url.ts';
import type { CommandContext } from './program.ts';
import { readDefinitionFile } from './read-definition.ts';
import { isRemote, rerunRemotely, type RemoteRerunFlags } from './rerun-remotely.ts';
import { readCount } from './results.ts';
import { createProgress } from './run-progress.ts';
import { formatOutcome } from './format-outcome.ts';
import type { RuntimeSettings } from './runtime-options.ts';

/** Options of `--rerun`. */
export interface RerunFlags extends RemoteRerunFlags {
  readonly map?: string;
  readonly itemsPerBatch?: string;
  readonly plan?: boolean;
}

export interface RerunOptions extends RerunFlags {
  /** The definition that was run. */
  readonly rerun: string;
  readonly settings: RuntimeSettings;
  /** Of buckets that are no folders, on AWS or an endpoint. */
  readonly s3: S3Options;
  /** What the Map Run was given, where its endpoint told. */
  readonly known?: Readonly<Record<string, number>> | undefined;
}

/**
 * Runs what did not succeed again: on this machine, with buckets and handlers of the definition's fanout.json and the
 * flags, or on AWS or an endpoint where the flags name one; exit code 1 where that is refused, or fails.
 */
export async function rerunResults(
  set: ResultSet,
  options: RerunOptions,
  context: CommandContext,
  signal: AbortSignal,
): Promise<void> {
  const { terminal, exitWith } = context;
  const { settings } = options;
  const isThere = isRemote(options);
  const definitionPath = path.resolve(terminal.cwd(), options.rerun);
  const { text, format } = await readDefinitionFile(definitionPath);
  const itemsPerBatch =
    options.itemsPerBatch === undefined ? undefined : readCount('--items-per-batch', options.itemsPerBatch);
  const progress = createProgress(terminal);
  try {
    const definition = parseDefinition(text, format);
    const rerun = await prepareRerun({
      set,
      definition,
      mapName: options.map,
      itemsPerBatch,
      known: options.known,
      signal,
    });
    for (const line of describeRerun(rerun)) terminal.stderr.write(`fanout: ${line}\n`);
    if (isThere) {
      await rerunRemotely({ set, rerun, definitionPath, settings, s3: options.s3 }, options, context);
      return;
    }
    if (options.plan === true) {
      terminal.stdout.write(rerun.definition);
      return;
    }
    const { buckets: folders } = await readRuntimeSources(definitionPath, settings);
    const s3 = { endpoint: endpointUrl(terminal.env, 'S3'), region: terminal.env.AWS_REGION };
    const buckets = await makeBuckets({ folders, s3 });
    const outcome = await runLocally({
      definitionPath,
      definitionText: rerun.definition,
      input: await rerun.placeItems((name) => buckets.find(name), { signal }),
      flags: { ...settings, type: 'STANDARD' },
      signal,
      onProgress: progress.enabled ? progress.show : undefined,
      onLog: progress.log,
    });
    progress.clear();
    terminal.stdout.write(options.json ? `${JSON.stringify(outcome, null, 2)}\n` : formatOutcome(outcome));
    if (outcome.status !== 'SUCCEEDED' || hasFailures(outcome)) exitWith(1);
  } catch (error) {
    if (!(error instanceof RunRefused) || error.about !== 'definition') throw error;
    terminal.stderr.write(`fanout: ${error.message}\n`);
    exitWith(1);
  } finally {
    progress.clear();
  }
}

/** What is about to be run, a line each. */
function describeRerun({ mapName, items, source, notes }: Rerun): string[] {
  const count = (number: number, one: string, many: string): string =>
    `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
  const of = items.batches === undefined ? '' : ` in ${count(items.children, 'batch', 'batches')}`;
  const where = source.kind === 'INPUT' ? 'its input' : `s3://${source.bucket}/${source.key}`;
  return [`${count(items.items, 'item', 'items')}${of} of "${mapName}" run again, from ${where}.`, ...notes];
}

/** Tolerated ones, too: what was to be mended is not. */
export function hasFailures({ mapRuns }: RunOutcome): boolean {
  return mapRuns.some(({ executionCounts: { failed, timedOut } }) => failed + timedOut > 0);
}
