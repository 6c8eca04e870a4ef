import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { ChildEndedError, StatesError } from '../../../../src/runtime/contracts.ts';
import type { ChildExecution } from '../../../../src/runtime/contracts.ts';
import { READERS, anyBatcher, anySelector, expectAddUp, idsOf, inputIds, sorted } from './datasets.ts';
import { MAP_RUN_ARN, WRITER, makeBench, makeRequest, readRecords } from './support.ts';

const plan = fc.record({
  reader: fc.constantFrom(...Object.keys(READERS)),
  size: fc.integer({ min: 0, max: 40 }),
  batcher: anyBatcher,
  transformation: fc.constantFrom('NONE' as const, 'COMPACT' as const, 'FLATTEN' as const),
  outputType: fc.constantFrom('JSON' as const, 'JSONL' as const),
  selectItem: anySelector,
  /** How a child with a bad item ends. */
  end: fc.constantFrom('FAILED' as const, 'TIMED_OUT' as const),
  bad: fc.uniqueArray(fc.nat({ max: 39 }), { maxLength: 6 }),
  wait: fc.constantFrom('never', 'always', 'some'),
  maxConcurrency: fc.constantFrom(1, 3, 10_000),
  tolerance: fc.constantFrom<[number | undefined, number | undefined]>(
    [0, undefined],
    [undefined, 2],
    [10, undefined],
    [100, undefined],
  ),
  maxResultFileBytes: fc.constantFrom(900, 5_000, undefined),
  stopAt: fc.option(fc.nat({ max: 39 })),
});
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

async function check(wanted: Plan): Promise<void> {
  const { batcher, transformation, outputType, bad, maxConcurrency, maxResultFileBytes } = wanted;
  const bench = await makeBench({ maxResultFileBytes });
  try {
    const ids = Array.from({ length: wanted.size }, (_, id) => id);
    const source = await READERS[wanted.reader]!(ids, bench);
    const stop = new AbortController();
    const finish = ({ input }: ChildExecution): JsonValue => {
      const mine = idsOf(input);
      if (wanted.stopAt !== null && mine.includes(wanted.stopAt)) stop.abort(new StatesError('Stopped'));
      if (mine.some((id) => bad.includes(id))) throw new ChildEndedError(wanted.end, 'Bad', `of ${mine.join(' ')}`);
      return transformation === 'NONE' ? input : mine.map((id) => ({ id }));
    };
    let calls = 0;
    const runChild = (child: ChildExecution, signal: AbortSignal): JsonValue | Promise<JsonValue> => {
      expectAddUp(bench);
      calls++;
      if (wanted.wait === 'never' || (wanted.wait === 'some' && calls % 2 === 0)) return finish(child);
      return new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        setImmediate(resolve);
      }).then(() => finish(child));
    };
    const writer = { ...WRITER, transformation, outputType };
    const [toleratedFailurePercentage, toleratedFailureCount] = wanted.tolerance;
    await bench.runs
      .run(
        makeRequest({
          source,
          batcher,
          selectItem: wanted.selectItem,
          runChild,
          writer,
          maxConcurrency,
          toleratedFailurePercentage,
          toleratedFailureCount,
        }),
        stop.signal,
      )
      .catch((error: unknown) => expect(error).toBeInstanceOf(StatesError));
    expectAddUp(bench);
    const counts = bench.runs.describe(MAP_RUN_ARN)!.itemCounts;
    const succeeded = (await readRecords(bench, 'SUCCEEDED', outputType)).flatMap((record) =>
      transformation === 'NONE' ? inputIds(record) : [record].flat().flatMap(idsOf),
    );
    const failed = (await readRecords(bench, 'FAILED', outputType)).flatMap(inputIds);
    const pending = (await readRecords(bench, 'PENDING', outputType)).flatMap(inputIds);
    expect(sorted([...succeeded, ...failed, ...pending])).toEqual(ids);
    expect(counts).toMatchObject({
      succeeded: succeeded.length,
      pending: pending.length,
      running: 0,
      total: ids.length,
      resultsWritten: succeeded.length + failed.length,
    });
    expect(counts.failed + counts.timedOut + counts.aborted).toBe(failed.length);
    if (wanted.stopAt === null && bad.every((id) => id >= ids.length)) expect(succeeded).toHaveLength(ids.length);
  } finally {
    await bench.remove();
  }
}

describe('what goes into a Map Run', () => {
  it('is in exactly one record of the files that the manifest names', { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(plan, check), { numRuns: 150 });
  });
});
