import path from 'node:path';
import type { FoundResults } from '../executions/find-results.ts';
import type { ResultsQuery } from '../items/query-results.ts';
import type { ResultSet } from '../items/result-files.ts';
import type { ResultStatus } from '../items/result-status.ts';
import type { S3Options } from '../items/s3-bucket.ts';
import { endpointUrl } from '../runtime/tasks/endpoint-url.ts';
import { UsageError, type Terminal } from './exit.ts';
import type { CommandContext, RegisterCommand } from './program.ts';
import { addConnectionOptions, askRemote, readConnection, type ConnectionFlags } from './remote.ts';
import type { RerunFlags } from './rerun-results.ts';
import { addRuntimeOptions, readRuntimeFlags, type RuntimeFlags, type RuntimeSettings } from './runtime-options.ts';

interface ResultsOptions extends RuntimeFlags, RerunFlags {
  readonly failed?: boolean;
  readonly group?: boolean;
  readonly search?: string;
  readonly limit: string;
  readonly export?: string;
  readonly rerun?: string;
  readonly json?: boolean;
}

const MAP_RUN_ARN = /^arn:[\w-]+:states:[^:]*:[^:]*:mapRun:/;

/** `fanout results`: what a distributed Map has left in its ResultWriter's bucket; exit code 1 when that is damaged. */
export const registerResults: RegisterCommand = (program, context) => {
  const command = program
    .command('results')
    .description(
      "Look at a distributed Map's results: counts, failures, records; export them, run the failed ones again.",
    )
    .argument('<WHERE>', 'a manifest.json, its folder, s3://bucket/prefix, or the ARN of a Map Run')
    .option('--failed', 'list what did not succeed, with its input')
    .option('--group', 'group the failures by error and cause, all of them')
    .option('--search <TEXT>', 'list the records that hold it in name, input, output, error or cause')
    .option('--limit <N>', 'records to list at most', '100')
    .option('--export <FILE>', 'write the records to a .jsonl or .csv file; with --failed or --search those')
    .option('--rerun <DEFINITION>', 'run what did not succeed again with the definition that was run: here, or …')
    .option('--role <ARN>', 'of --rerun: … on AWS or --endpoint, as a state machine of its own with this role')
    .option('--create-role', 'of --rerun: … there, with a role that allows what it needs, and no more')
    .option('--local', 'of --rerun: here, and read the results through --endpoint or --profile')
    .option('--max-cost <DOLLARS>', 'of --rerun: refuse what is estimated to cost more there, unless --yes', '1')
    .option('--yes', 'of --rerun: whatever it is estimated to cost; and make the role that --create-role shows')
    .option('--map <NAME>', 'of --rerun: the Map, where the results do not tell which it was')
    .option('--items-per-batch <N>', 'of --rerun: smaller batches, such as 1 to find the item that fails')
    .option('--plan', 'of --rerun: print the definition that it would run, and run nothing')
    .option('--json', 'print the result as one JSON document');
  addConnectionOptions(addRuntimeOptions(command)).action((where: string, options: ResultsOptions) =>
    showResults(where, options, context),
  );
};

async function showResults(where: string, options: ResultsOptions, context: CommandContext): Promise<void> {
  const { ResultsError } = await import('../items/results-error.ts');
  const { terminal, exitWith } = context;
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await carryOut(where, options, context, stop.signal);
  } catch (error) {
    if (stop.signal.aborted) throw error instanceof UsageError ? error : new UsageError('Stopped.');
    if (!(error instanceof ResultsError)) throw error;
    if (error.about === 'access') throw new UsageError(error.message);
    terminal.stderr.write(`fanout: ${error.message}\n`);
    exitWith(1);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function carryOut(
  where: string,
  options: ResultsOptions,
  context: CommandContext,
  signal: AbortSignal,
): Promise<void> {
  const { terminal } = context;
  const settings = await readRuntimeFlags(options, terminal.cwd());
  const found = MAP_RUN_ARN.test(where) ? await findMapRun(where, options, context) : undefined;
  if (found === 'told') return;
  const place = found === undefined ? where : `s3://${found.bucket}/${found.key}`;
  const arn = found === undefined ? undefined : where;
  const set = await openResults(place, settings, s3Of(options, terminal, arn), terminal);
  if (options.rerun !== undefined) {
    if ([options.failed, options.group, options.search, options.export].some((each) => each !== undefined))
      throw new UsageError(
        '--rerun takes what did not succeed: it goes with none of --failed, --group, --search, --export.',
      );
    const { rerunResults } = await import('./rerun-results.ts');
    const s3 = s3Of(options, terminal, set.manifest.mapRunArn);
    await rerunResults(set, { ...options, rerun: options.rerun, settings, s3, known: found?.known }, context, signal);
    return;
  }
  const { map, itemsPerBatch, plan, role, createRole, local, yes } = options;
  if ([map, itemsPerBatch, plan, role, createRole, local, yes].some((each) => each !== undefined))
    throw new UsageError(
      '--map, --items-per-batch, --plan, --role, --create-role, --local and --yes belong to --rerun DEFINITION.',
    );
  if (options.export === undefined) await printResults(set, options, terminal, signal);
  else await writeExport(set, options.export, options, terminal, signal);
}

/** What the endpoint says of a Map Run; `told`: it was said why there is nothing. */
async function findMapRun(
  mapRunArn: string,
  flags: ConnectionFlags,
  context: CommandContext,
): Promise<FoundResults | 'told'> {
  const { findResults } = await import('../executions/find-results.ts');
  let found: FoundResults | 'told' = 'told';
  const asked = { arn: mapRunArn, action: 'states:DescribeMapRun' };
  await askRemote(flags, context, asked, async ({ client, signal }) => {
    found = await findResults(client, mapRunArn, signal);
  });
  return found;
}

/** Where buckets are that are no folders: S3's own endpoint first, since `fanout serve` has none. */
function s3Of(flags: ConnectionFlags, terminal: Terminal, arn: string | undefined): S3Options {
  const { region, profile, credentials } = readConnection(flags, terminal, arn);
  const endpoint = endpointUrl(terminal.env, 'S3') ?? flags.endpoint;
  // Placeholder keys are for emulators.
  return endpoint === undefined ? { region, profile } : { endpoint, region, profile, credentials };
}

async function openResults(
  where: string,
  { buckets: folders }: RuntimeSettings,
  s3: S3Options,
  terminal: Terminal,
): Promise<ResultSet> {
  const { openResultsInBucket, parseResultsUri } = await import('../items/result-files.ts');
  const object = parseResultsUri(where);
  if (object === undefined) {
    const { openResultsBelow } = await import('../items/find-manifests.ts');
    return openResultsBelow(path.resolve(terminal.cwd(), where));
  }
  const { makeBuckets } = await import('../items/buckets.ts');
  return openResultsInBucket(object.bucket, object.key, await makeBuckets({ folders, s3 }));
}

async function printResults(
  set: ResultSet,
  options: ResultsOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { queryResults, summarizeResults } = await import('../items/query-results.ts');
  const { RESULT_STATUSES } = await import('../items/result-status.ts');
  const { sizeOfFiles } = await import('../items/scan-results.ts');
  const { formatResults, resultsToJson } = await import('./format-results.ts');
  const limit = readCount('--limit', options.limit);
  const warnings: string[] = [];
  const reading = followReading(sizeOfFiles(set, RESULT_STATUSES), terminal);
  const onWarning = (line: string): void => {
    warnings.push(line);
  };
  try {
    const summary = await summarizeResults(set, RESULT_STATUSES, { signal, onRead: reading.onRead, onWarning });
    const query = queryOf(options);
    const page = query === undefined ? undefined : await queryResults(set, query, { limit, signal });
    signal.throwIfAborted();
    reading.clear();
    for (const line of warnings) terminal.stderr.write(`fanout: ${line}\n`);
    const told = { set, summary, page };
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify(resultsToJson(told), null, 2)}\n`
        : formatResults(told, { allGroups: options.group === true }),
    );
  } finally {
    reading.clear();
  }
}

async function writeExport(
  set: ResultSet,
  file: string,
  options: ResultsOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const { exportFormatOf, exportResults } = await import('../items/export-results.ts');
  const { RESULT_STATUSES } = await import('../items/result-status.ts');
  const { sizeOfFiles } = await import('../items/scan-results.ts');
  const format = exportFormatOf(file);
  if (format === undefined) throw new UsageError(`--export ${file}: name a file that ends in .jsonl or .csv.`);
  const query = queryOf(options) ?? { statuses: RESULT_STATUSES };
  const reading = followReading(sizeOfFiles(set, query.statuses), terminal);
  try {
    const target = { path: path.resolve(terminal.cwd(), file), format };
    const records = await exportResults(set, query, target, { signal, onRead: reading.onRead });
    reading.clear();
    terminal.stdout.write(
      options.json
        ? `${JSON.stringify({ file: target.path, format, records }, null, 2)}\n`
        : `${records.toLocaleString('en-US')} records in ${file}\n`,
    );
  } finally {
    reading.clear();
  }
}

/** Which records are to be listed or exported; undefined: nobody asked for some. */
function queryOf({ failed, search }: ResultsOptions): ResultsQuery | undefined {
  if (failed !== true && search === undefined) return undefined;
  const statuses: readonly ResultStatus[] =
    failed === true ? ['FAILED', 'PENDING'] : ['FAILED', 'PENDING', 'SUCCEEDED'];
  return { statuses, text: search };
}

/** A whole number above 0, of an option. */
export function readCount(option: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new UsageError(`${option} ${text}: it is a whole number from 1 on.`);
}

/** One line on stderr that says how much of so many bytes was read, for a person at a terminal. */
function followReading(total: number, { stderr }: Terminal): { onRead: (bytes: number) => void; clear: () => void } {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  let read = 0;
  let shown = 0;
  return {
    onRead: (bytes) => {
      read += bytes;
      if (stderr.isTTY !== true || read - shown < 4e6) return;
      shown = read;
      stderr.write(`\r\u001B[K${megabytes(read)} of ${megabytes(total)} read`);
    },
    clear: () => {
      if (shown > 0) stderr.write('\r\u001B[K');
      shown = 0;
    },
  };
}
