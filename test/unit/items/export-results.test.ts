import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportFormatOf, exportResults } from '../../../src/items/export-results.ts';
import { openResultsInBucket, type ResultSet } from '../../../src/items/result-files.ts';
import { RESULT_STATUSES } from '../../../src/items/result-status.ts';
import { FILES, makeRecord, putResults } from './result-fixtures.ts';
import { makeFolder, type Folder } from './support.ts';

let folder: Folder;
let set: ResultSet;
beforeEach(async () => {
  folder = await makeFolder();
  await putResults(folder, FILES);
  set = await openResultsInBucket('data', 'out/0a1b/manifest.json', folder.buckets);
});
afterEach(() => folder.remove());

describe('an export', () => {
  const out = (name: string): string => join(folder.path, name);

  it('has a line for each record, as it stands in its file', async () => {
    const path = out('failed.jsonl');
    expect(await exportResults(set, { statuses: ['FAILED'] }, { path, format: 'JSONL' })).toBe(5);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { Name: string }).Name)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(FILES['FAILED_0.json']).toContain(lines[2]);
  });

  it('is CSV that quotes what has to be', async () => {
    const path = out('some.csv');
    const told: number[] = [];
    await exportResults(
      set,
      { statuses: RESULT_STATUSES, text: 'another' },
      { path, format: 'CSV' },
      { onRecords: (records) => told.push(records) },
    );
    const [header, line, rest] = (await readFile(path, 'utf8')).split('\r\n');
    expect(header).toBe('status,name,executionArn,error,cause,startDate,stopDate,input,output');
    expect(line).toMatch(/^FAILED,c,arn:\S+:c,PriceMissing,"another ""cause""",2026\S+,"\{""id"":3\}",$/);
    expect([rest, told]).toEqual(['', [1]]);
  });

  it('is CSV without formulas for a spreadsheet, and JSON Lines with every byte as it was', async () => {
    const cause = '=HYPERLINK("http://127.0.0.1/?"&A1,"more")';
    const records = ['+1', '@SUM(A1)', '-1+2', '\tx', '\rx'].map((error, at) => makeRecord(`h${at}`, { error, cause }));
    const lines = [...records, makeRecord('n', { output: -5.5e-7 })].map((record) => JSON.stringify(record));
    await putResults(folder, { 'FAILED_0.json': lines.slice(0, 5).join('\n'), 'SUCCEEDED_0.json': lines.at(-1) ?? '' });
    set = await openResultsInBucket('data', 'out/0a1b/manifest.json', folder.buckets);
    await exportResults(set, { statuses: RESULT_STATUSES }, { path: out('all.csv'), format: 'CSV' });
    const rows = (await readFile(out('all.csv'), 'utf8')).trimEnd().split('\r\n').slice(1);
    const shown = `"'=HYPERLINK(""http://127.0.0.1/?""&A1,""more"")"`;
    for (const [at, error] of [`'+1`, `'@SUM(A1)`, `'-1+2`, `'\tx`, `"'\rx"`].entries())
      expect(rows[at]).toContain(`:h${at},${error},${shown},`);
    expect(rows[5]).toMatch(/,-5\.5e-7$/);
    await exportResults(set, { statuses: RESULT_STATUSES }, { path: out('all.jsonl'), format: 'JSONL' });
    expect((await readFile(out('all.jsonl'), 'utf8')).trimEnd().split('\n')).toEqual(lines);
  });

  it('leaves nothing behind when it is cancelled, or cannot be written', async () => {
    const before = await readdir(folder.path);
    const stop = new AbortController();
    const signal = stop.signal;
    const path = out('x.csv');
    const cancelled = exportResults(
      set,
      { statuses: ['FAILED'] },
      { path, format: 'CSV' },
      { signal, onRead: () => stop.abort() },
    );
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    const nowhere = exportResults(set, { statuses: ['FAILED'] }, { path: out('no/x.csv'), format: 'CSV' });
    await expect(nowhere).rejects.toThrow(/no[\\/]x\.csv cannot be written/);
    expect(await readdir(folder.path)).toEqual(before);
    expect([exportFormatOf('a.CSV'), exportFormatOf('b.jsonl'), exportFormatOf('c.txt')]).toEqual([
      'CSV',
      'JSONL',
      undefined,
    ]);
  });
});
