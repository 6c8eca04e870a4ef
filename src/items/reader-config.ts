import type { JsonObject, JsonValue } from '../asl/json.ts';
import { ItemReaderError } from './item-source.ts';

export type InputType = 'CSV' | 'JSON' | 'JSONL' | 'PARQUET' | 'MANIFEST';

/** ReaderConfig with its defaults filled in (input-output-itemreader.html). */
export interface ReaderConfig {
  readonly inputType: InputType | undefined;
  readonly loadAndFlatten: boolean;
  readonly manifestType: 'ATHENA_DATA' | 'S3_INVENTORY' | undefined;
  readonly delimiter: string;
  /** CSVHeaders; undefined when the first row is the header. */
  readonly headers: readonly string[] | undefined;
  /** Infinity when there is no limit, as MaxItems 0 means too. */
  readonly maxItems: number;
  /** JSON Pointer, "" for the root. */
  readonly itemsPointer: string;
}

/** A field of ReaderConfig that cannot be carried out. */
export interface ReaderConfigProblem {
  readonly field: string;
  readonly message: string;
}

const DELIMITERS: Readonly<Record<string, string>> = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };

/** Fields with the values that they take; undefined: checked by hand. */
const CHOICES: Readonly<Record<string, readonly string[] | undefined>> = {
  InputType: ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'],
  Transformation: ['NONE', 'LOAD_AND_FLATTEN'],
  ManifestType: ['ATHENA_DATA', 'S3_INVENTORY'],
  CSVDelimiter: Object.keys(DELIMITERS),
  CSVHeaderLocation: ['FIRST_ROW', 'GIVEN'],
  CSVHeaders: undefined,
  MaxItems: undefined,
  ItemsPointer: undefined,
};

type Action = 'getObject' | 'listObjectsV2';

/** What an ItemReader here knows of the parameters of its action. */
export const READER_PARAMETERS: Readonly<Record<Action, readonly string[]>> = {
  getObject: ['Bucket', 'Key', 'VersionId', 'ExpectedBucketOwner'],
  listObjectsV2: ['Bucket', 'Prefix', 'ExpectedBucketOwner'],
};

/**
 * What to say of the first parameter that is not known; undefined when all are. It could change which data is read or
 * where results go, so it is not passed over in silence.
 */
export function describeUnknownParameter(names: readonly string[], known: readonly string[]): string | undefined {
  const unknown = names.find((name) => !known.includes(name));
  return unknown === undefined
    ? undefined
    : `${unknown} is not supported by this runtime; it knows ${known.join(', ')}.`;
}

/**
 * What of a ReaderConfig could never be read: unknown fields, values and combinations. Of its fields only MaxItems can
 * be an expression or a path, so that without MaxItems it can be checked as it is written.
 */
export function checkReaderConfig(config: JsonObject, action: Action): ReaderConfigProblem[] {
  const problems: ReaderConfigProblem[] = [];
  for (const [field, value] of Object.entries(config)) {
    if (!Object.hasOwn(CHOICES, field)) problems.push({ field, message: `${field} is no field of ReaderConfig.` });
    else problems.push(...checkField(field, value));
  }
  return [...problems, ...checkCombination(config, action)];
}

function checkField(field: string, value: JsonValue): ReaderConfigProblem[] {
  const choices = CHOICES[field];
  if (choices !== undefined) {
    if (typeof value === 'string' && choices.includes(value)) return [];
    return [{ field, message: `${field} must be one of ${choices.join(', ')}.` }];
  }
  if (field === 'MaxItems' && typeof value !== 'number') return [{ field, message: 'MaxItems must be an integer.' }];
  if (field === 'ItemsPointer' && !(typeof value === 'string' && (value === '' || value.startsWith('/'))))
    return [{ field, message: 'ItemsPointer must be a JSON Pointer, which starts with /.' }];
  if (field === 'CSVHeaders' && !isHeaders(value))
    return [{ field, message: 'CSVHeaders must be an array of at least one string.' }];
  return [];
}

function checkCombination(config: JsonObject, action: Action): ReaderConfigProblem[] {
  const { InputType: type, ManifestType: manifest, Transformation: transformation } = config;
  const refuse = (field: string, message: string): ReaderConfigProblem[] => [{ field, message }];
  const flatten = transformation === 'LOAD_AND_FLATTEN';
  if (flatten && action !== 'listObjectsV2')
    return refuse('Transformation', 'LOAD_AND_FLATTEN reads the objects of a listing: it needs s3:listObjectsV2.');
  if (flatten && type === undefined) return refuse('InputType', 'LOAD_AND_FLATTEN needs InputType.');
  if (flatten && type === 'MANIFEST') return refuse('InputType', 'LOAD_AND_FLATTEN cannot read manifests.');
  if (action === 'listObjectsV2') {
    if (manifest !== undefined) return refuse('ManifestType', 'A manifest is read with s3:getObject.');
    if (!flatten) return [];
  }
  if (manifest === 'S3_INVENTORY' && type !== undefined && type !== 'MANIFEST')
    return refuse('InputType', 'With ManifestType S3_INVENTORY, InputType cannot be specified: it is CSV.');
  if (manifest === 'S3_INVENTORY' || (manifest === undefined && type === 'MANIFEST')) return [];
  if (type === undefined) return refuse('InputType', 's3:getObject needs InputType.');
  if (manifest === 'ATHENA_DATA' && type !== 'CSV' && type !== 'JSONL' && type !== 'PARQUET')
    return refuse('InputType', 'With ManifestType ATHENA_DATA, InputType must be one of CSV, JSONL, PARQUET.');
  if (config.ItemsPointer !== undefined && type !== 'JSON')
    return refuse('ItemsPointer', 'ItemsPointer needs InputType JSON.');
  return type === 'CSV' ? checkCsv(config) : [];
}

function checkCsv(config: JsonObject): ReaderConfigProblem[] {
  const { CSVHeaderLocation: location, CSVHeaders: headers } = config;
  if (location === undefined)
    return [{ field: 'CSVHeaderLocation', message: 'InputType CSV needs CSVHeaderLocation: FIRST_ROW or GIVEN.' }];
  if (location === 'GIVEN' && headers === undefined)
    return [{ field: 'CSVHeaders', message: 'CSVHeaderLocation GIVEN needs CSVHeaders.' }];
  if (location === 'FIRST_ROW' && headers !== undefined)
    return [{ field: 'CSVHeaders', message: 'CSVHeaders are for CSVHeaderLocation GIVEN.' }];
  return [];
}

/** An evaluated ReaderConfig. Throws ItemReaderError for what cannot be carried out. */
export function readConfig(config: JsonObject, action: Action): ReaderConfig {
  const [problem] = checkReaderConfig(config, action);
  if (problem !== undefined) throw new ItemReaderError(problem.message);
  const maxItems = config.MaxItems ?? 0;
  if (typeof maxItems !== 'number' || !Number.isInteger(maxItems))
    throw new ItemReaderError('field MaxItems must be an integer');
  // AWS's words, recorded; it takes 0 for no limit, and numbers above its documented 100,000,000.
  if (maxItems < 0) throw new ItemReaderError('field MaxItems must be positive');
  return {
    inputType: config.InputType as InputType | undefined,
    loadAndFlatten: config.Transformation === 'LOAD_AND_FLATTEN',
    manifestType: config.ManifestType as ReaderConfig['manifestType'],
    delimiter: DELIMITERS[(config.CSVDelimiter ?? 'COMMA') as string] ?? ',',
    headers: config.CSVHeaders as string[] | undefined,
    maxItems: maxItems === 0 ? Infinity : maxItems,
    itemsPointer: (config.ItemsPointer ?? '') as string,
  };
}

function isHeaders(value: JsonValue): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
}
