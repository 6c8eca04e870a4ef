import assert from 'node:assert/strict';
import { test } from 'node:test';
import { task } from '../functions/task.ts';

const context = { job: 'job', index: 0 };

test('prices an order', () => {
  const order = { order_id: 'A-1', country: 'PT', quantity: '3', unit_price: '19.99' };
  assert.deepEqual(task(order, context), { orderId: 'A-1', country: 'PT', amountCents: 5997 });
});

test('fails at once on an order that makes no sense', () => {
  const order = { order_id: 'A-2', country: 'PT', quantity: 'many', unit_price: '1' };
  assert.throws(() => task(order, context), { name: 'TaskFailure' });
});
