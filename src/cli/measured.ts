import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isJsonObject, type JsonValue } from '../asl/json.ts';
import type { WorkloadValues } from '../cost/workload.ts';
import { createClient } from '../executions/connection.ts';
import { measureRun } from '../executions/measure-run.ts';
import { RunRefused } from '../executions/run-refused.ts';
import { describeServiceError } from '../executions/service-fault.ts';
import { endpointUrl } from '../runtime/tasks/endpoint-url.ts';
import { UsageError, type Terminal } from './exit.ts';

export interface MeasuredOptions {
  readonly endpoint?: string | undefined;
  readonly profile?: string | undefined;
}

/**
 * What a run has told of a workload: a file that `fanout run --measure` wrote, or the ARN of an execution that has ended,
 * on AWS or on an endpoint. Throws a UsageError in one line.
 */
export async function readMeasured(
  source: string,
  { endpoint, profile }: MeasuredOptions,
  innerConcurrency: number | undefined,
  terminal: Terminal,
): Promise<WorkloadValues> {
  if (!source.startsWith('arn:')) return readMeasuredFile(path.resolve(terminal.cwd(), source), source);
  const region = source.split(':')[3];
  const connection = { endpoint: endpoint ?? endpointUrl(terminal.env, 'SFN'), profile, region };
  const client = await createClient(connection);
  try {
    return await measureRun(client, source, innerConcurrency);
  } catch (error) {
    if (error instanceof RunRefused) throw error;
    throw new UsageError(
      describeServiceError(error, 'states:DescribeExecution and states:ListExecutions', connection).message,
    );
  } finally {
    client.destroy();
  }
}

async function readMeasuredFile(file: string, name: string): Promise<WorkloadValues> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new UsageError(`${name} cannot be read: give what \`fanout run --measure\` wrote, or an ARN.`);
  try {
    const value = JSON.parse(text) as JsonValue;
    if (isJsonObject(value)) return value;
  } catch {
    // Said below.
  }
  throw new UsageError(`${name} is no JSON object: give what \`fanout run --measure\` wrote, or an ARN.`);
}
