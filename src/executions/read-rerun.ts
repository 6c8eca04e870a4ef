import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ExecutionToStart } from './start-execution.ts';
import { RunRefused } from './run-refused.ts';

/**
 * What starts an execution once more: the machine, version or alias that it was started with, and its input. Throws
 * RunRefused for a child of a Map Run, which nobody can start, and where the service does not give the input.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
export async function readRerun(
  client: SFNClient,
  executionArn: string,
  signal?: AbortSignal,
): Promise<Pick<ExecutionToStart, 'stateMachineArn' | 'input'>> {
  const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn');
  const command = new DescribeExecutionCommand({ executionArn });
  const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
  const { stateMachineAliasArn, stateMachineVersionArn, stateMachineArn = '', mapRunArn, input, inputDetails } = answer;
  if (mapRunArn !== undefined)
    throw new RunRefused(
      'options',
      'A child of a Map Run cannot be started by itself: run the failed items again from the results of its Map Run.',
    );
  if (input === undefined || inputDetails?.included === false)
    throw new RunRefused(
      'options',
      `The input of ${executionArn} is not given: allow states:DescribeExecution to read it.`,
    );
  return { stateMachineArn: stateMachineAliasArn ?? stateMachineVersionArn ?? stateMachineArn, input };
}
