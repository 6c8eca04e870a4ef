import type { Definition, State } from '../asl/definition.ts';
import { insertProperty } from '../asl/plan-change.ts';
import { shapeOf } from '../asl/fields.ts';
import { PAGES } from '../asl/fields/pages.ts';
import type { ObjectNode, PropertyNode, ValueNode } from '../asl/syntax.ts';
import { isSubstituted, numberOf, propertyOf, stringOf } from '../asl/values.ts';
import { addField, changeString, planLater, removeField } from './edits.ts';
import type { Fix } from './finding.ts';
import { actionByLocation, checkListed, checkLocation } from './item-location-rules.ts';
import { findNearest } from './nearest.ts';
import { spotOfKey, spotOfValue, type Spot } from './report.ts';
import type { RuleContext } from './rule-context.ts';

const S3_ACTION = /^arn:[^:]*:states:::s3:(\w+)$/;
const CSV_FIELDS = ['CSVHeaderLocation', 'CSVHeaders', 'CSVDelimiter'];
/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html: a header has at most 10 KiB. */
const LARGEST_HEADER = 10 * 1024;
const ATHENA_TYPES: ReadonlySet<string> = new Set(['CSV', 'JSONL', 'PARQUET']);

/** Where a reader's parts stand. Unread values (substitutions) are undefined, and count as right. */
interface ReaderFacts {
  readonly context: RuleContext;
  readonly spot: Spot;
  readonly config: PropertyNode | undefined;
  readonly configPointer: string;
  readonly action: string | undefined;
  /** Key of the object that is read, where it is written out. */
  readonly key: string | undefined;
}

export function checkItemReader(context: RuleContext, reader: PropertyNode, state: State): void {
  const { value } = reader;
  if (value?.kind !== 'object') return;
  const spot = spotOfKey(reader, state.pointer);
  const action = checkResource(context, value, spot, ['getObject', 'listObjectsV2']);
  checkLocation(context, value, spot, state, action === 'getObject' ? ['Bucket', 'Key'] : ['Bucket']);
  if (action === 'listObjectsV2') checkListed(context, value, spot);
  const config = propertyOf(value, 'ReaderConfig');
  const location = propertyOf(value, 'Parameters')?.value ?? propertyOf(value, 'Arguments')?.value;
  const key = stringOf(propertyOf(location, 'Key')?.value);
  const facts = { context, spot, config, configPointer: `${spot.pointer}/ReaderConfig`, action, key };
  if (config?.value && config.value.kind !== 'object') return;
  checkInputType(facts);
  if (config?.value) {
    checkCsv(facts);
    checkMaxItems(facts);
    checkItemsPointer(facts);
    checkIgnored(facts);
  }
}

export function checkResultWriter(context: RuleContext, writer: PropertyNode, state: State): void {
  const { value } = writer;
  if (value?.kind !== 'object' || !propertyOf(value, 'Resource')) return;
  const spot = spotOfKey(writer, state.pointer);
  checkResource(context, value, spot, ['putObject']);
  checkLocation(context, value, spot, state, ['Bucket']);
}

const TYPES_BY_EXTENSION: Readonly<Record<string, string>> = {
  csv: 'CSV',
  json: 'JSON',
  jsonl: 'JSONL',
  parquet: 'PARQUET',
};

function inputTypeByKey(key: string | undefined): string[] {
  const type = TYPES_BY_EXTENSION[/\.(\w+)$/.exec(key ?? '')?.[1]?.toLowerCase() ?? ''];
  return type === undefined ? [] : [type];
}

/** The S3 action; undefined when it is not one of `allowed`, or only the deployment knows it. */
function checkResource(
  { report, definition }: RuleContext,
  node: ObjectNode,
  spot: Spot,
  allowed: readonly string[],
): string | undefined {
  const resource = propertyOf(node, 'Resource');
  const text = stringOf(resource?.value);
  if (!resource || text === undefined) return undefined;
  const action = S3_ACTION.exec(text)?.[1];
  if (action !== undefined && allowed.includes(action)) return action;
  const isWriter = allowed.includes('putObject');
  if (!isSubstituted(resource.value) || action !== undefined)
    report(
      isWriter ? 'INVALID_RESULT_WRITER' : 'INVALID_ITEM_READER',
      spotOfValue(resource, spot.pointer),
      `Resource must be ${allowed.map((name) => `arn:aws:states:::s3:${name}`).join(' or ')}.`,
      {
        page: isWriter ? PAGES.resultWriter : PAGES.itemReader,
        fixes: fixesOfResource(definition, text, `${spot.pointer}/Resource`, allowed, node),
      },
    );
  return undefined;
}

/** Certain where there is one choice only, or one that is nearly written. */
function fixesOfResource(
  definition: Definition,
  text: string,
  pointer: string,
  allowed: readonly string[],
  node: ObjectNode,
): readonly Fix[] {
  const action =
    allowed.length === 1
      ? allowed[0]
      : (actionByLocation(node) ?? findNearest(/[^:]*$/.exec(text)?.[0] ?? '', allowed));
  const partition = /^arn:([^:]+):/.exec(text)?.[1] ?? 'aws';
  return action === undefined ? [] : [changeString(definition, pointer, `arn:${partition}:states:::s3:${action}`)];
}

/** The text of a field of ReaderConfig; `undefined` when absent, `null` when only the deployment knows. */
function textOf({ config }: ReaderFacts, name: string): string | null | undefined {
  const property = propertyOf(config?.value, name);
  if (!property) return undefined;
  return isSubstituted(property.value) ? null : (stringOf(property.value) ?? null);
}

function say(
  { context, spot, configPointer, config }: ReaderFacts,
  property: PropertyNode | undefined,
  message: string,
  fixes: readonly Fix[] = [],
): void {
  const place = property ? spotOfKey(property, configPointer) : config ? spotOfKey(config, spot.pointer) : spot;
  context.report('INVALID_ITEM_READER', place, message, { page: PAGES.itemReader, fixes });
}

/** Adds a field to ReaderConfig, and ReaderConfig where there is none. */
function addToConfig({ context, config, configPointer, spot }: ReaderFacts, name: string, value: string): Fix {
  if (config) return addField(context.definition, configPointer, name, value);
  return planLater(`Add ${name} ${value}`, () =>
    insertProperty(context.definition, spot.pointer, 'ReaderConfig', { [name]: value }),
  );
}

function checkInputType(facts: ReaderFacts): void {
  const { config, action } = facts;
  const inputType = textOf(facts, 'InputType');
  const manifest = textOf(facts, 'ManifestType');
  const transformation = textOf(facts, 'Transformation');
  const isFlattened = transformation === 'LOAD_AND_FLATTEN';
  const at = (name: string): PropertyNode | undefined => propertyOf(config?.value, name);
  if (manifest === 'S3_INVENTORY') {
    if (inputType !== undefined && inputType !== 'MANIFEST')
      say(facts, at('InputType'), 'An S3 inventory says by itself what it holds: remove InputType.', [
        removeField(facts.context.definition, `${facts.configPointer}/InputType`),
      ]);
  } else if (manifest === 'ATHENA_DATA') {
    if (inputType !== null && !ATHENA_TYPES.has(inputType ?? ''))
      say(facts, at('InputType'), 'ManifestType ATHENA_DATA needs InputType CSV, JSONL or PARQUET.');
  } else if (
    inputType === undefined &&
    !hasMistyped(config?.value, 'InputType') &&
    (action === 'getObject' || isFlattened) &&
    manifest === undefined
  ) {
    say(
      facts,
      undefined,
      'ReaderConfig needs InputType: CSV, JSON, JSONL, PARQUET or MANIFEST.',
      fixesOfInputType(facts),
    );
  }
  if (isFlattened && action === 'getObject')
    say(facts, at('Transformation'), 'LOAD_AND_FLATTEN is for the objects that s3:listObjectsV2 lists.');
}

/** Whether the field stands there under a name that is nearly its own, which is a finding already. */
function hasMistyped(node: ValueNode | undefined, name: string): boolean {
  if (node?.kind !== 'object') return false;
  const names = shapeOf('ReaderConfig', 'JSONPath').fields.map((field) => field.name);
  return node.properties.some(({ key }) => !names.includes(key.value) && findNearest(key.value, names) === name);
}

/** By the extension of the key; a CSV whose header nobody places needs more than a type, and gets it where all is new. */
function fixesOfInputType(facts: ReaderFacts): Fix[] {
  const { context, config, spot, key } = facts;
  return inputTypeByKey(key).flatMap((type) => {
    if (type !== 'CSV' || propertyOf(config?.value, 'CSVHeaderLocation'))
      return [addToConfig(facts, 'InputType', type)];
    if (config) return [];
    const value = { InputType: type, CSVHeaderLocation: 'FIRST_ROW' };
    return [addField(context.definition, spot.pointer, 'ReaderConfig', value)];
  });
}

function checkCsv(facts: ReaderFacts): void {
  const { config, context, configPointer } = facts;
  const location = textOf(facts, 'CSVHeaderLocation');
  const headers = propertyOf(config?.value, 'CSVHeaders');
  if (textOf(facts, 'InputType') === 'CSV' && location === undefined && textOf(facts, 'ManifestType') === undefined)
    say(facts, undefined, 'A CSV needs CSVHeaderLocation: FIRST_ROW, or GIVEN with CSVHeaders.', [
      addToConfig(facts, 'CSVHeaderLocation', headers ? 'GIVEN' : 'FIRST_ROW'),
    ]);
  const inputType = textOf(facts, 'InputType');
  // For what is no CSV it is the place of the header itself that has no meaning.
  if (location === 'GIVEN' && !headers && (typeof inputType !== 'string' || inputType === 'CSV'))
    say(facts, propertyOf(config?.value, 'CSVHeaderLocation'), 'CSVHeaderLocation GIVEN needs CSVHeaders.');
  if (!headers) return;
  if (location === 'FIRST_ROW')
    context.report(
      'IGNORED_FIELD',
      spotOfKey(headers, configPointer),
      "'CSVHeaders' is ignored, since the first row holds them.",
      {
        page: PAGES.itemReader,
        fixes: [
          removeField(context.definition, `${configPointer}/CSVHeaders`),
          changeString(context.definition, `${configPointer}/CSVHeaderLocation`, 'GIVEN'),
        ],
      },
    );
  if (sizeOfHeaders(headers.value) > LARGEST_HEADER) say(facts, headers, 'A header of a CSV has at most 10 KiB.');
}

function sizeOfHeaders(node: ValueNode | undefined): number {
  if (node?.kind !== 'array') return 0;
  return node.items.reduce((sum, item) => sum + (stringOf(item)?.length ?? 0) + 1, 0);
}

function checkMaxItems({ config, context, configPointer }: ReaderFacts): void {
  const property = propertyOf(config?.value, 'MaxItems');
  if (property && numberOf(property.value) === 0)
    context.report(
      'IGNORED_FIELD',
      spotOfKey(property, configPointer),
      "'MaxItems' of 0 sets no limit: all items are read.",
      { page: PAGES.itemReader, fixes: [removeField(context.definition, `${configPointer}/MaxItems`)] },
    );
}

/** https://www.rfc-editor.org/rfc/rfc6901: each part of a JSON Pointer begins with a slash. */
function checkItemsPointer(facts: ReaderFacts): void {
  const property = propertyOf(facts.config?.value, 'ItemsPointer');
  const text = stringOf(property?.value);
  if (!property || text === undefined || text === '' || text.startsWith('/') || isSubstituted(property.value)) return;
  const names = /^\$?\.?([A-Za-z_]\w*(?:[./][A-Za-z_]\w*)*)$/.exec(text)?.[1];
  const pointer = names === undefined ? undefined : `/${names.replaceAll('.', '/')}`;
  say(
    facts,
    property,
    `ItemsPointer is a JSON Pointer, which begins with a slash${pointer === undefined ? '.' : `: is '${pointer}' meant?`}`,
    pointer === undefined
      ? []
      : [changeString(facts.context.definition, `${facts.configPointer}/ItemsPointer`, pointer)],
  );
}

function checkIgnored(facts: ReaderFacts): void {
  const { config, context, configPointer } = facts;
  const inputType = textOf(facts, 'InputType');
  if (typeof inputType !== 'string') return;
  // Which type was meant decides.
  if (textOf(facts, 'ManifestType') === 'ATHENA_DATA' && !ATHENA_TYPES.has(inputType)) return;
  const names = [...(inputType === 'CSV' ? [] : CSV_FIELDS), ...(inputType === 'JSON' ? [] : ['ItemsPointer'])];
  for (const name of names) {
    const property = propertyOf(config?.value, name);
    if (property)
      context.report(
        'IGNORED_FIELD',
        spotOfKey(property, configPointer),
        `'${name}' has no meaning for InputType ${inputType}.`,
        { page: PAGES.itemReader, fixes: [removeField(context.definition, `${configPointer}/${name}`)] },
      );
  }
}
