import { MAX_DATA_BYTES } from '../../asl/quotas.ts';
import type { Template } from '../../asl/expressions/expression.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import { READER_PARAMETERS, checkReaderConfig, describeUnknownParameter } from '../../items/reader-config.ts';
import type { ItemBatcherRequest, ItemReaderRequest, ResultWriterRequest } from '../contracts.ts';
import { Failure, FieldError } from './failure.ts';
import type { FieldReader } from './field-reader.ts';
import { StateScope, type Frame } from './frame.ts';
import { compileNumber, type NumberField } from './number-field.ts';

type Evaluate<T> = (frame: Frame, input: JsonValue) => Promise<T>;

const READER_ACTIONS: Readonly<Record<string, ItemReaderRequest['action']>> = {
  's3:getObject': 'getObject',
  's3:listObjectsV2': 'listObjectsV2',
};
const WRITER_PARAMETERS: readonly string[] = ['Bucket', 'Prefix'];
/** A larger MaxItems counts as this one. */
const MAX_ITEMS = 100_000_000;
/** Of ReaderConfig, what is handed on as it is written. */
const READER_OPTIONS = [
  'InputType',
  'Transformation',
  'ManifestType',
  'CSVHeaderLocation',
  'CSVHeaders',
  'CSVDelimiter',
  'ItemsPointer',
];

/** ItemReader; undefined when the Map takes its items from its input. */
export function compileReader(fields: FieldReader): Evaluate<ItemReaderRequest> | undefined {
  const reader = fields.object('ItemReader');
  if (!reader) return undefined;
  const action = READER_ACTIONS[integrationOf(reader)];
  if (!action) reader.refuse('Resource', 'must be arn:aws:states:::s3:getObject or arn:aws:states:::s3:listObjectsV2');
  const parameters = reader.template(reader.isJsonata ? 'Arguments' : 'Parameters');
  const config = reader.object('ReaderConfig');
  const maxItems = config && compileNumber(config, 'MaxItems', { integer: true, min: 0 });
  const options = config ? pick(config, READER_OPTIONS) : {};
  config?.refuseUnread();
  reader.refuseUnread();
  if (action) {
    for (const { field, message } of checkReaderConfig(options, action))
      if (config) config.refuse(field, `cannot be read: ${withoutStop(message)}`);
      else reader.refuse('ReaderConfig', `is missing: ${withoutStop(message)}`);
    refuseUnknown(reader, READER_PARAMETERS[action]);
  }
  return async (frame, input) => {
    const limit = await maxItems?.(frame, input);
    return {
      action: action ?? 'getObject',
      parameters: await evaluateObject(parameters, frame, input),
      config: limit === undefined ? options : { ...options, MaxItems: Math.min(limit, MAX_ITEMS) },
    };
  };
}

/** ItemBatcher; undefined when each item is a child of its own. */
export function compileBatcher(fields: FieldReader): Evaluate<ItemBatcherRequest> | undefined {
  const batcher = fields.object('ItemBatcher');
  if (!batcher) return undefined;
  const items: NumberField = compileNumber(batcher, 'MaxItemsPerBatch', { integer: true, min: 1 });
  const bytes: NumberField = compileNumber(batcher, 'MaxInputBytesPerBatch', {
    integer: true,
    min: 1,
    max: MAX_DATA_BYTES,
  });
  const batchInput = batcher.template('BatchInput');
  batcher.refuseUnread();
  return async (frame, input) => ({
    maxItemsPerBatch: await items(frame, input),
    maxInputBytesPerBatch: await bytes(frame, input),
    batchInput: await batchInput?.evaluate(new StateScope(frame, input)),
  });
}

/** ResultWriter; undefined when the results stay in the state's output as they are. */
export function compileWriter(fields: FieldReader): Evaluate<ResultWriterRequest> | undefined {
  const writer = fields.object('ResultWriter');
  if (!writer) return undefined;
  const exports = writer.has('Resource');
  if (exports && integrationOf(writer) !== 's3:putObject')
    writer.refuse('Resource', 'must be arn:aws:states:::s3:putObject');
  const parameters = writer.template(writer.isJsonata ? 'Arguments' : 'Parameters');
  refuseUnknown(writer, WRITER_PARAMETERS);
  const config = writer.object('WriterConfig');
  const transformation = config?.oneOf('Transformation', ['NONE', 'COMPACT', 'FLATTEN'] as const);
  const outputType = config?.oneOf('OutputType', ['JSON', 'JSONL'] as const) ?? 'JSON';
  // How JSON Lines look in a state's output is not documented.
  if (!exports && outputType === 'JSONL')
    config?.refuse(
      'OutputType',
      'is JSONL, which needs a Resource to write to: it is not supported in a state’s output',
    );
  config?.refuseUnread();
  writer.refuseUnread();
  return async (frame, input) => {
    return {
      target: exports ? readTarget(await evaluateObject(parameters, frame, input)) : undefined,
      transformation: transformation ?? (exports ? 'NONE' : 'COMPACT'),
      outputType,
    };
  };
}

/** `s3:getObject` of `arn:aws:states:::s3:getObject`, whatever the partition. */
function integrationOf(fields: FieldReader): string {
  return (fields.string('Resource') ?? '').split(':').slice(5).join(':');
}

function pick(fields: FieldReader, names: readonly string[]): JsonObject {
  const picked: JsonObject = {};
  for (const name of names) {
    const value = fields.value(name);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

async function evaluateObject(template: Template | undefined, frame: Frame, input: JsonValue): Promise<JsonObject> {
  const value = (await template?.evaluate(new StateScope(frame, input))) ?? {};
  if (isJsonObject(value)) return value;
  throw new FieldError('States.Runtime', `An object was expected, but got: ${JSON.stringify(value)}`);
}

/** Refuses what is not known of the parameters; an expression for all of them is looked at when it is evaluated. */
function refuseUnknown(fields: FieldReader, known: readonly string[]): void {
  const name = fields.isJsonata ? 'Arguments' : 'Parameters';
  const written = fields.value(name);
  if (!isJsonObject(written)) return;
  const names = Object.keys(written).map((key) => (fields.isJsonata ? key : key.replace(/\.\$$/, '')));
  const unknown = describeUnknownParameter(names, known);
  if (unknown !== undefined) fields.refuse(name, `cannot be carried out: ${withoutStop(unknown)}`);
}

function readTarget(where: JsonObject): ResultWriterRequest['target'] {
  const unknown = describeUnknownParameter(Object.keys(where), WRITER_PARAMETERS);
  if (unknown !== undefined) throw resultWriterFailed(unknown);
  const { Bucket: bucket, Prefix: prefix = '' } = where;
  if (typeof bucket !== 'string' || bucket === '')
    throw resultWriterFailed('Bucket must be a string that is not empty.');
  if (typeof prefix !== 'string') throw resultWriterFailed('Prefix must be a string.');
  return { bucket, prefix };
}

function resultWriterFailed(message: string): Failure {
  return new Failure('States.ResultWriterFailed', `The ResultWriter's parameter ${message}`);
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
