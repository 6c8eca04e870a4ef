import type { SFNClient } from '@aws-sdk/client-sfn';
import { followAttempt, type FollowAttemptOptions, type LaunchedExecution } from './launch.ts';

/**
 * Takes up an execution that did not succeed where it ended, and follows it to its end. Rejects with the API's error
 * (`ExecutionNotRedrivable` …).
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
export async function redriveExecution(
  executionArn: string,
  options: FollowAttemptOptions,
): Promise<LaunchedExecution> {
  const { RedriveExecutionCommand } = await import('@aws-sdk/client-sfn');
  options.signal?.throwIfAborted();
  const { redriveDate } = await options.client.send(new RedriveExecutionCommand({ executionArn }));
  const { startDate, ...ended } = await followAttempt(executionArn, options);
  // What lies between the attempts belongs to none of them.
  return { ...ended, startDate: redriveDate ?? startDate };
}

/** Why an execution that has ended cannot be redriven, in AWS's words; undefined: it can. */
export async function whyNotRedrivable(client: SFNClient, executionArn: string): Promise<string | undefined> {
  const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn');
  const command = new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' });
  const { redriveStatus, redriveStatusReason } = await client.send(command);
  if (redriveStatus === 'REDRIVABLE') return undefined;
  return redriveStatusReason ?? 'Execution cannot be redriven';
}
