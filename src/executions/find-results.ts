import type { DescribeMapRunCommandOutput, SFNClient } from '@aws-sdk/client-sfn';
import { isJsonObject, type JsonValue } from '../asl/json.ts';
import { parseDefinition } from '../asl/parse.ts';
import { findRerunMap } from '../asl/plan-rerun.ts';
import { resultLocation, type ResultLocation } from '../asl/result-location.ts';
import { RunRefused } from './run-refused.ts';

/** What an endpoint knows of a Map Run's results. */
export interface FoundResults extends ResultLocation {
  /** The definition that was run, JSON text. */
  readonly definition: string;
  /** What the Map Run was given, by field of its Map. */
  readonly known: Readonly<Record<string, number>>;
}

/**
 * Finds the manifest of a Map Run: in the definition, where its ResultWriter names bucket and prefix, else in the output of
 * the Map in the history. Throws RunRefused where neither says, and the API's errors.
 */
export async function findResults(client: SFNClient, mapRunArn: string, signal?: AbortSignal): Promise<FoundResults> {
  const { DescribeMapRunCommand, DescribeStateMachineForExecutionCommand } = await import('@aws-sdk/client-sfn');
  const options = signal === undefined ? {} : { abortSignal: signal };
  const mapRun = await client.send(new DescribeMapRunCommand({ mapRunArn }), options);
  const { executionArn } = mapRun;
  const machine = await client.send(new DescribeStateMachineForExecutionCommand({ executionArn }), options);
  const text = machine.definition ?? '';
  const definition = parseDefinition(text, 'json');
  const found = findRerunMap(definition, mapRunArn);
  const written = 'map' in found ? resultLocation(definition, found.map.pointer, mapRunArn) : undefined;
  const location = written ?? (await findInHistory(client, executionArn ?? '', mapRunArn, options));
  if (location === undefined)
    throw new RunRefused(
      'options',
      `Neither the definition nor the history of ${executionArn ?? 'its execution'} says where the results of this Map Run are: name the manifest, s3://bucket/prefix/id/manifest.json. A Map without a ResultWriter has none.`,
    );
  return { ...location, definition: text, known: describeKnown(mapRun) };
}

function describeKnown(mapRun: DescribeMapRunCommandOutput): Readonly<Record<string, number>> {
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = mapRun;
  const values = {
    MaxConcurrency: maxConcurrency,
    ToleratedFailureCount: toleratedFailureCount,
    ToleratedFailurePercentage: toleratedFailurePercentage,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

/** The output of a Map stands in the event of its end. */
async function findInHistory(
  client: SFNClient,
  executionArn: string,
  mapRunArn: string,
  options: { readonly abortSignal?: AbortSignal },
): Promise<ResultLocation | undefined> {
  const { paginateGetExecutionHistory } = await import('@aws-sdk/client-sfn');
  const request = { executionArn, reverseOrder: true, includeExecutionData: true };
  for await (const page of paginateGetExecutionHistory({ client, pageSize: 1000 }, request, options))
    for (const { stateExitedEventDetails: exited } of page.events ?? []) {
      const output = exited?.output;
      const location = output?.includes(mapRunArn) === true ? locationIn(output, mapRunArn) : undefined;
      if (location !== undefined) return location;
    }
  return undefined;
}

function locationIn(text: string, mapRunArn: string): ResultLocation | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
  const open: JsonValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) for (const each of next) open.push(each);
    if (!isJsonObject(next)) continue;
    const { MapRunArn: arn, ResultWriterDetails: details } = next;
    if (arn === mapRunArn && isJsonObject(details)) {
      const { Bucket: bucket, Key: key } = details;
      if (typeof bucket === 'string' && typeof key === 'string') return { bucket, key };
    }
    open.push(...Object.values(next));
  }
  return undefined;
}
