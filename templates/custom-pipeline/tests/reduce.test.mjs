import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reduce } from '../functions/reduce.ts';

async function reduceAll(outcomes) {
  async function* each() {
    yield* outcomes;
  }
  let text = '';
  const job = { job: 'job', total: outcomes.length, version: 1, key: 'input/orders.jsonl' };
  for await (const piece of reduce(each(), job)) text += piece;
  return JSON.parse(text);
}

test('sums by country, and names what failed', async () => {
  const order = (country, amountCents) => ({ orderId: 'A', country, amountCents });
  const summary = await reduceAll([
    { index: 0, status: 'DONE', result: order('PT', 100) },
    { index: 1, status: 'FAILED', error: 'row 2: quantity many' },
    { index: 2, status: 'DONE', result: order('PT', 3) },
    { index: 3, status: 'DONE', result: order('JP', 20) },
  ]);
  assert.deepEqual(summary, {
    input: 'input/orders.jsonl',
    orders: 3,
    amountCents: 123,
    centsByCountry: { PT: 103, JP: 20 },
    failed: [{ index: 1, error: 'row 2: quantity many' }],
  });
});

test('sums nothing', async () => {
  const { orders, amountCents, failed } = await reduceAll([]);
  assert.deepEqual({ orders, amountCents, failed }, { orders: 0, amountCents: 0, failed: [] });
});
