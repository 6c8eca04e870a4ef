import type { JsonObject } from '../../asl/json.ts';
import { itemKind, SAMPLE_ORDERS } from '../distributed-map/data-bucket.ts';
import type { MapAnswers } from '../distributed-map/distributed-answers.ts';
import { sampleOrders } from '../sample/orders.ts';
import { objectFiles } from '../sample/stored-objects.ts';

/** What a run has to give for the sample: told from the data themselves, not by the functions. */
export function sampleSummary({ source, key }: Pick<MapAnswers, 'source' | 'key'>): JsonObject {
  if (itemKind(source) === 'order') {
    const amounts = sampleOrders(SAMPLE_ORDERS).map(({ country, quantity, unit_price: price }): Amount => [
      country,
      quantity * Math.round(price * 100),
    ]);
    return { orders: amounts.length, amountCents: sum(amounts), centsByCountry: sumByKey(amounts) };
  }
  const amounts = objectFiles(source === 'objects' ? key : '').map(({ path, contents }): Amount => [
    path.endsWith('.json') ? 'json' : 'txt',
    contents.length,
  ]);
  return { objects: amounts.length, bytes: sum(amounts), bytesByExtension: sumByKey(amounts) };
}

type Amount = readonly [key: string, amount: number];

function sum(amounts: readonly Amount[]): number {
  return amounts.reduce((total, [, amount]) => total + amount, 0);
}

function sumByKey(amounts: readonly Amount[]): JsonObject {
  const keys = [...new Set(amounts.map(([key]) => key))].sort();
  return Object.fromEntries(keys.map((key) => [key, sum(amounts.filter(([each]) => each === key))]));
}
