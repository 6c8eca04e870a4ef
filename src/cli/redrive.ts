import { UsageError } from './exit.ts';
import type { RegisterCommand } from './program.ts';
import { addConnectionOptions, askRemote } from './remote.ts';
import { checkExecutionArn, followToEnd, type WatchFlags } from './watch.ts';

interface RedriveFlags extends WatchFlags {
  readonly wait?: boolean;
}

/** `fanout redrive`: takes up an execution that did not succeed where it ended. */
export const registerRedrive: RegisterCommand = (program, context) => {
  const command = program
    .command('redrive')
    .description('Take up an execution that did not succeed where it ended, on AWS or on an endpoint.')
    .argument('<EXECUTION_ARN>', 'the execution')
    .option('--wait', 'follow it to its end; exit code 1 when it does not succeed')
    .option('--json', 'print the result as one JSON document');
  addConnectionOptions(command).action((executionArn: string, flags: RedriveFlags) => {
    checkExecutionArn(executionArn);
    return askRemote(flags, context, { arn: executionArn, action: 'states:RedriveExecution' }, async (remote) => {
      const { RedriveExecutionCommand } = await import('@aws-sdk/client-sfn');
      const { randomUUID } = await import('node:crypto');
      // With the token, a try whose answer was lost is not a second redrive.
      const command = new RedriveExecutionCommand({ executionArn, clientToken: randomUUID() });
      const redriven = await remote.client.send(command, { abortSignal: remote.signal }).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'ExecutionNotRedrivable') throw error;
        throw new UsageError(`It cannot be redriven: ${error.message}`);
      });
      if (flags.wait === true) {
        await followToEnd(executionArn, remote, flags, context, redriven.redriveDate);
        return;
      }
      const redriveDate = redriven.redriveDate?.toISOString() ?? null;
      context.terminal.stdout.write(
        flags.json === true
          ? `${JSON.stringify({ executionArn, redriveDate }, null, 2)}\n`
          : `Redriven: ${executionArn}\n`,
      );
    });
  });
};
