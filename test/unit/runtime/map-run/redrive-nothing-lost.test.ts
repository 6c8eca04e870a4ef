import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { ChildEndedError, StatesError } from '../../../../src/runtime/contracts.ts';
import type { ChildExecution } from '../../../../src/runtime/contracts.ts';
import { READERS, anyBatcher, anySelector, expectAddUp, idsOf, inputIds, sorted } from './datasets.ts';
import { MAP_RUN_ARN, WRITER, makeBench, makeRequest, readRecords } from './support.ts';
import type { Bench } from './support.ts';

const plan = fc.record({
  reader: fc.constantFrom(...Object.keys(READERS)),
  size: fc.integer({ min: 1, max: 30 }),
  batcher: anyBatcher,
  selectItem: anySelector,
  executionType: fc.constantFrom('STANDARD' as const, 'EXPRESS' as const),
  transformation: fc.constantFrom('NONE' as const, 'COMPACT' as const),
  inFiles: fc.boolean(),
  /** How often the child with this item fails. */
  failures: fc.array(fc.nat({ max: 2 }), { maxLength: 30 }),
  waits: fc.boolean(),
  maxConcurrency: fc.constantFrom(1, 3, 10_000),
  toleratedFailureCount: fc.constantFrom(0, 2),
  maxResultFileBytes: fc.constantFrom(900, undefined),
  /** The attempts are stopped at these of their calls. */
  stops: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 3 }),
});
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

/** Which items succeeded, failed or are pending, after what the manifest names. */
async function readIds(bench: Bench, transformation: Plan['transformation']) {
  const ids = async (status: 'SUCCEEDED' | 'FAILED' | 'PENDING') =>
    (await readRecords(bench, status)).flatMap((record) =>
      transformation === 'NONE' || status !== 'SUCCEEDED' ? inputIds(record) : idsOf(record),
    );
  return { succeeded: await ids('SUCCEEDED'), failed: await ids('FAILED'), pending: await ids('PENDING') };
}

async function check(wanted: Plan): Promise<void> {
  const { batcher, executionType, transformation, inFiles, maxConcurrency, toleratedFailureCount } = wanted;
  const bench = await makeBench({ maxResultFileBytes: wanted.maxResultFileBytes });
  try {
    const ids = Array.from({ length: wanted.size }, (_, id) => id);
    const left = new Map(ids.map((id) => [id, wanted.failures[id] ?? 0]));
    const succeeded: number[] = [];
    const stops = [...wanted.stops];
    let calls = 0;
    let stop = new AbortController();
    const finish = ({ input }: ChildExecution, signal: AbortSignal): JsonValue => {
      if (signal.aborted) throw new ChildEndedError('ABORTED', 'Stopped');
      const mine = idsOf(input);
      const bad = mine.find((id) => (left.get(id) ?? 0) > 0);
      if (bad !== undefined) {
        left.set(bad, (left.get(bad) ?? 0) - 1);
        throw new ChildEndedError('FAILED', 'Bad', String(bad));
      }
      succeeded.push(...mine);
      return input;
    };
    const runChild = (child: ChildExecution, signal: AbortSignal): JsonValue | Promise<JsonValue> => {
      expectAddUp(bench);
      if (++calls === stops[0]) stop.abort(new StatesError('Stopped'));
      return wanted.waits ? new Promise(setImmediate).then(() => finish(child, signal)) : finish(child, signal);
    };
    const writer = inFiles ? { ...WRITER, transformation } : { ...WRITER, target: undefined, transformation };
    const source = await READERS[wanted.reader]!(ids, bench);
    const { selectItem } = wanted;
    const request = {
      source,
      batcher,
      selectItem,
      executionType,
      runChild,
      writer,
      maxConcurrency,
      toleratedFailureCount,
    };
    const endWith = (error: unknown): undefined => {
      expect(error).toBeInstanceOf(StatesError);
    };
    let result = await bench.runs.run(makeRequest(request), stop.signal).catch(endWith);
    for (let attempts = 1; result === undefined; attempts++) {
      expect(attempts).toBeLessThan(100);
      const { itemCounts, status } = bench.runs.describe(MAP_RUN_ARN)!;
      expectAddUp(bench);
      expect(['FAILED', 'ABORTED']).toContain(status);
      expect(itemCounts).toMatchObject({ running: 0, pendingRedrive: 0, succeeded: succeeded.length });
      if (inFiles) {
        const written = await readIds(bench, transformation);
        expect(sorted([...written.succeeded, ...written.failed, ...written.pending])).toEqual(ids);
        expect(sorted(written.succeeded)).toEqual(sorted([...succeeded]));
        expect(itemCounts).toMatchObject({ pending: written.pending.length, total: ids.length });
        expect(itemCounts.failed + itemCounts.aborted).toBe(written.failed.length);
        expect(itemCounts.resultsWritten).toBe(written.succeeded.length + written.failed.length);
      }
      stops.shift();
      calls = 0;
      stop = new AbortController();
      // Nothing was started: the Map starts another run.
      const isSame = (await bench.runs.redrives.prepare(MAP_RUN_ARN)) !== undefined;
      expect(isSame).toBe(itemCounts.total > itemCounts.pending);
      const again = isSame
        ? bench.runs.redrives.redrive(MAP_RUN_ARN, { runChild, selectItem }, stop.signal)
        : bench.runs.run(makeRequest(request), stop.signal);
      result = await again.catch(endWith);
    }
    expectAddUp(bench);
    expect(new Set(succeeded).size).toBe(succeeded.length);
    const { itemCounts } = bench.runs.describe(MAP_RUN_ARN)!;
    expect(itemCounts).toMatchObject({ succeeded: succeeded.length, pending: 0, running: 0, total: ids.length });
    expect(itemCounts.resultsWritten).toBe(ids.length);
    if (inFiles) {
      const written = await readIds(bench, transformation);
      expect(written.pending).toEqual([]);
      expect(sorted([...written.succeeded, ...written.failed])).toEqual(ids);
    } else {
      const isRecord = (value: JsonValue): boolean => JSON.stringify(value).startsWith('{"Cause"');
      const idsIn = (value: JsonValue): number[] =>
        transformation === 'NONE' || isRecord(value) ? inputIds(value) : idsOf(value);
      // In the order of the items, whichever attempt gave the result.
      const inOrder = wanted.reader === 'listing' ? ids.map(String).toSorted().map(Number) : ids;
      expect((result as JsonValue[]).flatMap(idsIn)).toEqual(inOrder);
    }
  } finally {
    await bench.remove();
  }
}

describe('what goes into a Map Run that is redriven until it succeeds', () => {
  it('is in exactly one record after each attempt, and succeeds once', { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(plan, check), { numRuns: 100 });
  });
});
