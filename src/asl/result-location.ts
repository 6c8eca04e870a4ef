import type { Definition, State } from './definition.ts';
import { stateByPointer } from './scopes.ts';
import { propertyOf, stringOf } from './values.ts';

/** Bucket and key of a manifest.json. */
export interface ResultLocation {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Where a Map Run leaves its manifest, also where it fails and its Map has no output that says so:
 * `<Prefix>/<id of the Map Run>/manifest.json`. Undefined without a ResultWriter that names a bucket, and where bucket or
 * prefix are known to the execution alone.
 *
 * @param definition with its names filled in
 * @param pointer of the Map
 */
export function resultLocation(definition: Definition, pointer: string, mapRunArn: string): ResultLocation | undefined {
  const map = stateByPointer(definition, pointer);
  const id = mapRunArn.split(':').at(-1);
  if (map === undefined || id === undefined) return undefined;
  const bucket = textOf(map, 'Bucket');
  const prefix = textOf(map, 'Prefix');
  if (bucket === undefined || bucket === '' || prefix === undefined) return undefined;
  return { bucket, key: `${prefix === '' ? '' : `${prefix.replace(/\/+$/, '')}/`}${id}/manifest.json` };
}

/** A text of the ResultWriter's parameters; empty where it has none, undefined where it is read from somewhere. */
function textOf({ fields, queryLanguage }: State, name: string): string | undefined {
  const parameters = propertyOf(
    fields.get('ResultWriter')?.value,
    queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters',
  )?.value;
  if (propertyOf(parameters, `${name}.$`) !== undefined) return undefined;
  const node = propertyOf(parameters, name)?.value;
  if (node === undefined) return '';
  const text = stringOf(node);
  return text?.startsWith('{%') === true ? undefined : text;
}
