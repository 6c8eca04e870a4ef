import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import { isJsonObject, type JsonValue } from '../../asl/json.ts';
import { stateByPointer } from '../../asl/scopes.ts';
import { applySubstitutions } from '../../asl/substitutions.ts';
import { toJson } from '../../asl/values.ts';
import type { BucketListing, FirstItems } from '../../protocol/designer.ts';
import { ExpectedError } from '../errors.ts';
import { findBucket, openBuckets } from '../results/result-source.ts';
import type { Services } from '../services.ts';

const MOST_OBJECTS = 200;
const MOST_LISTED = 5000;
const MOST_ITEMS = 5;

/** The buckets of the project when no bucket is named; else what lies right below a prefix of one, also of `${Name}`. */
export async function browseBucket(
  services: Services,
  document: vscode.TextDocument,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): Promise<BucketListing> {
  if (bucket === '')
    return { bucket, prefix: '', folders: await namesOf(services, document), objects: [], truncated: false };
  const name = await fillIn(services, document, bucket);
  const found = await findBucket(services, document.uri, typeof name === 'string' ? name : bucket);
  const below = new Set<string>();
  const objects: { key: string; size: number }[] = [];
  let listed = 0;
  let truncated = false;
  for await (const { key, size } of found.list(prefix)) {
    const slash = key.indexOf('/', prefix.length);
    if (slash >= 0) below.add(key.slice(0, slash + 1));
    else objects.push({ key, size });
    truncated = ++listed >= MOST_LISTED || objects.length >= MOST_OBJECTS || below.size >= MOST_OBJECTS;
    if (truncated) break;
  }
  return { bucket, prefix, folders: [...below], objects, truncated };
}

/** The first items that a Map's ItemReader gives; its fields must be plain values. */
export async function readFirstItems(
  services: Services,
  document: vscode.TextDocument,
  definition: Definition,
  pointer: string,
): Promise<FirstItems> {
  const node = stateByPointer(definition, pointer)?.fields.get('ItemReader')?.value;
  const reader = node && (await fillIn(services, document, toJson(node)));
  if (!isJsonObject(reader)) throw new Error(vscode.l10n.t('This Map has no ItemReader.'));
  const [{ readItems }, { readerOf }] = await Promise.all([
    import('../../items/read-items.ts'),
    import('../../executions/count-input.ts'),
  ]);
  const request = readerOf(pointer, reader);
  const items: string[] = [];
  for await (const chunk of readItems(request, await openBuckets(services, document.uri))) {
    for (const item of chunk.items) if (items.length < MOST_ITEMS) items.push(JSON.stringify(item));
    if (items.length >= MOST_ITEMS) break;
  }
  return { items };
}

/** With the names that fanout.json gives values to: what then is left is no bucket's name. */
async function fillIn({ projects }: Services, { uri }: vscode.TextDocument, value: JsonValue): Promise<JsonValue> {
  const names = (await projects.require(uri))?.project.substitutions ?? {};
  const filled = applySubstitutions(value, names);
  const [open] = filled.unresolved;
  if (open === undefined) return filled.value;
  throw new ExpectedError(
    vscode.l10n.t('{0} has no value here: give it one under "substitutions" in fanout.json.', `\${${open}}`),
  );
}

/** The buckets that fanout.json serves from folders. */
async function namesOf({ projects }: Services, { uri }: vscode.TextDocument): Promise<string[]> {
  return Object.keys((await projects.require(uri))?.project.buckets ?? {});
}
