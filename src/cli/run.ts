import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Option } from 'commander';
import type { RunOutcome } from '../executions/run-outcome.ts';
import type { Measured } from '../executions/run-locally.ts';
import { UsageError } from './exit.ts';
import { formatOutcome } from './format-outcome.ts';
import { readInput } from './read-input.ts';
import type { CommandContext, RegisterCommand } from './program.ts';
import { addRuntimeOptions, readRuntimeFlags, tellLimits, type RuntimeFlags } from './runtime-options.ts';

interface RunOptions extends RuntimeFlags {
  readonly input?: string;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly measure?: string;
  readonly json?: boolean;
}

/** `fanout run`: runs a definition on this machine, with no account; exit code 1 when the execution fails. */
export const registerRun: RegisterCommand = (program, context) => {
  const command = program
    .command('run')
    .description('Run a definition locally, with no account.')
    .argument('<FILE>', 'the definition, JSON or YAML')
    .option('--input <FILE|->', 'its input, a JSON file; - reads it from stdin')
    .addOption(new Option('--type <T>', 'how to run it').choices(['STANDARD', 'EXPRESS']))
    .option(
      '--measure <FILE>',
      'write what a run that succeeds tells of its workload, for `fanout cost --measured FILE`',
    )
    .option('--json', 'print the result as one JSON document');
  addRuntimeOptions(command).action((file: string, options: RunOptions) => run(file, options, context));
};

async function run(file: string, options: RunOptions, { terminal, exitWith }: CommandContext): Promise<void> {
  const { readDefinitionFile } = await import('./read-definition.ts');
  const { runLocally } = await import('../executions/run-locally.ts');
  const { RunRefused } = await import('../executions/run-refused.ts');
  const { createProgress } = await import('./run-progress.ts');
  const definitionPath = path.resolve(terminal.cwd(), file);
  const { text } = await readDefinitionFile(definitionPath);
  const settings = await readRuntimeFlags(options, terminal.cwd());
  tellLimits(settings, terminal);
  const input = options.input === undefined ? undefined : await readInput(options.input, terminal);
  const progress = createProgress(terminal);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let outcome: RunOutcome;
  let measured: Measured | undefined;
  try {
    outcome = await runLocally({
      definitionPath,
      definitionText: text,
      input,
      flags: { ...settings, type: options.type },
      signal: stop.signal,
      onProgress: progress.enabled ? progress.show : undefined,
      onLog: progress.log,
      onMeasured: options.measure === undefined ? undefined : (told) => (measured = told),
    });
  } catch (error) {
    if (error instanceof RunRefused && error.about === 'definition') {
      terminal.stderr.write(`fanout: ${error.message}\n`);
      exitWith(1);
      return;
    }
    if (stop.signal.aborted) throw new UsageError('Stopped before the execution began.');
    throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    progress.clear();
  }
  terminal.stdout.write(options.json ? `${JSON.stringify(outcome, null, 2)}\n` : formatOutcome(outcome));
  if (outcome.status === 'SUCCEEDED') {
    if (options.measure !== undefined) await keepMeasured(path.resolve(terminal.cwd(), options.measure), measured);
    return;
  }
  if (!options.json) terminal.stderr.write(`fanout: ${describeWayOn(outcome, file, options)}\n`);
  exitWith(1);
}

async function keepMeasured(file: string, measured: Measured | undefined): Promise<void> {
  if (!measured) return;
  if ('problem' in measured) throw new UsageError(`${file} was not written: ${measured.problem}`);
  await writeFile(file, `${JSON.stringify(measured.values, null, 2)}\n`).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  });
}

/** What to do about a run that did not succeed. */
function describeWayOn({ status, events, executionArn }: RunOutcome, file: string, options: RunOptions): string {
  const again =
    status === 'ABORTED' ? 'Run it again to start over' : 'Mend the cause and run it again, which starts over';
  // Express executions have no history, and cannot be redriven.
  if (events === null) return `${again}.`;
  return options.data === undefined
    ? `${again}; with --data DIR it is kept, and can be redriven from where it ended, as it can in the editor.`
    : `${again}. Or redrive it: \`${serveCommand(file, options)}\`, then RedriveExecution of ${executionArn} goes on where it ended.`;
}

/** What serves an execution that `run` has kept with the same buckets, functions and limits. */
function serveCommand(file: string, options: RunOptions): string {
  const { bucket, lambda, data = '', clock, limits, pace, mocks } = options;
  const words = ['fanout', 'serve', file, '--data', data];
  for (const each of bucket) words.push('--bucket', each);
  for (const each of lambda) words.push('--lambda', each);
  // The test case goes with the execution; `serve` takes the file alone.
  if (mocks !== undefined) words.push('--mocks', mocks.replace(/#[^#\\/]+$/, ''));
  if (clock !== 'real') words.push('--clock', clock);
  if (limits !== 'aws') words.push('--limits', limits);
  if (pace !== 'none') words.push('--pace', pace);
  return words
    .map((word) => (/^[\w@%+=:,./\\#-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
