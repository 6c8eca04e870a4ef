import type { ScaffoldFile } from '../scaffold-file.ts';
import { asciiBytes } from './bytes.ts';
import { gzipStored } from './gzip.ts';
import { md5Hex } from './md5.ts';
import { sampleOrders } from './orders.ts';

const FOLDERS = ['2026/01/', '2026/02/', 'archive/'] as const;

/** Twelve small objects under a prefix, as the files of the folder that stands for the bucket. */
export function objectFiles(prefix: string): ScaffoldFile[] {
  return sampleOrders(12).map((order, index) => {
    const folder = FOLDERS[index % FOLDERS.length] ?? '';
    return index % 4 === 3
      ? { path: `${prefix}${folder}note-${index}.txt`, contents: `Order ${order.order_id} was paid.\n` }
      : { path: `${prefix}${folder}${order.order_id}.json`, contents: `${JSON.stringify(order)}\n` };
  });
}

/**
 * An S3 inventory with one CSV file, at the places where S3 writes them: the manifest in the folder of its date, the
 * file in `data/` beside that folder.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 */
export function inventoryFiles(bucket: string, manifestKey: string): ScaffoldFile[] {
  const objects = objectFiles('').map(({ path, contents }) => ({ key: path, size: contents.length }));
  const rows = objects.map(({ key, size }) => [bucket, key, String(size), '2026-01-04T22:10:31.000Z']);
  const csv = rows.map((row) => `${row.map((field) => `"${field}"`).join(',')}\n`).join('');
  const file = gzipStored(asciiBytes(csv));
  const configuration = manifestKey.split('/').slice(0, -2).join('/');
  const dataKey = `${configuration}/data/3f0c1a52-8c1e-4c55-9d0a-0e6d9b1f7a44.csv.gz`;
  const manifest = {
    sourceBucket: bucket,
    destinationBucket: `arn:aws:s3:::${bucket}`,
    version: '2016-11-30',
    creationTimestamp: '1767574800000',
    fileFormat: 'CSV',
    fileSchema: 'Bucket, Key, Size, LastModifiedDate',
    files: [{ key: dataKey, size: file.length, MD5checksum: md5Hex(file) }],
  };
  return [
    { path: manifestKey, contents: `${JSON.stringify(manifest, null, 2)}\n` },
    { path: dataKey, contents: file },
  ];
}
