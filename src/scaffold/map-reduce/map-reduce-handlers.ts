import {
  pythonMapperSource,
  pythonMapperTestSource,
  pythonReducerSource,
  pythonReducerTestSource,
} from './python-map-reduce.ts';
import { annotator, moduleExtension, type Annotate, type HandlerLanguage, type ItemKind } from '../handler.ts';

/** How the sources of one kind of item differ. */
interface Words {
  /** Fields of a partial result: how many, how much in all, how much by what. */
  readonly count: string;
  readonly total: string;
  readonly byKey: string;
  /** Of an item: what it counts for, and under what, as source. */
  readonly itemType: string;
  readonly item: string;
  readonly amount: string;
  readonly key: string;
  readonly helpers: (type: Annotate) => string;
  /** [items, the partial result of both, an item that has to fail], as source. */
  readonly test: readonly [string, string, string];
}

const INVALID_ITEM = `/** Its name is the error that Retry and Catch see. */
class InvalidItemError extends Error {
  name = 'InvalidItemError';
}
`;

const WORDS: Readonly<Record<ItemKind, Words>> = {
  order: {
    count: 'orders',
    total: 'amountCents',
    byKey: 'centsByCountry',
    itemType: `/** A row. From a CSV file every field is a string. */
export interface Order {
  order_id: string;
  country: string;
  quantity: number | string;
  unit_price: number | string;
}
`,
    item: 'Order',
    amount: 'amountOf(item)',
    key: 'item.country',
    helpers: (type) => `/** The amount of an order, in cents: money is counted in whole numbers. */
function amountOf(order${type(': Order')})${type(': number')} {
  const quantity = Number(order.quantity);
  const unitCents = Math.round(Number(order.unit_price) * 100);
  if (!Number.isSafeInteger(quantity) || quantity < 0 || !Number.isSafeInteger(unitCents))
    throw new InvalidItemError(\`order \${order.order_id}: quantity \${order.quantity}, unit_price \${order.unit_price}\`);
  return quantity * unitCents;
}
`,
    test: [
      `[
  { order_id: 'A-1', country: 'PT', quantity: '3', unit_price: '19.99' },
  { order_id: 'A-2', country: 'JP', quantity: 1, unit_price: 0.5 },
]`,
      `{ orders: 2, amountCents: 6047, centsByCountry: { JP: 50, PT: 5997 } }`,
      `{ order_id: 'A-3', country: 'PT', quantity: 'many', unit_price: '1' }`,
    ],
  },
  object: {
    count: 'objects',
    total: 'bytes',
    byKey: 'bytesByExtension',
    itemType: `/** An object as S3 lists it. From an inventory every field is a string. */
export interface StoredObject {
  Key: string;
  Size: number | string;
}
`,
    item: 'StoredObject',
    amount: 'bytesOf(item)',
    key: 'extensionOf(item)',
    helpers: (type) => `/** By what S3 lists alone. To read the object, grant s3:GetObject. */
function bytesOf(object${type(': StoredObject')})${type(': number')} {
  const bytes = Number(object.Size);
  if (typeof object.Key !== 'string' || !Number.isSafeInteger(bytes) || bytes < 0)
    throw new InvalidItemError(\`object \${object.Key}: size \${object.Size}\`);
  return bytes;
}

function extensionOf(object${type(': StoredObject')})${type(': string')} {
  const name = object.Key.slice(object.Key.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}
`,
    test: [
      `[
  { Key: 'input/2026/a.JSON', Size: 120 },
  { Key: 'input/README', Size: '30' },
]`,
      `{ objects: 2, bytes: 150, bytesByExtension: { '': 30, json: 120 } }`,
      `{ Key: 'input/b.json', Size: 'large' }`,
    ],
  },
};

/** The source of the function that makes one partial result of a batch. */
export function mapperSource(kind: ItemKind, language: HandlerLanguage): string {
  if (language === 'python') return pythonMapperSource(kind);
  const type = annotator(language);
  const { count, total, byKey, itemType, item, amount, key, helpers } = WORDS[kind];
  const types = `${itemType}
/** What a batch gives, and what the reducer merges. */
export interface Summary {
  ${count}: number;
  ${total}: number;
  ${byKey}: Record<string, number>;
}

`;
  return `${type(types)}/**
 * The map: one small result for the whole batch, so that little is left to write and to merge. An item that throws fails
 * its whole batch, which is what a tolerated failure percentage counts.
 */
export async function handler({ Items }${type(`: { Items: ${item}[] }`)})${type(': Promise<Summary>')} {
  const by = new Map${type('<string, number>')}();
  let ${total} = 0;
  for (const item of Items) {
    const amount = ${amount};
    const key = ${key};
    ${total} += amount;
    by.set(key, (by.get(key) ?? 0) + amount);
  }
  return { ${count}: Items.length, ${total}, ${byKey}: sorted(by) };
}

${sortedSource(type)}
${helpers(type)}
${INVALID_ITEM}`;
}

function sortedSource(type: Annotate): string {
  return `/** With its keys in order: batches end in any order, and the same data should give the same text. */
function sorted(by${type(': Map<string, number>')})${type(': Record<string, number>')} {
  return Object.fromEntries([...by].sort(([a], [b]) => (a < b ? -1 : 1)));
}
`;
}

/** The source of the function that merges partial results into one of the same shape. */
export function reducerSource(kind: ItemKind, language: HandlerLanguage): string {
  if (language === 'python') return pythonReducerSource(kind);
  const type = annotator(language);
  const { count, total, byKey } = WORDS[kind];
  return `${type(`import type { Summary } from '../mapper/handler.ts';\n\n`)}/**
 * The reduce: merges partial results, in any order and grouping, into one of the same shape. It is called with what
 * batches gave, with what other calls of it gave, and with nothing.
 */
export async function handler({ Items }${type(': { Items: Summary[] }')})${type(': Promise<Summary>')} {
  const by = new Map${type('<string, number>')}();
  let ${count} = 0;
  let ${total} = 0;
  for (const partial of Items) {
    ${count} += partial.${count};
    ${total} += partial.${total};
    for (const [key, amount] of Object.entries(partial.${byKey})) by.set(key, (by.get(key) ?? 0) + amount);
  }
  return { ${count}, ${total}, ${byKey}: sorted(by) };
}

${sortedSource(type)}`;
}

/** A test for \`node --test\`; it needs nothing installed. */
export function mapperTestSource(kind: ItemKind, language: HandlerLanguage): string {
  if (language === 'python') return pythonMapperTestSource(kind);
  const { count, total, byKey, test } = WORDS[kind];
  const [items, partial, broken] = test;
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handler } from '../functions/mapper/handler${moduleExtension(language)}';

const Items = ${items};

test('gives one result for a batch', async () => {
  assert.deepEqual(await handler({ Items }), ${partial});
});

test('gives that of nothing for an empty batch', async () => {
  assert.deepEqual(await handler({ Items: [] }), { ${count}: 0, ${total}: 0, ${byKey}: {} });
});

test('fails on an item that makes no sense', async () => {
  await assert.rejects(handler({ Items: [...Items, ${broken}] }), { name: 'InvalidItemError' });
});
`;
}

export function reducerTestSource(kind: ItemKind, language: HandlerLanguage): string {
  if (language === 'python') return pythonReducerTestSource(kind);
  const { count, total, byKey } = WORDS[kind];
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handler } from '../functions/reducer/handler${moduleExtension(language)}';

const partials = [
  { ${count}: 2, ${total}: 120, ${byKey}: { a: 100, b: 20 } },
  { ${count}: 1, ${total}: 3, ${byKey}: { b: 3 } },
  { ${count}: 4, ${total}: 7, ${byKey}: { c: 7 } },
];
const merged = { ${count}: 7, ${total}: 130, ${byKey}: { a: 100, b: 23, c: 7 } };
const nothing = { ${count}: 0, ${total}: 0, ${byKey}: {} };

test('merges partial results', async () => {
  assert.deepEqual(await handler({ Items: partials }), merged);
});

test('gives the same whatever was merged before, and in which order', async () => {
  const [first, ...rest] = partials;
  assert.deepEqual(await handler({ Items: [await handler({ Items: rest }), first] }), merged);
  assert.deepEqual(await handler({ Items: [merged, nothing] }), merged);
});

test('gives that of nothing for nothing', async () => {
  assert.deepEqual(await handler({ Items: [] }), nothing);
});
`;
}
