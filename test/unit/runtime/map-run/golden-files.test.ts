import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { ChildEndedError } from '../../../../src/runtime/contracts.ts';
import type { ChildExecution, MapRunRequest } from '../../../../src/runtime/contracts.ts';
import { S3Stub } from '../../items/s3-stub.ts';
import { WRITER, makeBench, makeRequest, realClock, RUN_ID } from './support.ts';
import type { Bench } from './support.ts';

/*
 * What a Map Run leaves in its bucket, byte by byte. The files beside it were checked, field by field, against AWS's
 * documentation (input-output-resultwriter.html); docs/result-files.md says what is known and what is not.
 */

const GOLDEN = fileURLToPath(new URL('../../../fixtures/result-files', import.meta.url));
const never = new AbortController().signal;
const clock = { ...realClock, now: () => Date.parse('2026-11-27T09:30:00.250Z') };
let bench: Bench;

beforeEach(async () => {
  bench = await makeBench({ clock });
});
afterEach(() => bench.remove());

/** All files of the run, in the order of their names. */
async function readFiles(): Promise<string> {
  const names = (await readdir(join(bench.folder, 'out', RUN_ID))).sort();
  const texts = names.map(async (name) => `== ${name}\n${(await bench.get(`out/${RUN_ID}/${name}`)) ?? ''}\n`);
  return (await Promise.all(texts)).join('');
}

async function expectGolden(name: string): Promise<void> {
  const file = join(GOLDEN, name);
  expect(existsSync(file)).toBe(true);
  await expect(await readFiles()).toMatchFileSnapshot(file);
}

/** Gives its items, fails or is out of time, as the input says. */
function runChild({ input }: ChildExecution): JsonValue {
  const { end, output = null } = input as { end?: string; output?: JsonValue };
  if (end === 'fails') throw new ChildEndedError('FAILED', 'PriceMissing', '{"errorMessage":"no \\"price\\""}');
  if (end === 'is late') throw new ChildEndedError('TIMED_OUT', 'States.Timeout');
  return output;
}

const items: JsonValue[] = [
  { id: 1, output: { sum: 1.5, name: 'Zoë "Z"' } },
  { id: 2, end: 'fails' },
  { id: 3, output: [{ id: 3 }, [4], 'five'] },
  { id: 4, end: 'is late' },
];

describe('result files', () => {
  for (const transformation of ['NONE', 'COMPACT', 'FLATTEN'] as const)
    for (const outputType of ['JSON', 'JSONL'] as const)
      it(`with Transformation ${transformation} and OutputType ${outputType} are those of AWS`, async () => {
        const writer = { ...WRITER, transformation, outputType };
        const request = { source: { items }, runChild, writer, toleratedFailureCount: 2 };
        await bench.runs.run(makeRequest(request), never);
        await expectGolden(`${transformation.toLowerCase()}-${outputType.toLowerCase()}.txt`);
      });

  it('name what never ran as pending', async () => {
    const request: Partial<MapRunRequest> = {
      source: { items },
      runChild,
      writer: WRITER,
      maxConcurrency: 1,
      toleratedFailureCount: 0,
    };
    await expect(bench.runs.run(makeRequest(request), never)).rejects.toMatchObject({
      error: 'States.ExceedToleratedFailureThreshold',
    });
    await expectGolden('pending.txt');
  });

  it('of batches hold the whole input of each child', async () => {
    const batcher = { maxItemsPerBatch: 2, maxInputBytesPerBatch: undefined, batchInput: { day: 'Friday' } };
    const request = { source: { items: [1, 2, 3] }, batcher, runChild, writer: WRITER };
    await bench.runs.run(makeRequest(request), never);
    await expectGolden('batches.txt');
  });

  it('of no items are a manifest that names none', async () => {
    await bench.runs.run(makeRequest({ source: { items: [] }, writer: WRITER }), never);
    await expectGolden('empty.txt');
  });
});

describe('result files in S3', () => {
  it('are uploaded in parts where they are large, and split where they are larger', async () => {
    const stub = new S3Stub();
    const far = await makeBench({ s3: await stub.listen(), maxResultFileBytes: 20_000_000 });
    try {
      const large = Array.from({ length: 240 }, (_, id) => ({ id, text: 'x'.repeat(100_000) }));
      const writer = { ...WRITER, target: { bucket: 'far', prefix: 'out/' }, transformation: 'COMPACT' as const };
      const output = await far.runs.run(makeRequest({ source: { items: large }, writer }), never);
      const key = `out/${RUN_ID}/manifest.json`;
      expect(output).toMatchObject({ ResultWriterDetails: { Bucket: 'far', Key: key } });
      const manifest = JSON.parse(stub.objects.get(key)?.toString() ?? '') as {
        ResultFiles: { SUCCEEDED: { Key: string; Size: number }[] };
      };
      const { SUCCEEDED } = manifest.ResultFiles;
      expect(SUCCEEDED.map(({ Key }) => Key)).toEqual([0, 1].map((at) => `out/${RUN_ID}/SUCCEEDED_${at}.json`));
      const bodies = SUCCEEDED.map(({ Key }) => stub.objects.get(Key)!);
      expect(bodies.map(({ length }) => length)).toEqual(SUCCEEDED.map(({ Size }) => Size));
      expect(bodies.flatMap((body) => JSON.parse(body.toString()) as JsonValue[])).toEqual(large);
      expect(stub.requests.filter((request) => request.includes('partNumber')).length).toBeGreaterThan(2);
    } finally {
      await far.remove();
      await stub.close();
    }
  });
});
