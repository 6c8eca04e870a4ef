import type { LoggingConfiguration, SFNClient } from '@aws-sdk/client-sfn';
import { parseDefinition } from '../asl/parse.ts';
import { outlineMachine, type MachineOutline } from './machine-outline.ts';

/** The machine of an execution, as it was when that began. */
export interface ExecutionMachine {
  readonly stateMachineArn: string;
  /** JSON text. */
  readonly definition: string;
  readonly outline: MachineOutline;
  /** Of CloudWatch Logs, where it logs its executions; undefined: it does not. */
  readonly logGroupArn: string | undefined;
}

/**
 * What has to be known of an execution's machine to follow it, from anywhere. Rejects with the API's error.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html
 */
export async function readExecutionMachine(
  client: SFNClient,
  executionArn: string,
  signal?: AbortSignal,
): Promise<ExecutionMachine> {
  const { DescribeStateMachineForExecutionCommand } = await import('@aws-sdk/client-sfn');
  const command = new DescribeStateMachineForExecutionCommand({ executionArn });
  const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
  const definition = answer.definition ?? '{}';
  return {
    stateMachineArn: answer.stateMachineArn ?? '',
    definition,
    outline: outlineMachine(parseDefinition(definition, 'json')),
    logGroupArn: logGroupOf(answer.loggingConfiguration),
  };
}

function logGroupOf(logging: LoggingConfiguration | undefined): string | undefined {
  if (logging?.level === undefined || logging.level === 'OFF') return undefined;
  return logging.destinations?.map((each) => each.cloudWatchLogsLogGroup?.logGroupArn).find((arn) => arn !== undefined);
}

/** Whether an ARN is of an Express execution, of which the API tells neither status nor history. */
export function isExpressArn(executionArn: string): boolean {
  return executionArn.split(':')[5] === 'express';
}
