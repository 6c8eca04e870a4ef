import type { JsonValue } from '../../asl/json.ts';
import { BucketError } from '../../items/bucket.ts';
import type { Bucket } from '../../items/bucket.ts';
import { StatesError } from '../contracts.ts';
import type { ResultWriterRequest } from '../contracts.ts';
import type { ChildResult } from './child-result.ts';
import type { MapRunJournal } from './map-run-journal.ts';
import { ResultFiles } from './result-file.ts';
import type { ResultFileEntry } from './result-file.ts';
import { outputsOf } from './result-records.ts';
import type { ResultRecords } from './result-records.ts';
import { RESULT_KINDS } from './result-sink.ts';
import type { CarriedResults, ResultKind, ResultSink } from './result-sink.ts';

export interface FileResultsOptions {
  readonly bucket: Bucket;
  readonly prefix: string;
  readonly mapRunArn: string;
  readonly transformation: ResultWriterRequest['transformation'];
  readonly outputType: ResultWriterRequest['outputType'];
  readonly maxFileBytes: number;
  /** Of earlier attempts. */
  readonly carried: Extract<CarriedResults, { kind: 'FILES' }> | undefined;
  readonly journal: MapRunJournal | undefined;
}

/**
 * Results that are written below `<prefix>/<id of the run>/`: SUCCEEDED_n.json, FAILED_n.json (failed, timed out,
 * aborted), PENDING_n.json, and manifest.json, which names them (input-output-resultwriter.html). Nothing is to be seen
 * of a file before it is whole, and the manifest comes last. After a redrive it names the successes of all attempts, and
 * what failed or is pending after the last one; the files of the earlier attempts stay beside them.
 */
export function writeResults(options: FileResultsOptions, records: ResultRecords): ResultSink {
  const { bucket, mapRunArn, transformation, outputType, maxFileBytes, carried, journal } = options;
  const runId = mapRunArn.slice(mapRunArn.lastIndexOf(':') + 1);
  const prefix = options.prefix.replace(/\/+$/, '');
  const folder = prefix === '' ? runId : `${prefix}/${runId}`;
  const makeFiles = (kind: ResultKind): ResultFiles =>
    new ResultFiles(bucket, `${folder}/${kind}`, outputType, maxFileBytes, carried?.files[kind], (entry, records) =>
      journal?.closeFile(kind, entry, records),
    );
  const files = { FAILED: makeFiles('FAILED'), PENDING: makeFiles('PENDING'), SUCCEEDED: makeFiles('SUCCEEDED') };

  let succeeded: readonly ResultFileEntry[] = carried?.succeeded ?? [];

  const writeManifest = async (entries: Readonly<Record<string, readonly ResultFileEntry[]>>): Promise<string> => {
    const key = `${folder}/manifest.json`;
    const sink = await bucket.create(key, 'application/json');
    const manifest = { DestinationBucket: bucket.name, MapRunArn: mapRunArn, ResultFiles: entries };
    await sink.write(JSON.stringify(manifest));
    await sink.close();
    return key;
  };

  const textsOf = (result: ChildResult): readonly string[] =>
    transformation === 'NONE'
      ? [records.full(result)]
      : outputsOf(result.output, transformation).map((value) => JSON.stringify(value));
  const addAgain = (texts: readonly string[]): void => {
    for (const text of texts) files.SUCCEEDED.add(text);
  };

  return {
    add: (result) => {
      if (result.status !== 'SUCCEEDED') {
        files.FAILED.add(records.full(result));
        return;
      }
      const texts = textsOf(result);
      journal?.result(result.index, texts);
      addAgain(texts);
    },
    addAgain,
    addPending: ({ input, text }) => files.PENDING.add(records.pending(text ?? JSON.stringify(input))),
    drained: () => {
      try {
        const waits = RESULT_KINDS.map((kind) => files[kind].drained()).filter((wait) => wait !== undefined);
        return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined, failed);
      } catch (error) {
        return failed(error);
      }
    },
    finish: async () => {
      try {
        const entries: Record<string, readonly ResultFileEntry[]> = {};
        for (const kind of RESULT_KINDS) entries[kind] = await files[kind].finish();
        entries['SUCCEEDED'] = succeeded = [...succeeded, ...(entries['SUCCEEDED'] ?? [])];
        const key = await writeManifest(entries);
        return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket.name, Key: key } } satisfies JsonValue;
      } catch (error) {
        for (const kind of RESULT_KINDS) await files[kind].abort();
        return failed(error);
      }
    },
    carry: () => ({
      kind: 'FILES',
      succeeded,
      files: { FAILED: files.FAILED.count, PENDING: files.PENDING.count, SUCCEEDED: files.SUCCEEDED.count },
    }),
  };
}

/**
 * Looks whether the files of earlier attempts, which the manifest is going to name, are still as they were written. Rejects
 * with States.ResultWriterFailed: what ran then does not run again, so that its results would be missing.
 */
export async function checkCarriedFiles(bucket: Bucket, entries: readonly ResultFileEntry[]): Promise<void> {
  for (const { Key, Size } of entries) {
    const found = await bucket.head(Key).catch((error: unknown) => {
      // Who may write does not have to be allowed to read.
      if (error instanceof BucketError && error.code === 'AccessDenied') return { size: Size };
      return failed(error);
    });
    if (found.size === Size) continue;
    await failed(
      new BucketError('InvalidObjectState', `${Key} has ${found.size} bytes, but ${Size} were written to it.`),
    );
  }
}

/** Rejects with States.ResultWriterFailed. */
function failed(error: unknown): Promise<never> {
  const cause = error instanceof BucketError ? `${error.code}: ${error.message}` : String(error);
  return Promise.reject(error instanceof StatesError ? error : new StatesError('States.ResultWriterFailed', cause));
}
