import { isJsonObject } from '../asl/json.ts';
import type { JsonValue } from '../asl/json.ts';
import { CsvRows } from './csv-rows.ts';
import { ItemReaderError } from './item-source.ts';

/** The parts of an S3 inventory's manifest.json that say where its reports are and what their columns mean. */
export interface Inventory {
  readonly bucket: string;
  readonly headers: readonly string[];
  readonly keys: readonly string[];
}

/** Reads manifest.json of an S3 inventory (storage-inventory-location.html). Only CSV reports can be read. */
export function readInventory(text: string, place: string): Inventory {
  const refuse = (what: string): ItemReaderError =>
    new ItemReaderError(`${place} is no S3 inventory manifest: ${what}.`);
  let manifest: JsonValue;
  try {
    manifest = JSON.parse(text) as JsonValue;
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : 'it is no JSON');
  }
  if (!isJsonObject(manifest)) throw refuse('it is no object');
  const { destinationBucket, fileFormat, fileSchema, files } = manifest;
  if (fileFormat !== 'CSV')
    throw new ItemReaderError(`The S3 inventory ${place} is in ${JSON.stringify(fileFormat)}; only CSV can be read.`);
  if (typeof destinationBucket !== 'string') throw refuse('destinationBucket is missing');
  if (typeof fileSchema !== 'string') throw refuse('fileSchema is missing');
  if (!Array.isArray(files)) throw refuse('files is missing');
  return {
    bucket: destinationBucket.replace(/^arn:[^:]*:s3:::/, ''),
    headers: fileSchema.split(',').map((header) => header.trim()),
    keys: files.map((file) => {
      if (isJsonObject(file) && typeof file.key === 'string') return file.key;
      throw refuse('a file has no key');
    }),
  };
}

/** Reads the manifest that Athena's UNLOAD writes: the S3 URI of one data object a line. */
export function readAthenaManifest(text: string, place: string): { bucket: string; key: string }[] {
  const objects: { bucket: string; key: string }[] = [];
  new CsvRows(',', 1).push(text, true, ([uri = '']) => {
    if (uri.trim() === '') return true;
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri.trim()) ?? [];
    if (bucket === undefined || key === undefined)
      throw new ItemReaderError(`${place} is no Athena manifest: "${uri}" is no S3 URI.`);
    objects.push({ bucket, key });
    return true;
  });
  return objects;
}
