import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type * as Say from '../cost/say.ts';
import type { PipelineOutcome, PipelineProgress } from '../pipeline/run-contract.ts';
import { UsageError, type Terminal } from './exit.ts';
import { registerPipelineOnAws } from './pipeline-on-aws.ts';
import type { CommandContext, RegisterCommand } from './program.ts';

interface PipelineOptions {
  readonly input: string;
  readonly faults?: string;
  readonly seed: string;
  readonly region: string;
  readonly json?: boolean;
}

/**
 * `fanout pipeline run`: the scaffolded pipeline on this machine; exit code 1 when the job or one of its items failed.
 * Beside it the commands for the deployed one.
 */
export const registerPipeline: RegisterCommand = (program, context) => {
  const pipeline = program
    .command('pipeline')
    .description('Run a custom pipeline locally, with no account, or the deployed one.');
  registerPipelineOnAws(pipeline, context);
  pipeline
    .command('run')
    .description('Run the project of a folder on an input file, on this machine.')
    .argument('<DIR>', 'the folder with its fanout.json')
    .requiredOption('--input <FILE>', 'the input file, in the format that fanout.json names', onlyOnce('--input'))
    .option('--faults <FILE>', 'what goes wrong, such as {"duplicates": 0.2, "crashes": 0.02}', onlyOnce('--faults'))
    .option('--seed <N>', 'the same seed gives the same run', '1')
    .option('--region <R>', 'the AWS region whose prices the run is told with', 'us-east-1')
    .option('--json', 'print the result as one JSON document')
    .action((folder: string, options: PipelineOptions) => run(folder, options, context));
};

/** A run has one of them: of two, the first would be left out without a word. */
function onlyOnce(option: string): (value: string, before?: string) => string {
  return (value, before) => {
    if (before !== undefined) throw new UsageError(`${option} is given twice: run the pipeline once for each.`);
    return value;
  };
}

async function run(folder: string, options: PipelineOptions, { terminal, exitWith }: CommandContext): Promise<void> {
  const { loadProject } = await import('../executions/load-project.ts');
  const { runPipeline, PipelineRunError } = await import('../pipeline/run-pipeline.ts');
  const { loadServices } = await import('../pipeline/load-services.ts');
  const { priceUsage } = await import('../pipeline/price-usage.ts');
  const { builtInBook, CURRENT_BOOK } = await import('../cost/built-in-books.ts');
  const say = await import('../cost/say.ts');
  const root = path.resolve(terminal.cwd(), folder);
  const { project } = await loadProject(path.join(root, 'fanout.json'), {});
  if (!project.pipeline) throw new UsageError(`${root} holds no custom pipeline: its fanout.json has no "pipeline".`);
  const input = path.resolve(terminal.cwd(), options.input);
  if (!(await stat(input).catch(() => undefined))?.isFile())
    throw new UsageError(`The input ${options.input} cannot be read: check the path.`);
  const seed = /^\d+$/.test(options.seed) ? Number(options.seed) : NaN;
  if (!Number.isSafeInteger(seed)) throw new UsageError('--seed must be a whole number from 0 on.');
  const faults = await readFaults(options.faults, terminal);
  const { services, remarks } = await loadServices(project, project.pipeline).catch((error: unknown) => {
    throw error instanceof PipelineRunError ? new UsageError(error.message) : error;
  });
  for (const remark of remarks) terminal.stderr.write(`note: ${remark}\n`);
  const prices = builtInBook(CURRENT_BOOK, options.region);
  if ('error' in prices) throw new UsageError(prices.error);
  const describe = (progress: PipelineProgress): string =>
    describeProgress(progress, priceUsage(progress.usage, prices.book).amount, say);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const begin = performance.now();
  let outcome: PipelineOutcome;
  try {
    const show = (progress: PipelineProgress): void => {
      if (terminal.stderr.isTTY) terminal.stderr.write(`\r\u001B[K${describe(progress)}`);
    };
    outcome = await runPipeline({ ...project.pipeline, services, input, seed, faults }, stop.signal, show, (text) =>
      terminal.stderr.write(text),
    );
  } catch (error) {
    if (error instanceof PipelineRunError) throw new UsageError(error.message);
    throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    if (terminal.stderr.isTTY) terminal.stderr.write('\r\u001B[K');
  }
  const seconds = (performance.now() - begin) / 1000;
  if (options.json) {
    const cost = { region: options.region, ...priceUsage(outcome.usage, prices.book) };
    terminal.stdout.write(`${JSON.stringify({ ...outcome, seconds, seed, faults, cost }, null, 2)}\n`);
  } else terminal.stdout.write(format(outcome, `${describe(outcome)} in ${options.region} · ${seconds.toFixed(1)} s`));
  if (outcome.status !== 'DONE' || outcome.failed > 0) exitWith(1);
}

async function readFaults(file: string | undefined, terminal: Terminal) {
  const { NO_FAULTS, readFaultPlan } = await import('../pipeline/fault-plan.ts');
  if (file === undefined) return NO_FAULTS;
  const text = await readFile(path.resolve(terminal.cwd(), file), 'utf8').catch(() => undefined);
  if (text === undefined) throw new UsageError(`The fault plan ${file} cannot be read: check the path.`);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new UsageError(`The fault plan ${file} is no valid JSON.`);
  }
  const read = readFaultPlan(value);
  if ('problem' in read) throw new UsageError(`${file}: ${read.problem}`);
  return read.plan;
}

function describeProgress(
  { status, done, failed, total, parked }: PipelineProgress,
  dollars: number,
  { count, money }: typeof Say,
): string {
  const bad = failed > 0 ? `, ${count(failed)} failed` : '';
  return `${status} · ${count(done)} of ${count(total)} items${bad} · ${count(parked)} parked · ${money(dollars)} on AWS`;
}

function format({ output, errors }: PipelineOutcome, summary: string): string {
  const lines = [summary];
  if (output) lines.push(`output ${output}`);
  for (const { error, times } of errors) lines.push(`error  ${times}× ${error}`);
  return `${lines.join('\n')}\n`;
}
