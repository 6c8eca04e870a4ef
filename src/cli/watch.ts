import type { RunOutcome } from '../executions/run-outcome.ts';
import type { Remote } from './remote.ts';
import { addConnectionOptions, askRemote, type ConnectionFlags } from './remote.ts';
import { UsageError } from './exit.ts';
import type { CommandContext, RegisterCommand } from './program.ts';

export interface WatchFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** `fanout watch`: follows an execution to its end; exit code 1 when it does not succeed. */
export const registerWatch: RegisterCommand = (program, context) => {
  const command = program
    .command('watch')
    .description('Follow an execution to its end, on AWS or on an endpoint.')
    .argument('<EXECUTION_ARN>', 'the execution')
    .option('--json', 'print how it ended as one JSON document');
  addConnectionOptions(command).action((executionArn: string, flags: WatchFlags) => {
    checkExecutionArn(executionArn);
    return askRemote(flags, context, { arn: executionArn, action: 'states:DescribeExecution' }, async (remote) => {
      await followToEnd(executionArn, remote, flags, context);
    });
  });
};

/** Throws a UsageError for what is no ARN of an execution, and for Express ones. */
export function checkExecutionArn(text: string): void {
  if (/^arn:[\w-]+:states:[\w-]+:\d{12}:express:/.test(text))
    throw new UsageError(
      `${text} is an Express execution, of which the API tells nothing once it was started: see the log group of its state machine.`,
    );
  if (!/^arn:[\w-]+:states:[\w-]+:\d{12}:execution:./.test(text))
    throw new UsageError(
      `${text} is no ARN of an execution: it reads arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME.`,
    );
}

/**
 * Prints how far an execution is on stderr, and how it ended on stdout. Ctrl-C ends the watching and not the execution.
 *
 * @param since begin of the attempt, where that is not the start of the execution.
 */
export async function followToEnd(
  executionArn: string,
  { client, signal }: Remote,
  { json = false }: { readonly json?: boolean },
  { terminal, exitWith }: CommandContext,
  since?: Date,
): Promise<RunOutcome> {
  const [
    { followExecution, REMOTE_LOOKS },
    { readExecutionMachine },
    { describeOutcome },
    { formatOutcome },
    progress,
  ] = await Promise.all([
    import('../executions/follow-execution.ts'),
    import('../executions/execution-machine.ts'),
    import('../executions/run-outcome.ts'),
    import('./format-outcome.ts'),
    import('./run-progress.ts').then(({ createProgress }) => createProgress(terminal)),
  ]);
  const { outline } = await readExecutionMachine(client, executionArn, signal);
  try {
    const followed = await followExecution({
      ...REMOTE_LOOKS,
      ...{ client, executionArn, outline, signal, states: false },
      onProgress: progress.enabled ? progress.show : undefined,
      onTrouble: (kind) => {
        progress.clear();
        const what = kind === undefined ? 'it answers again' : `${kind}; still watching`;
        terminal.stderr.write(`fanout: ${what}\n`);
      },
    });
    progress.clear();
    const outcome = describeOutcome({ executionArn, ...followed, startDate: since ?? followed.startDate });
    terminal.stdout.write(json ? `${JSON.stringify(outcome, null, 2)}\n` : formatOutcome(outcome));
    if (outcome.status !== 'SUCCEEDED') exitWith(1);
    return outcome;
  } catch (error) {
    progress.clear();
    if (signal.aborted)
      throw new UsageError(
        `Stopped watching; the execution goes on: \`aws stepfunctions stop-execution --execution-arn ${executionArn}\` stops it.`,
      );
    throw error;
  }
}
