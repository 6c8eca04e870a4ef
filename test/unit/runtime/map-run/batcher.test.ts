import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/asl/json.ts';
import { Batcher, type ChildInput } from '../../../../src/runtime/map-run/batcher.ts';

const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
const plan = fc.record({
  items: fc.array(json, { maxLength: 40 }),
  most: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  bytes: fc.option(fc.integer({ min: 20, max: 300 }), { nil: undefined }),
  batchInput: fc.option(json, { nil: undefined }),
  limit: fc.constantFrom(80, 250, Infinity),
});

const itemsOf = ({ input }: ChildInput): JsonValue[] => (input as { Items: JsonValue[] }).Items;
const sizeOf = (batchInput: JsonValue | undefined, items: JsonValue[]): number =>
  Buffer.byteLength(JSON.stringify({ BatchInput: batchInput, Items: items }));

describe('batches', () => {
  it('hold each item once, in order, as many as both limits allow, BatchInput counted', () => {
    fc.assert(
      fc.property(plan, ({ items, most, bytes, batchInput, limit }) => {
        const request = { maxItemsPerBatch: most, maxInputBytesPerBatch: bytes, batchInput };
        const batcher = new Batcher(request, limit, true);
        const batches = [...items.map((item) => batcher.add(item)), batcher.flush()].filter((one) => one !== undefined);
        expect(batches.flatMap(itemsOf)).toEqual(items);
        const mostBytes = Math.min(bytes ?? Infinity, limit);
        for (const [at, batch] of batches.entries()) {
          const mine = itemsOf(batch);
          expect(batch.text).toBe(JSON.stringify(batch.input));
          expect(batch.items).toBe(mine.length);
          expect(Object.hasOwn(batch.input as object, 'BatchInput')).toBe(batchInput !== undefined);
          expect(mine.length).toBeLessThanOrEqual(most ?? Infinity);
          // One item that is too large for any batch is one of its own, which fails the run where it is over the limit.
          if (mine.length > 1) expect(sizeOf(batchInput, mine)).toBeLessThanOrEqual(mostBytes);
          expect(batch.tooLarge).toBe(sizeOf(batchInput, mine) > limit);
          const next = batches[at + 1];
          if (next === undefined) continue;
          const isFull = mine.length === most || sizeOf(batchInput, [...mine, itemsOf(next)[0] ?? null]) > mostBytes;
          expect(isFull).toBe(true);
        }
      }),
    );
  });
});
