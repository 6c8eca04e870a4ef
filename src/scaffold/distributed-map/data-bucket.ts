import { ordersCsv, ordersJson, ordersJsonl, ordersParquet } from '../sample/order-files.ts';
import { sampleOrders, type SampleOrder } from '../sample/orders.ts';
import { inventoryFiles, objectFiles } from '../sample/stored-objects.ts';
import type { ItemKind } from '../handler.ts';
import type { ScaffoldFile } from '../scaffold-file.ts';
import type { WorkflowBucket } from '../workflow-files.ts';
import type { MapAnswers, Source } from './distributed-answers.ts';

/** Orders of a sample; objects are fewer, each is a file. */
export const SAMPLE_ORDERS = 250;

/** What the items of a source are. */
export function itemKind(source: Source): ItemKind {
  return source === 'inventory' || source === 'objects' ? 'object' : 'order';
}

/** The bucket of the items, with a sample of the data set that `key` names. */
export async function dataBucket(answers: MapAnswers): Promise<WorkflowBucket> {
  const { source, bucket, key } = answers;
  return { ...bucketOfItems(answers), files: await sampleFiles(source, bucket, key) };
}

/** Files of a sample that has several. */
const SAMPLE_FILES = 5;

/** The bucket of several files with items, below the prefix `key`; `source` is their format. */
export async function filesBucket(answers: MapAnswers, source: OrderSource): Promise<WorkflowBucket> {
  const { key } = answers;
  const orders = sampleOrders(SAMPLE_ORDERS);
  const each = SAMPLE_ORDERS / SAMPLE_FILES;
  const files = Array.from({ length: SAMPLE_FILES }, async (_, index): Promise<ScaffoldFile> => ({
    path: `${key}orders-${index + 1}.${source}`,
    contents: await ORDER_FILES[source](orders.slice(index * each, (index + 1) * each)),
  }));
  return { ...bucketOfItems(answers), keysBelow: key, files: await Promise.all(files) };
}

function bucketOfItems({ bucket, bucketExists }: MapAnswers): Omit<WorkflowBucket, 'files'> {
  return {
    id: 'DataBucket',
    name: bucket,
    folder: 'data',
    ...(bucketExists ? { existing: bucket } : {}),
    comment: 'Holds the items.',
  };
}

/** The bucket that Map Runs write their results to. */
export function resultsBucket(name: string): WorkflowBucket {
  return { id: 'ResultsBucket', name, folder: 'results', comment: 'Takes the results of the Map Runs.', files: [] };
}

async function sampleFiles(source: Source, bucket: string, key: string): Promise<ScaffoldFile[]> {
  if (source === 'objects') return objectFiles(key);
  if (source === 'inventory') return inventoryFiles(bucket, key);
  return [{ path: key, contents: await ORDER_FILES[source](sampleOrders(SAMPLE_ORDERS)) }];
}

type OrdersWriter = (orders: readonly SampleOrder[]) => string | Promise<Uint8Array>;

/** A source whose file is a sample of orders. */
export type OrderSource = Exclude<Source, 'objects' | 'inventory'>;

const ORDER_FILES: Readonly<Record<OrderSource, OrdersWriter>> = {
  csv: ordersCsv,
  json: ordersJson,
  jsonl: ordersJsonl,
  parquet: ordersParquet,
};
