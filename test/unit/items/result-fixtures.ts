import type { Folder } from './support.ts';

export const MAP_RUN_ARN = 'arn:aws:states:us-east-1:123456789012:mapRun:prices/Price:0a1b';
const EXECUTIONS = 'arn:aws:states:us-east-1:123456789012:execution:prices/Price';

/** What a record of a test says beside what all have. */
export interface Told {
  readonly input?: unknown;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  readonly status?: string;
}

/** A record of a child execution, as a ResultWriter writes it. */
export function makeRecord(name: string, { input = {}, output, error, cause, status }: Told = {}): object {
  const succeeded = output !== undefined;
  return {
    ...(cause === undefined ? {} : { Cause: cause }),
    ...(error === undefined ? {} : { Error: error }),
    ExecutionArn: `${EXECUTIONS}:${name}`,
    Input: JSON.stringify(input),
    InputDetails: { Included: true },
    Name: name,
    ...(succeeded ? { Output: JSON.stringify(output) } : {}),
    OutputDetails: { Included: true },
    RedriveCount: 0,
    RedriveStatus: succeeded ? 'NOT_REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN',
    StartDate: '2026-11-27T09:30:00.250Z',
    StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:prices/Price',
    Status: status ?? (succeeded ? 'SUCCEEDED' : 'FAILED'),
    StopDate: '2026-11-27T09:30:01.250Z',
  };
}

/** Texts of files by name (`FAILED_0.json`), and the manifest that names them. */
export function makeManifest(files: Readonly<Record<string, string>>, prefix = 'out/0a1b'): string {
  const entries = (status: string): object[] =>
    Object.entries(files)
      .filter(([name]) => name.startsWith(status))
      .map(([name, text]) => ({ Key: `${prefix}/${name}`, Size: Buffer.byteLength(text) }));
  return JSON.stringify({
    DestinationBucket: 'data',
    MapRunArn: MAP_RUN_ARN,
    ResultFiles: { FAILED: entries('FAILED'), PENDING: entries('PENDING'), SUCCEEDED: entries('SUCCEEDED') },
  });
}

/** Writes them below `out/0a1b` of a folder. */
export async function putResults(folder: Folder, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await folder.put(`out/0a1b/${name}`, text);
  await folder.put('out/0a1b/manifest.json', makeManifest(files));
}

/** Some failures of two kinds, one of which nothing is known, what never ran, and successes. */
export const FILES = {
  'FAILED_0.json': JSON.stringify([
    makeRecord('a', { input: { id: 1 }, error: 'PriceMissing', cause: lambdaCause('no price', 'request-1') }),
    makeRecord('b', { input: { id: 2 }, error: 'PriceMissing', cause: lambdaCause('no price', 'request-2') }),
    makeRecord('c', { input: { id: 3 }, error: 'PriceMissing', cause: 'another "cause"' }),
  ]),
  'FAILED_1.json': [makeRecord('d', { input: { id: 4, zip: 'Zoë' }, status: 'TIMED_OUT' }), makeRecord('e')]
    .map((record) => JSON.stringify(record))
    .join('\n'),
  'PENDING_0.json': `[{"Input":"{\\"id\\":12345678901234567890}","InputDetails":{"Included":true},"Status":"PENDING"}]`,
  'SUCCEEDED_0.json': JSON.stringify([
    makeRecord('f', { input: { id: 6 }, output: { price: 7 } }),
    makeRecord('g', { input: { id: 8 }, output: [9] }),
  ]),
};

function lambdaCause(errorMessage: string, requestId: string): string {
  return JSON.stringify({ errorMessage, errorType: 'PriceMissing', requestId, trace: ['at a', 'at b'] });
}
