import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countFile, countItems, countObject } from '../../../src/items/count-items.ts';
import { sniffReader } from '../../../src/items/sniff-reader.ts';
import { makeFolder, type Folder } from './support.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await makeFolder();
});
afterAll(() => folder.remove());

describe('what a file is', () => {
  it.each([
    ['a.csv', 'id;name\n1;x', { CSVDelimiter: 'SEMICOLON', CSVHeaderLocation: 'FIRST_ROW' }],
    ['a.csv.gz', 'id\tname\n', { CSVDelimiter: 'TAB', CSVHeaderLocation: 'FIRST_ROW' }],
    ['a.csv', '"a,b"|c\n', { CSVDelimiter: 'PIPE', CSVHeaderLocation: 'FIRST_ROW' }],
    ['a.csv', '1,2\n3,4\n', { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['column1', 'column2'] }],
    ['a.csv', 'x,x\n', { CSVHeaderLocation: 'GIVEN' }],
    ['a.txt', 'name\nx\n', { InputType: 'CSV', CSVDelimiter: 'COMMA', CSVHeaderLocation: 'FIRST_ROW' }],
    ['data', '[1,2]', { InputType: 'JSON' }],
    ['data', '{"a":1}\n{"a":2}\n', { InputType: 'JSONL' }],
    ['data', '{"a":\n1}', { InputType: 'JSON' }],
    ['a.ndjson', '', { InputType: 'JSONL' }],
    ['a.PARQUET', undefined, { InputType: 'PARQUET' }],
  ])('%s, which begins %j', (key, head, config) => expect(sniffReader(key, head)).toMatchObject(config));
});

describe('counting', () => {
  it('gives the items and their average length as JSON', async () => {
    await folder.put('orders.csv', 'id,name\n1,a\n2,bb\n3,ccc\n');
    // {"id":"1","name":"a"} is 21 long, the others 22 and 23.
    expect(await countFile(join(folder.path, 'orders.csv'))).toEqual({ items: 3, itemBytes: 22 });
    await folder.put('deep/list.json', '[1, "äö", {"a": null}]');
    expect(await countObject('data', 'deep/list.json', folder.buckets)).toEqual({ items: 3, itemBytes: 6 });
  });

  it('weighs a part of what is long', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `{"id":${10_000 + (index % 10)}}`);
    await folder.put('long.jsonl', lines.join('\n'));
    const seen: number[] = [];
    const measured = await countFile(join(folder.path, 'long.jsonl'), { onProgress: (items) => seen.push(items) });
    expect(measured).toEqual({ items: 20_000, itemBytes: 12 });
    expect(seen.at(-1)).toBe(20_000);
  });

  it('finds nothing in an empty file, and says what is no file or no data', async () => {
    await folder.put('empty.jsonl', '');
    expect(await countFile(join(folder.path, 'empty.jsonl'))).toEqual({ items: 0, itemBytes: 1 });
    await expect(countFile(join(folder.path, 'none.csv'))).rejects.toThrow(/does not exist/);
    await expect(countFile(folder.path)).rejects.toThrow(/is no file/);
    await folder.put('broken.json', '[1,');
    await expect(countFile(join(folder.path, 'broken.json'))).rejects.toThrow(/no JSON dataset/);
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    stop.abort();
    async function* source() {
      await Promise.resolve();
      yield { items: [1], keys: undefined, source: 'x' };
    }
    await expect(countItems(source(), { signal: stop.signal })).rejects.toThrow(/abort/i);
  });
});
