import { HANDLER_EXTENSIONS, type HandlerLanguage } from './handler-language.ts';
import {
  pythonSummarySource,
  pythonSummaryTestSource,
  pythonWorkerSource,
  pythonWorkerTestSource,
} from './python-handler.ts';

export type { HandlerLanguage } from './handler-language.ts';

/** What an item is: a priced order (a row, a record), or an object of a bucket. */
export type ItemKind = 'order' | 'object';

export function moduleExtension(language: HandlerLanguage): '.mjs' | '.ts' | '.py' {
  return HANDLER_EXTENSIONS[language];
}

/** Written where a type stands: in JavaScript nothing does. */
export type Annotate = (annotation: string) => string;

export function annotator(language: HandlerLanguage): Annotate {
  return (annotation) => (language === 'typescript' ? annotation : '');
}

const BATCH_COMMENT = `/**
 * Works on one item, or on a batch of them: with an ItemBatcher the event is {Items: […], BatchInput?: {…}}. An item that
 * throws fails its whole batch, which is what a tolerated failure percentage counts.
 */`;

/** The source of the function that works on each item. */
export function workerSource(kind: ItemKind, language: HandlerLanguage): string {
  if (language === 'python') return pythonWorkerSource(kind);
  const type = annotator(language);
  const item = kind === 'order' ? 'Order' : 'StoredObject';
  const result = kind === 'order' ? 'PricedOrder' : 'MeasuredObject';
  return `${language === 'typescript' ? `${ITEM_TYPES[kind]}\n` : ''}${BATCH_COMMENT}
export async function handler(event${type(`: ${item} | { Items: ${item}[] }`)})${type(`: Promise<${result} | ${result}[]>`)} {
  return 'Items' in event ? event.Items.map(processItem) : processItem(event);
}

${kind === 'order' ? priceOrder(type) : measureObject(type)}`;
}

const ITEM_TYPES: Readonly<Record<ItemKind, string>> = {
  order: `/** A row. From a CSV file every field is a string. */
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
`,
  object: `/** An object as S3 lists it. From an inventory every field is a string. */
export interface StoredObject {
  Key: string;
  Size: number | string;
}

export interface MeasuredObject {
  key: string;
  extension: string;
  bytes: number;
}
`,
};

function priceOrder(type: Annotate): string {
  return `/** The amount of an order, in cents: money is counted in whole numbers. */
export function processItem(order${type(': Order')})${type(': PricedOrder')} {
  const quantity = Number(order.quantity);
  const unitCents = Math.round(Number(order.unit_price) * 100);
  if (!Number.isSafeInteger(quantity) || quantity < 0 || !Number.isSafeInteger(unitCents))
    throw new InvalidItemError(\`order \${order.order_id}: quantity \${order.quantity}, unit_price \${order.unit_price}\`);
  return { orderId: order.order_id, country: order.country, amountCents: quantity * unitCents };
}

${INVALID_ITEM}`;
}

function measureObject(type: Annotate): string {
  return `/** What kind of file an object is and how long, by its name and size alone. To read it, grant s3:GetObject. */
export function processItem(object${type(': StoredObject')})${type(': MeasuredObject')} {
  const bytes = Number(object.Size);
  if (typeof object.Key !== 'string' || !Number.isSafeInteger(bytes) || bytes < 0)
    throw new InvalidItemError(\`object \${object.Key}: size \${object.Size}\`);
  const name = object.Key.slice(object.Key.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return { key: object.Key, extension: dot > 0 ? name.slice(dot + 1).toLowerCase() : '', bytes };
}

${INVALID_ITEM}`;
}

const INVALID_ITEM = `/** Its name is the error that Retry and Catch see. */
class InvalidItemError extends Error {
  name = 'InvalidItemError';
}
`;

/** The source of the function that gets all results at once. */
export function summarySource(language: HandlerLanguage): string {
  if (language === 'python') return pythonSummarySource();
  const type = annotator(language);
  const types = `import type { PricedOrder } from '../worker/handler.ts';

export interface Summary {
  orders: number;
  amountCents: number;
  centsByCountry: Record<string, number>;
}

`;
  return `${type(types)}/** The fan-in: one summary of the results of all items. */
export async function handler({ results }${type(': { results: PricedOrder[] }')})${type(': Promise<Summary>')} {
  const summary${type(': Summary')} = { orders: results.length, amountCents: 0, centsByCountry: {} };
  for (const { country, amountCents } of results) {
    summary.amountCents += amountCents;
    summary.centsByCountry[country] = (summary.centsByCountry[country] ?? 0) + amountCents;
  }
  return summary;
}
`;
}

/** A test for \`node --test\` or \`python3 -m unittest\`; it needs nothing installed. */
export function workerTestSource(kind: ItemKind, language: HandlerLanguage): string {
  if (language === 'python') return pythonWorkerTestSource(kind);
  const [items, results, broken] = TEST_ITEMS[kind];
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handler } from '../functions/worker/handler${moduleExtension(language)}';

const items = ${items};
const results = ${results};

test('works on one item', async () => {
  assert.deepEqual(await handler(items[0]), results[0]);
});

test('works on a batch, in its order', async () => {
  assert.deepEqual(await handler({ Items: items, BatchInput: { note: 'the same for every batch' } }), results);
});

test('fails on an item that makes no sense', async () => {
  await assert.rejects(handler(${broken}), { name: 'InvalidItemError' });
});
`;
}

/** [items, their results, an item that has to fail], as source. */
const TEST_ITEMS: Readonly<Record<ItemKind, readonly [string, string, string]>> = {
  order: [
    `[
  { order_id: 'A-1', country: 'PT', quantity: '3', unit_price: '19.99' },
  { order_id: 'A-2', country: 'JP', quantity: 1, unit_price: 0.5 },
]`,
    `[
  { orderId: 'A-1', country: 'PT', amountCents: 5997 },
  { orderId: 'A-2', country: 'JP', amountCents: 50 },
]`,
    `{ order_id: 'A-3', country: 'PT', quantity: 'many', unit_price: '1' }`,
  ],
  object: [
    `[
  { Key: 'input/2026/a.JSON', Size: 120 },
  { Key: 'input/README', Size: '0' },
]`,
    `[
  { key: 'input/2026/a.JSON', extension: 'json', bytes: 120 },
  { key: 'input/README', extension: '', bytes: 0 },
]`,
    `{ Key: 'input/b.json', Size: 'large' }`,
  ],
};

export function summaryTestSource(language: HandlerLanguage): string {
  if (language === 'python') return pythonSummaryTestSource();
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handler } from '../functions/summary/handler${moduleExtension(language)}';

test('sums by country', async () => {
  const results = [
    { orderId: 'A-1', country: 'PT', amountCents: 100 },
    { orderId: 'A-2', country: 'JP', amountCents: 20 },
    { orderId: 'A-3', country: 'PT', amountCents: 3 },
  ];
  assert.deepEqual(await handler({ results }), { orders: 3, amountCents: 123, centsByCountry: { PT: 103, JP: 20 } });
});

test('sums nothing', async () => {
  assert.deepEqual(await handler({ results: [] }), { orders: 0, amountCents: 0, centsByCountry: {} });
});
`;
}
