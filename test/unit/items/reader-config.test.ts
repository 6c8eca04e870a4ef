import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { checkReaderConfig } from '../../../src/items/reader-config.ts';

describe('ReaderConfig', () => {
  it.each<[JsonObject, 'getObject' | 'listObjectsV2']>([
    [{ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'TAB' }, 'getObject'],
    [{ InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a'], MaxItems: 5 }, 'getObject'],
    [{ InputType: 'JSON', ItemsPointer: '/a/b' }, 'getObject'],
    [{ InputType: 'PARQUET' }, 'getObject'],
    [{ InputType: 'MANIFEST' }, 'getObject'],
    [{ ManifestType: 'S3_INVENTORY' }, 'getObject'],
    [{ ManifestType: 'ATHENA_DATA', InputType: 'JSONL' }, 'getObject'],
    [{}, 'listObjectsV2'],
    [{ Transformation: 'LOAD_AND_FLATTEN', InputType: 'JSONL' }, 'listObjectsV2'],
  ])('takes %j with %s', (config, action) => {
    expect(checkReaderConfig(config, action)).toEqual([]);
  });

  it.each<[JsonObject, 'getObject' | 'listObjectsV2', string]>([
    [{}, 'getObject', 'InputType'],
    [{ InputType: 'XML' }, 'getObject', 'InputType'],
    [{ InputType: 'CSV' }, 'getObject', 'CSVHeaderLocation'],
    [{ InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }, 'getObject', 'CSVHeaders'],
    [{ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: ',' }, 'getObject', 'CSVDelimiter'],
    [{ InputType: 'JSONL', ItemsPointer: '/a' }, 'getObject', 'ItemsPointer'],
    [{ InputType: 'JSON', ItemsPointer: 'a' }, 'getObject', 'ItemsPointer'],
    [{ InputType: 'CSV', ManifestType: 'S3_INVENTORY' }, 'getObject', 'InputType'],
    [{ InputType: 'JSON', ManifestType: 'ATHENA_DATA' }, 'getObject', 'InputType'],
    [{ InputType: 'CSV', Transformation: 'LOAD_AND_FLATTEN' }, 'getObject', 'Transformation'],
    [{ Transformation: 'LOAD_AND_FLATTEN' }, 'listObjectsV2', 'InputType'],
    [{ InputType: 'JSON', Compression: 'GZIP' }, 'getObject', 'Compression'],
    [{ MaxItemsPath: '$.max' }, 'listObjectsV2', 'MaxItemsPath'],
    [{ InputType: '{% $type %}' }, 'getObject', 'InputType'],
    [{ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: '{% $d %}' }, 'getObject', 'CSVDelimiter'],
  ])('refuses %j with %s, naming %s', (config, action, field) => {
    expect(checkReaderConfig(config, action).map((problem) => problem.field)).toContain(field);
  });
});
