import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readResultManifest, readResults } from '../../../src/items/result-files.ts';
import { makeFolder } from './support.ts';
import type { Folder } from './support.ts';

const MANIFEST = {
  DestinationBucket: 'data',
  MapRunArn: 'arn:aws:states:us-east-1:123456789012:mapRun:m/Map:id',
  ResultFiles: {
    FAILED: [{ Key: 'out/id/FAILED_0.json', Size: 15 }],
    PENDING: [],
    SUCCEEDED: [
      { Key: 'out/id/SUCCEEDED_0.json', Size: 5 },
      { Key: 'out/id/SUCCEEDED_1.json', Size: 3 },
    ],
  },
};
let folder: Folder;

beforeEach(async () => {
  folder = await makeFolder();
  await folder.put('out/id/manifest.json', JSON.stringify(MANIFEST));
  await folder.put('out/id/SUCCEEDED_0.json', '[1,2]');
  await folder.put('out/id/SUCCEEDED_1.json', '[3]');
  await folder.put('out/id/FAILED_0.json', '{"Name":"a"}\n{"Name":"b"}\n');
});
afterEach(() => folder.remove());

describe('result files', () => {
  it('are read through their manifest, one after the other', async () => {
    const manifest = await readResultManifest('data', 'out/id/manifest.json', folder.buckets);
    expect(manifest.files.SUCCEEDED.map(({ size }) => size)).toEqual([5, 3]);
    const read = async (status: 'SUCCEEDED' | 'FAILED' | 'PENDING'): Promise<unknown[]> => {
      const records: unknown[] = [];
      for await (const chunk of readResults(manifest, status, folder.buckets)) records.push(...chunk);
      return records;
    };
    expect(await read('SUCCEEDED')).toEqual([1, 2, 3]);
    expect(await read('FAILED')).toEqual([{ Name: 'a' }, { Name: 'b' }]);
    expect(await read('PENDING')).toEqual([]);
  });

  it.each(['', '[]', '{"DestinationBucket":"data","MapRunArn":"x","ResultFiles":{"FAILED":[{}]}}'])(
    'refuse %j as a manifest',
    async (text) => {
      await folder.put('other.json', text);
      await expect(readResultManifest('data', 'other.json', folder.buckets)).rejects.toThrow('is no manifest');
    },
  );
});
