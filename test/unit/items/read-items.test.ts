import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, readAll, readChunks } from './support.ts';
import type { Folder } from './support.ts';

const CSV = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
let folder: Folder;

beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(() => folder.remove());

describe('getObject', () => {
  it('reads CSV, JSON and JSON Lines, each with its source', async () => {
    await folder.put('in/a.csv', '\ufeffa,b\n1,2\n');
    await folder.put('a.json', '{"x": 1, "y": [2]}');
    await folder.put('a.jsonl', '{"x":1}\n');
    expect(await readChunks(folder.buckets, CSV, { Key: 'in/a.csv' })).toEqual([
      { items: [{ a: '1', b: '2' }], keys: undefined, source: 'S3://data/in/a.csv' },
    ]);
    expect(await readChunks(folder.buckets, { InputType: 'JSON' }, { Key: 'a.json' })).toEqual([
      { items: [1, [2]], keys: ['x', 'y'], source: 'S3://data/a.json' },
    ]);
    expect(await readAll(folder.buckets, { InputType: 'JSONL' }, { Key: 'a.jsonl' })).toEqual([{ x: 1 }]);
  });

  it.each([
    ['.gz', gzipSync],
    ['.zst', zstdCompressSync],
    ['.zstd', zstdCompressSync],
  ])('unpacks %s, and refuses a truncated file or one whose name does not say it', async (ending, pack) => {
    const text = `a\n${Array.from({ length: 50_000 }, (_, at) => `é${at * 7919}`).join('\n')}\n`;
    const packed = pack(Buffer.from(text));
    await folder.put(`a.csv${ending}`, packed);
    await folder.put(`cut.csv${ending}`, packed.subarray(0, packed.length / 2));
    await folder.put(`plain.csv${ending}`, text);
    await folder.put('named.csv', packed);
    expect(await readAll(folder.buckets, CSV, { Key: `a.csv${ending}` })).toHaveLength(50_000);
    await expect(readAll(folder.buckets, CSV, { Key: `cut.csv${ending}` })).rejects.toThrow(
      /is no whole (GZIP|ZSTD) file/,
    );
    await expect(readAll(folder.buckets, CSV, { Key: `plain.csv${ending}` })).rejects.toThrow(/is no whole/);
    await expect(readAll(folder.buckets, CSV, { Key: 'named.csv' })).rejects.toThrow('its key does not say so');
  });

  it.each([
    ['COMMA', ','],
    ['PIPE', '|'],
    ['SEMICOLON', ';'],
    ['SPACE', ' '],
    ['TAB', '\t'],
  ])('takes CSVDelimiter %s, with a header of its own or a given one', async (CSVDelimiter, delimiter) => {
    const lines = [['id', 'text'], ['1', `"a${delimiter}b"`], ['2', ''], ['3']];
    await folder.put('a.csv', lines.map((fields) => `${fields.join(delimiter)}\r\n`).join(''));
    const rows = [
      { id: '1', text: `a${delimiter}b` },
      { id: '2', text: '' },
      { id: '3', text: '' },
    ];
    expect(await readAll(folder.buckets, { ...CSV, CSVDelimiter }, { Key: 'a.csv' })).toEqual(rows);
    const given = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['n'], CSVDelimiter };
    expect(await readAll(folder.buckets, given, { Key: 'a.csv' })).toEqual(['id', '1', '2', '3'].map((n) => ({ n })));
  });

  it.each([
    [0, 4],
    [2, 2],
    [4, 4],
    [100_000_001, 4],
  ])('stops at MaxItems %i', async (MaxItems, count) => {
    await folder.put('a.csv', 'a\n1\n2\n3\n4\n');
    expect(await readAll(folder.buckets, { ...CSV, MaxItems }, { Key: 'a.csv' })).toHaveLength(count);
  });

  it('refuses a negative MaxItems in the words of AWS', async () => {
    await expect(readAll(folder.buckets, { ...CSV, MaxItems: -1 }, { Key: 'a.csv' })).rejects.toThrow(
      'field MaxItems must be positive',
    );
  });

  it('names what is missing or not supported', async () => {
    await folder.put('a.csv', 'a\n1\n');
    const read = (parameters: Record<string, string>) => readAll(folder.buckets, CSV, parameters);
    await expect(read({ Key: 'b.csv' })).rejects.toThrow('NoSuchKey: The specified key does not exist: b.csv');
    await expect(read({ Bucket: 'other', Key: 'b.csv' })).rejects.toThrow('NoSuchBucket');
    await expect(read({})).rejects.toThrow('parameter Key must be a string');
    await expect(read({ Key: 'a.csv', VersionId: '1' })).rejects.toThrow(
      "The ItemReader's parameter VersionId needs S3: bucket data is a folder",
    );
    await expect(read({ Key: 'a.csv', ExpectedBucketOwner: '1' })).rejects.toThrow('ExpectedBucketOwner needs S3');
    await expect(read({ Key: 'a.csv', RequestPayer: 'requester' })).rejects.toThrow(
      'RequestPayer is not supported by this runtime; it knows Bucket, Key, VersionId, ExpectedBucketOwner.',
    );
  });

  it('refuses UTF-16 by name', async () => {
    await folder.put('a.csv', Buffer.from('\ufeffa\n1\n', 'utf16le'));
    await expect(readAll(folder.buckets, CSV, { Key: 'a.csv' })).rejects.toThrow('UTF-16');
  });
});

describe('manifests', () => {
  it('of an S3 inventory give the metadata of its reports', async () => {
    const report = gzipSync('"src","titles%2Ba.csv","3399671","2022-11-16T00:29:32.000Z"\n"src","b/","0","2022"\n');
    await folder.put('inv/data/r.csv.gz', report);
    const manifest = {
      sourceBucket: 'src',
      destinationBucket: 'arn:aws:s3:::data',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size, LastModifiedDate',
      files: [{ key: 'inv/data/r.csv.gz', size: report.length }],
    };
    await folder.put('inv/manifest.json', JSON.stringify(manifest));
    for (const config of [{ InputType: 'MANIFEST' }, { ManifestType: 'S3_INVENTORY' }])
      expect(await readAll(folder.buckets, config, { Key: 'inv/manifest.json' })).toEqual([
        { Bucket: 'src', Key: 'titles%2Ba.csv', Size: '3399671', LastModifiedDate: '2022-11-16T00:29:32.000Z' },
        { Bucket: 'src', Key: 'b/', Size: '0', LastModifiedDate: '2022' },
      ]);
    await folder.put('inv/orc.json', JSON.stringify({ ...manifest, fileFormat: 'ORC' }));
    await expect(readAll(folder.buckets, { InputType: 'MANIFEST' }, { Key: 'inv/orc.json' })).rejects.toThrow(
      'only CSV',
    );
    await expect(readAll(folder.buckets, { InputType: 'MANIFEST' }, { Key: 'inv/data/r.csv.gz' })).rejects.toThrow(
      'is no S3 inventory manifest',
    );
  });

  it('of Athena give the rows of the data objects, with their own source', async () => {
    await folder.put('q/1.gz', gzipSync('{"a":1}\n{"a":2}\n'));
    await folder.put('q/2.gz', gzipSync('{"a":3}\n'));
    await folder.put('q-manifest.csv', 's3://data/q/1.gz\ns3://data/q/2.gz\n');
    const config = { ManifestType: 'ATHENA_DATA', InputType: 'JSONL' };
    const chunks = await readChunks(folder.buckets, config, { Key: 'q-manifest.csv' });
    expect(chunks.map(({ items, source }) => [items, source])).toEqual([
      [[{ a: 1 }, { a: 2 }], 'S3://data/q/1.gz'],
      [[{ a: 3 }], 'S3://data/q/2.gz'],
    ]);
  });
});

describe('listObjectsV2', () => {
  it('gives the metadata of objects as AWS does', async () => {
    await folder.put('in/b.csv', 'xy');
    await folder.put('in/a.csv', 'x');
    await folder.put('other', 'x');
    const chunks = await readChunks(folder.buckets, {}, { Prefix: 'in/' }, 'listObjectsV2');
    expect(chunks).toMatchObject([
      {
        source: 'S3://data',
        items: [
          { Key: 'in/a.csv', Size: 1, StorageClass: 'STANDARD' },
          { Key: 'in/b.csv', Size: 2, StorageClass: 'STANDARD' },
        ],
      },
    ]);
    expect(Object.keys(chunks[0]?.items[0] as object)).toEqual(['Etag', 'Key', 'LastModified', 'Size', 'StorageClass']);
    expect(await readAll(folder.buckets, {}, { Prefix: 'none/' }, 'listObjectsV2')).toEqual([]);
  });

  it('with LOAD_AND_FLATTEN gives the rows of the objects, each under its own header', async () => {
    await folder.put('in/1.csv', 'a,b\n1,2\n');
    await folder.put('in/2.csv', 'b,a\n3,4\n5,6\n');
    const config = { ...CSV, Transformation: 'LOAD_AND_FLATTEN', MaxItems: 2 };
    const chunks = await readChunks(folder.buckets, config, { Prefix: 'in/' }, 'listObjectsV2');
    expect(chunks.map(({ items, source }) => [items, source])).toEqual([
      [[{ a: '1', b: '2' }], 'S3://data/in/1.csv'],
      [[{ b: '3', a: '4' }], 'S3://data/in/2.csv'],
    ]);
  });
});
