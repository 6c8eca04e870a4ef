import { TaskFailure, type TaskContext } from './pipeline/ports.ts';

/** A row of the input. From a CSV file every field is a string. */
export interface Order {
  order_id: string;
  country: string;
  quantity: number | string;
  unit_price: number | string;
}

export interface PricedOrder {
  orderId: string;
  country: string;
  amountCents: number;
}

/**
 * YOUR WORK on one item. It may run more than once for the same item, so what it does elsewhere must bear that:
 * `context.job` and `context.index` make a key that stays the same.
 *
 * An error that is thrown is tried again, five times in all. A TaskFailure is not: such an item will never work.
 */
export function task(item: unknown, context: TaskContext): PricedOrder {
  const order = item as Order;
  const quantity = Number(order.quantity);
  const unitCents = Math.round(Number(order.unit_price) * 100);
  if (!Number.isSafeInteger(quantity) || quantity < 0 || !Number.isSafeInteger(unitCents))
    throw new TaskFailure(`row ${context.index + 1}: quantity ${order.quantity}, unit_price ${order.unit_price}`);
  return { orderId: order.order_id, country: order.country, amountCents: quantity * unitCents };
}
