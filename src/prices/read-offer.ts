import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { isJsonObject, type JsonValue } from '../asl/json.ts';
import { priceIdOf, type OfferExtract } from '../cost/live-prices.ts';
import { ItemReaderError } from '../items/item-source.ts';
import { readJsonItems } from '../items/json-items.ts';
import { PricesError } from './prices-error.ts';

/** The head of an offer file, in which its date stands. */
const HEAD_BYTES = 16 * 1024;

/**
 * What of an offer file is needed. The file is read twice, piece by piece (products, then terms), since it may have a
 * hundred megabytes. Throws PricesError where it is no offer file of this service.
 */
export async function readOffer(path: string, service: string, signal?: AbortSignal): Promise<OfferExtract> {
  const head = await readHead(path);
  const offerCode = /"offerCode"\s*:\s*"([^"]*)"/.exec(head)?.[1];
  const publicationDate = /"publicationDate"\s*:\s*"(\d{4}-\d\d-\d\d)[^"]*"/.exec(head)?.[1];
  if (offerCode !== service || publicationDate === undefined)
    throw new PricesError(`This is no price list of ${service}: it says ${offerCode ?? 'nothing'}.`);
  try {
    const wanted = await findProducts(path, service, signal);
    const found: OfferExtract['found'][number][] = [];
    for await (const [sku, terms] of readEntries(path, '/terms/OnDemand', service, signal)) {
      const product = wanted.get(sku);
      if (product) found.push({ ...product, terms });
    }
    return { service, publicationDate, found };
  } catch (error) {
    if (error instanceof ItemReaderError) throw new PricesError(error.message, { cause: error });
    throw error;
  }
}

type Product = Omit<OfferExtract['found'][number], 'terms'>;

async function findProducts(path: string, service: string, signal?: AbortSignal): Promise<Map<string, Product>> {
  const wanted = new Map<string, Product>();
  for await (const [sku, product] of readEntries(path, '/products', service, signal)) {
    const priceId = priceIdOf(service, product);
    const attributes = isJsonObject(product) ? product.attributes : undefined;
    const usageType = isJsonObject(attributes) ? attributes.usagetype : undefined;
    if (priceId !== undefined && typeof usageType === 'string') wanted.set(sku, { priceId, usageType });
  }
  return wanted;
}

async function* readEntries(
  path: string,
  pointer: string,
  service: string,
  signal?: AbortSignal,
): AsyncGenerator<readonly [string, JsonValue]> {
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 });
  try {
    for await (const { items, keys } of readJsonItems(
      stream as AsyncIterable<string>,
      pointer,
      `The price list of ${service}`,
    )) {
      signal?.throwIfAborted();
      for (const [index, item] of items.entries()) yield [keys?.[index] ?? '', item];
    }
  } finally {
    stream.destroy();
  }
}

async function readHead(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
