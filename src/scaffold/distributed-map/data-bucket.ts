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
export async function dataBucket({ bucket, bucketExists, key, source }: MapAnswers): Promise<WorkflowBucket> {
  return { ...bucketOfItems({ bucket, bucketExists }), files: await sampleFiles(source, bucket, key) };
}

function bucketOfItems({ bucket, bucketExists }: Pick<MapAnswers, 'bucket' | 'bucketExists'>): WorkflowBucket {
  return {
    id: 'DataBucket',
    name: bucket,
    folder: 'data',
    ...(bucketExists ? { existing: bucket } : {}),
    comment: 'Holds the items.',
    files: [],
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

const ORDER_FILES: Readonly<Record<Exclude<Source, 'objects' | 'inventory'>, OrdersWriter>> = {
  csv: ordersCsv,
  json: ordersJson,
  jsonl: ordersJsonl,
  parquet: ordersParquet,
};
