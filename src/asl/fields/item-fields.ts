import { MAX_DATA_BYTES } from '../quotas.ts';
import type { Table } from './field.ts';
import { EXPRESSION, field, JSONATA, JSONPATH, orPath, REQUIRED } from './field.ts';
import { PAGES } from './pages.ts';

const ITEM_READER: Table = {
  name: 'ItemReader',
  page: PAGES.itemReader,
  groups: [],
  fields: [
    field(
      'Resource',
      { kind: 'resource' },
      'arn:aws:states:::s3:getObject for a file, arn:aws:states:::s3:listObjectsV2 for the objects under a prefix.',
      PAGES.itemReader,
      REQUIRED,
    ),
    field('ReaderConfig', { kind: 'object', shape: 'ReaderConfig' }, 'How the file is to be read.', PAGES.itemReader),
    field(
      'Parameters',
      { kind: 'template', object: true },
      'Bucket, and Key or Prefix, of what is read.',
      PAGES.itemReader,
      JSONPATH,
    ),
    field(
      'Arguments',
      { kind: 'template', object: true },
      'Bucket, and Key or Prefix, of what is read.',
      PAGES.itemReader,
      { ...JSONATA, ...EXPRESSION },
    ),
  ],
};

const READER_CONFIG: Table = {
  name: 'ReaderConfig',
  page: PAGES.itemReader,
  groups: [orPath('MaxItems')],
  fields: [
    field(
      'InputType',
      { kind: 'enum', values: ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'] },
      'What the file is; left out only for an S3 inventory that ManifestType names.',
      PAGES.itemReader,
    ),
    field(
      'Transformation',
      { kind: 'enum', values: ['NONE', 'LOAD_AND_FLATTEN'] },
      'LOAD_AND_FLATTEN reads each listed object too, by InputType, and makes one list of all their items.',
      PAGES.itemReader,
      { default: 'NONE' },
    ),
    field(
      'ManifestType',
      { kind: 'enum', values: ['ATHENA_DATA', 'S3_INVENTORY'] },
      'What wrote the manifest: Athena’s UNLOAD or an S3 inventory.',
      PAGES.itemReader,
    ),
    field(
      'CSVHeaderLocation',
      { kind: 'enum', values: ['FIRST_ROW', 'GIVEN'] },
      'Where the names of the CSV’s columns stand: its first row, or CSVHeaders.',
      PAGES.itemReader,
    ),
    field(
      'CSVHeaders',
      { kind: 'strings' },
      'Names of the CSV’s columns, for CSVHeaderLocation GIVEN; at most 10 KiB.',
      PAGES.itemReader,
    ),
    field(
      'CSVDelimiter',
      { kind: 'enum', values: ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'] },
      'What stands between the CSV’s columns.',
      PAGES.itemReader,
      { default: 'COMMA' },
    ),
    field(
      'MaxItems',
      { kind: 'integer', min: 0, max: 100_000_000 },
      'How many items are read, at most 100,000,000; 0 reads all.',
      PAGES.itemReader,
      EXPRESSION,
    ),
    field(
      'MaxItemsPath',
      { kind: 'referencePath' },
      'Where the value of MaxItems stands in the input.',
      PAGES.itemReader,
      JSONPATH,
    ),
    field(
      'ItemsPointer',
      { kind: 'string' },
      'JSON Pointer of the array or object within a JSON file.',
      PAGES.itemReader,
    ),
  ],
};

const ITEM_BATCHER: Table = {
  name: 'ItemBatcher',
  page: PAGES.itemBatcher,
  groups: [
    orPath('MaxItemsPerBatch'),
    orPath('MaxInputBytesPerBatch'),
    {
      rule: 'atLeastOne',
      fields: ['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
    },
  ],
  fields: [
    field(
      'BatchInput',
      { kind: 'template' },
      'JSON that each child gets beside its Items, under BatchInput.',
      PAGES.itemBatcher,
      EXPRESSION,
    ),
    field(
      'MaxItemsPerBatch',
      { kind: 'integer', min: 1 },
      'How many items a batch holds, at most.',
      PAGES.itemBatcher,
      EXPRESSION,
    ),
    field(
      'MaxItemsPerBatchPath',
      { kind: 'referencePath' },
      'Where the value of MaxItemsPerBatch stands in the input.',
      PAGES.itemBatcher,
      JSONPATH,
    ),
    field(
      'MaxInputBytesPerBatch',
      { kind: 'integer', min: 1, max: MAX_DATA_BYTES },
      'How many bytes a batch holds, at most 262,144.',
      PAGES.itemBatcher,
      EXPRESSION,
    ),
    field(
      'MaxInputBytesPerBatchPath',
      { kind: 'referencePath' },
      'Where the value of MaxInputBytesPerBatch stands in the input.',
      PAGES.itemBatcher,
      JSONPATH,
    ),
  ],
};

const RESULT_WRITER: Table = {
  name: 'ResultWriter',
  page: PAGES.resultWriter,
  groups: [{ rule: 'atLeastOne', fields: ['Resource', 'WriterConfig'] }],
  fields: [
    field(
      'Resource',
      { kind: 'resource' },
      'arn:aws:states:::s3:putObject writes the results to Amazon S3.',
      PAGES.resultWriter,
    ),
    field(
      'Parameters',
      { kind: 'template', object: true },
      'Bucket and Prefix that the results are written to.',
      PAGES.resultWriter,
      JSONPATH,
    ),
    field(
      'Arguments',
      { kind: 'template', object: true },
      'Bucket and Prefix that the results are written to.',
      PAGES.resultWriter,
      { ...JSONATA, ...EXPRESSION },
    ),
    field('WriterConfig', { kind: 'object', shape: 'WriterConfig' }, 'What a result looks like.', PAGES.resultWriter),
  ],
};

const WRITER_CONFIG: Table = {
  name: 'WriterConfig',
  page: PAGES.resultWriter,
  groups: [],
  fields: [
    field(
      'Transformation',
      { kind: 'enum', values: ['NONE', 'COMPACT', 'FLATTEN'] },
      'NONE keeps each child’s metadata, COMPACT keeps the outputs, FLATTEN merges outputs that are arrays into one.',
      PAGES.resultWriter,
    ),
    field(
      'OutputType',
      { kind: 'enum', values: ['JSON', 'JSONL'] },
      'JSON array, or JSON Lines.',
      PAGES.resultWriter,
      REQUIRED,
    ),
  ],
};

/** How a distributed Map reads its items, batches them, and writes the results. */
export const ITEM_TABLES: readonly Table[] = [ITEM_READER, READER_CONFIG, ITEM_BATCHER, RESULT_WRITER, WRITER_CONFIG];
