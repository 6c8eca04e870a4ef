import { isJsonObject, type JsonObject } from '../asl/json.ts';
import type { FormSection } from './form.ts';
import type { Gesture, Property } from './gesture.ts';

/** Where items are read or results written: an object, or all that lies under a prefix. */
export type ItemPlace =
  | { readonly bucket: string; readonly key: string; readonly prefix?: undefined }
  | { readonly bucket: string; readonly prefix: string; readonly key?: undefined };

/** What a file is by its name; a CSV has its columns' names in the first row, unless somebody says otherwise. */
const READER_CONFIGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  csv: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
  json: { InputType: 'JSON' },
  jsonl: { InputType: 'JSONL' },
  parquet: { InputType: 'PARQUET' },
};

/** The field that says where: `Arguments` in JSONata, `Parameters` in JSONPath. */
function fieldOf({ fields }: FormSection): FormSection['fields'][number] | undefined {
  const known = fields.filter(({ key }) => key === 'Arguments' || key === 'Parameters');
  return known.find(({ isSet }) => isSet) ?? known[0];
}

function locationOf(section: FormSection): JsonObject {
  const value = fieldOf(section)?.value ?? null;
  return isJsonObject(value) ? value : {};
}

/** The bucket that an ItemReader or ResultWriter names now. */
export function bucketOf(section: FormSection): string {
  const { Bucket: bucket } = locationOf(section);
  return typeof bucket === 'string' ? bucket : '';
}

/**
 * Has an ItemReader or ResultWriter (by its form) read from or write to a place: its bucket and key or prefix, and what
 * these need: the action of Resource, and of a reader without ReaderConfig what the file is.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
export function choosePlace(section: FormSection, place: ItemPlace): Gesture {
  const object = `${section.pointer}/${fieldOf(section)?.key ?? 'Parameters'}`;
  const { Bucket: bucket, Key: key } = locationOf(section);
  // A version is one of the object that was read before.
  const isOther = bucket !== place.bucket || key !== place.key;
  const properties: Property[] = [
    ...resourceOf(section, place),
    ...configOf(section, place),
    { object, key: 'Bucket', value: place.bucket },
    { object, key: 'Key', value: place.key },
    // All of a bucket lies under no prefix.
    { object, key: 'Prefix', value: place.prefix === '' ? undefined : place.prefix },
    ...(isOther ? [{ object, key: 'VersionId' }] : []),
  ];
  return { kind: 'set-properties', properties };
}

function isReader({ pointer }: FormSection): boolean {
  return pointer.endsWith('/ItemReader');
}

function resourceOf(section: FormSection, { key }: ItemPlace): Property[] {
  const action = isReader(section) ? (key === undefined ? 'listObjectsV2' : 'getObject') : 'putObject';
  const written = section.fields.find((field) => field.key === 'Resource');
  const text = written?.isSet === true ? written.value : '';
  // What the deployment fills in is not ours to change.
  if (typeof text !== 'string' || written?.substituted === true) return [];
  const [, service = 'arn:aws:states:::s3:'] = /^(arn:.+:states:::s3:)\w*$/.exec(text) ?? [];
  return [{ object: section.pointer, key: 'Resource', value: service + action }];
}

function configOf(section: FormSection, { key }: ItemPlace): Property[] {
  const isMissing = isReader(section) && section.missing.some((each) => each.key === 'ReaderConfig');
  const extension = /\.(\w+)$/.exec(key ?? '')?.[1]?.toLowerCase() ?? '';
  const config = isMissing && Object.hasOwn(READER_CONFIGS, extension) ? READER_CONFIGS[extension] : undefined;
  const object = `${section.pointer}/ReaderConfig`;
  return Object.entries(config ?? {}).map(([name, value]) => ({ object, key: name, value }));
}
