import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { ChildEndedError } from '../../../../src/runtime/contracts.ts';
import type { ChildExecution } from '../../../../src/runtime/contracts.ts';
import { MAP_RUN_ARN, WRITER, makeBench, makeRequest, readManifest, readRecords, readerOf } from './support.ts';
import type { Bench } from './support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await makeBench();
});
afterEach(() => bench.remove());

it('a redrive runs nothing while results of an earlier attempt are gone, and goes on when they are back', async () => {
  const asked: JsonValue[] = [];
  let bad: JsonValue = 2;
  const runChild = ({ input }: ChildExecution): JsonValue => {
    asked.push(input);
    if (input === bad) throw new ChildEndedError('FAILED', 'Bad', 'luck');
    return input;
  };
  await bench.put('in.json', '[1,2,3]');
  const source = readerOf('in.json', { InputType: 'JSON' });
  const { signal } = new AbortController();
  const first = bench.runs.run(makeRequest({ source, runChild, writer: WRITER, maxConcurrency: 1 }), signal);
  await expect(first).rejects.toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
  bad = null;
  const redrive = async (): Promise<JsonValue> => {
    expect(await bench.runs.redrives.prepare(MAP_RUN_ARN)).toBeTypeOf('number');
    return bench.runs.redrives.redrive(MAP_RUN_ARN, { runChild, selectItem: undefined }, signal);
  };
  const key = (await readManifest(bench)).ResultFiles['SUCCEEDED'][0]!.Key;
  const text = (await bench.get(key))!;
  const error = 'States.ResultWriterFailed';

  await bench.put(key, `${text} `);
  const longer = `SUCCEEDED_0.json has ${text.length + 1} bytes, but ${text.length} were written to it.`;
  await expect(redrive()).rejects.toMatchObject({ error, cause: expect.stringContaining(longer) as string });
  await rm(join(bench.folder, key));
  const gone = /^NoSuchKey: .*SUCCEEDED_0\.json/;
  await expect(redrive()).rejects.toMatchObject({ error, cause: expect.stringMatching(gone) as string });
  expect(asked).toEqual([1, 2]);

  await bench.put(key, text);
  await redrive();
  expect(asked).toEqual([1, 2, 2, 3]);
  expect(await readRecords(bench, 'SUCCEEDED')).toHaveLength(3);
});
