import { Command, CommanderError } from 'commander';
import { RunRefused } from '../executions/run-refused.ts';
import { UsageError, type ExitCode, type Terminal } from './exit.ts';

/** What a command module is given: where to print, and how to say with what the process should end. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Ends with this code once the command is done; 0 unless called. */
  readonly exitWith: (code: ExitCode) => void;
}

/** Adds one command to the program. A command loads what it needs when it runs, so that `--help` stays quick. */
export type RegisterCommand = (program: Command, context: CommandContext) => void;

/** The commands in the order of `fanout --help`. */
const COMMANDS: readonly (() => Promise<RegisterCommand>)[] = [
  async () => (await import('./scaffold.ts')).registerScaffold,
  async () => (await import('./validate.ts')).registerValidate,
  async () => (await import('./cost.ts')).registerCost,
  async () => (await import('./prices.ts')).registerPrices,
  async () => (await import('./graph.ts')).registerGraph,
  async () => (await import('./run.ts')).registerRun,
  async () => (await import('./results.ts')).registerResults,
  async () => (await import('./serve.ts')).registerServe,
  async () => (await import('./start.ts')).registerStart,
  async () => (await import('./watch.ts')).registerWatch,
  async () => (await import('./redrive.ts')).registerRedrive,
  async () => (await import('./pipeline.ts')).registerPipeline,
];

/**
 * Runs `fanout` with these arguments (without node and script) and resolves with the exit code. Never rejects: what
 * was not foreseen is printed as one line, with its stack when FANOUT_DEBUG is set.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const context: CommandContext = { terminal, exitWith: (code) => (exitCode = code) };
  const program = new Command('fanout');
  program
    .description('Fan-out/fan-in on AWS: scaffold, validate, estimate and run it, with no account.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text.replace(/^error: /, 'fanout: ')),
    });
  try {
    for (const load of COMMANDS) (await load())(program, context);
    for (const command of program.commands) command.copyInheritedSettings(program);
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const line = error instanceof Error ? error.message : String(error);
    terminal.stderr.write(`fanout: ${line}\n`);
    const foreseen = error instanceof UsageError || error instanceof RunRefused;
    if (!foreseen && terminal.env.FANOUT_DEBUG && error instanceof Error)
      terminal.stderr.write(`${error.stack ?? ''}\n`);
    return 2;
  }
}
