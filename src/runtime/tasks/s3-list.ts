import type { JsonObject } from '../../asl/json.ts';
import type { FolderBucket, ObjectSummary } from '../../items/bucket.ts';
import { badCall, writeInstant } from './integration.ts';

/** S3's largest page. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
const MOST_KEYS = 1000;

/** One page of `listObjectsV2`, with the folders that Delimiter makes of keys. */
export async function listFolder(
  bucket: FolderBucket,
  parameters: JsonObject,
  etagOf: (summary: ObjectSummary) => Promise<string>,
): Promise<JsonObject> {
  const { prefix, delimiter, maxKeys, startAfter, token } = readListParameters(parameters);
  const after = token === undefined ? (startAfter ?? '') : Buffer.from(token, 'base64url').toString('utf8');
  const contents: JsonObject[] = [];
  const folders = new Set<string>();
  let last = '';
  let isTruncated = false;
  for await (const summary of bucket.list(prefix)) {
    const { key } = summary;
    // Keys come in S3's order; a page ends with a key or with all of a folder.
    if (after !== '' && (compareKeys(key, after) <= 0 || (after.endsWith(delimiter || '\0') && key.startsWith(after))))
      continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const folder = end < 0 ? undefined : key.slice(0, end + delimiter.length);
    if (folder !== undefined && folders.has(folder)) continue;
    if (contents.length + folders.size >= maxKeys) {
      isTruncated = maxKeys > 0;
      break;
    }
    last = folder ?? key;
    if (folder === undefined) contents.push(await describeListed(summary, etagOf));
    else folders.add(folder);
  }
  const listed: [string, JsonObject[string] | undefined][] = [
    ['CommonPrefixes', folders.size === 0 ? undefined : Array.from(folders, (Prefix) => ({ Prefix }))],
    ['Contents', contents.length === 0 ? undefined : contents],
    ['ContinuationToken', token],
    ['Delimiter', delimiter === '' ? undefined : delimiter],
    ['IsTruncated', isTruncated],
    ['KeyCount', contents.length + folders.size],
    ['MaxKeys', maxKeys],
    ['Name', bucket.name],
    ['NextContinuationToken', isTruncated ? Buffer.from(last).toString('base64url') : undefined],
    ['Prefix', prefix],
    ['StartAfter', startAfter],
  ];
  return Object.fromEntries(listed.filter(([, value]) => value !== undefined)) as JsonObject;
}

async function describeListed(
  summary: ObjectSummary,
  etagOf: (summary: ObjectSummary) => Promise<string>,
): Promise<JsonObject> {
  return {
    ETag: await etagOf(summary),
    Key: summary.key,
    LastModified: writeInstant(summary.lastModified * 1000),
    Size: summary.size,
    StorageClass: 'STANDARD',
  };
}

function readListParameters(parameters: JsonObject) {
  const text = (name: string): string | undefined => {
    const value = parameters[name];
    if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
    throw badCall(`The "${name}" of listObjectsV2 must be a text.`);
  };
  const { MaxKeys = MOST_KEYS } = parameters;
  if (typeof MaxKeys !== 'number' || !Number.isInteger(MaxKeys) || MaxKeys < 0)
    throw badCall('The "MaxKeys" of listObjectsV2 must be a whole number.');
  return {
    prefix: text('Prefix') ?? '',
    delimiter: text('Delimiter') ?? '',
    maxKeys: Math.min(MaxKeys, MOST_KEYS),
    startAfter: text('StartAfter'),
    token: text('ContinuationToken'),
  };
}

function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
