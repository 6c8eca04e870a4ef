import type { ExecutionListItem, ExecutionStatus, SFNClient } from '@aws-sdk/client-sfn';

export interface ExecutionsQuestion {
  /** Of a Standard machine; or those of a Map Run. */
  readonly of: { readonly stateMachineArn: string } | { readonly mapRunArn: string };
  readonly status?: ExecutionStatus | undefined;
  /** Of the page before. */
  readonly next?: string | undefined;
  /** At most 1,000; 100 unless said. */
  readonly limit?: number | undefined;
}

export interface ExecutionsPage {
  /** The newest first. */
  readonly executions: readonly ExecutionListItem[];
  /** Undefined: there are no more. */
  readonly next: string | undefined;
}

/**
 * One page of the executions of a machine or a Map Run, so that nobody reads ten thousand to show a hundred.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
 */
export async function readExecutionsPage(
  client: SFNClient,
  { of, status, next, limit = 100 }: ExecutionsQuestion,
  signal?: AbortSignal,
): Promise<ExecutionsPage> {
  const { ListExecutionsCommand } = await import('@aws-sdk/client-sfn');
  const command = new ListExecutionsCommand({ ...of, statusFilter: status, nextToken: next, maxResults: limit });
  const { executions = [], nextToken } = await client.send(
    command,
    signal === undefined ? {} : { abortSignal: signal },
  );
  return { executions, next: nextToken };
}
