import type { JsonValue } from '../../asl/json.ts';
import { BucketError } from '../../items/bucket.ts';
import type { Bucket } from '../../items/bucket.ts';
import { StatesError } from '../contracts.ts';
import type { ResultWriterRequest } from '../contracts.ts';
import { ResultFiles } from './result-file.ts';
import type { ResultFileEntry } from './result-file.ts';
import { outputsOf } from './result-records.ts';
import type { ResultRecords } from './result-records.ts';
import type { ResultSink } from './result-sink.ts';

export interface FileResultsOptions {
  readonly bucket: Bucket;
  readonly prefix: string;
  readonly mapRunArn: string;
  readonly transformation: ResultWriterRequest['transformation'];
  readonly outputType: ResultWriterRequest['outputType'];
  readonly maxFileBytes: number;
}

const KINDS = ['FAILED', 'PENDING', 'SUCCEEDED'] as const;

/**
 * Results that are written below `<prefix>/<id of the run>/`: SUCCEEDED_n.json, FAILED_n.json (failed, timed out,
 * aborted), PENDING_n.json, and manifest.json, which names them (input-output-resultwriter.html). Nothing is to be seen
 * of a file before it is whole, and the manifest comes last.
 */
export function writeResults(options: FileResultsOptions, records: ResultRecords): ResultSink {
  const { bucket, mapRunArn, transformation, outputType, maxFileBytes } = options;
  const runId = mapRunArn.slice(mapRunArn.lastIndexOf(':') + 1);
  const prefix = options.prefix.replace(/\/+$/, '');
  const folder = prefix === '' ? runId : `${prefix}/${runId}`;
  const makeFiles = (kind: string): ResultFiles =>
    new ResultFiles(bucket, `${folder}/${kind}`, outputType, maxFileBytes);
  const files = { FAILED: makeFiles('FAILED'), PENDING: makeFiles('PENDING'), SUCCEEDED: makeFiles('SUCCEEDED') };

  const writeManifest = async (entries: Readonly<Record<string, readonly ResultFileEntry[]>>): Promise<string> => {
    const key = `${folder}/manifest.json`;
    const sink = await bucket.create(key, 'application/json');
    const manifest = { DestinationBucket: bucket.name, MapRunArn: mapRunArn, ResultFiles: entries };
    await sink.write(JSON.stringify(manifest));
    await sink.close();
    return key;
  };

  return {
    add: (result) => {
      if (result.status !== 'SUCCEEDED') files.FAILED.add(records.full(result));
      else if (transformation === 'NONE') files.SUCCEEDED.add(records.full(result));
      else for (const value of outputsOf(result.output, transformation)) files.SUCCEEDED.add(JSON.stringify(value));
    },
    addPending: ({ input, text }) => files.PENDING.add(records.pending(text ?? JSON.stringify(input))),
    drained: () => {
      try {
        const waits = KINDS.map((kind) => files[kind].drained()).filter((wait) => wait !== undefined);
        return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined, failed);
      } catch (error) {
        return failed(error);
      }
    },
    finish: async () => {
      try {
        const entries: Record<string, readonly ResultFileEntry[]> = {};
        for (const kind of KINDS) entries[kind] = await files[kind].finish();
        const key = await writeManifest(entries);
        return { MapRunArn: mapRunArn, ResultWriterDetails: { Bucket: bucket.name, Key: key } } satisfies JsonValue;
      } catch (error) {
        for (const kind of KINDS) await files[kind].abort();
        return failed(error);
      }
    },
  };
}

/** Rejects with States.ResultWriterFailed. */
function failed(error: unknown): Promise<never> {
  const cause = error instanceof BucketError ? `${error.code}: ${error.message}` : String(error);
  return Promise.reject(error instanceof StatesError ? error : new StatesError('States.ResultWriterFailed', cause));
}
