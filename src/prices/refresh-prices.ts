import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeLiveBook, OFFER_SERVICES, type OfferExtract } from '../cost/live-prices.ts';
import { readPriceBook, type PriceBook } from '../cost/price-book.ts';
import { download } from './download.ts';
import { bookPath } from './price-cache.ts';
import { PricesError } from './prices-error.ts';
import { readOffer } from './read-offer.ts';

/** Public, without credentials. */
export const PRICE_LIST_URL = 'https://pricing.us-east-1.amazonaws.com/';

export interface RefreshRequest {
  readonly region: string;
  /** Where the book is kept. */
  readonly folder: string;
  /** What figures are held against, and where free quantities come from. */
  readonly base: PriceBook;
  /** ISO date. */
  readonly today: string;
  /** Another server than AWS's, on this machine, for tests. */
  readonly url?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((service: string, done: number, of: number, bytes: number) => void) | undefined;
}

/**
 * Reads AWS's price list of a region, service by service, and keeps it as a price book. The book there was before stays
 * until the new one is whole. Throws PricesError that names what is missing, and an AbortError.
 */
export async function refreshPrices(request: RefreshRequest): Promise<PriceBook> {
  const { region, folder, base, today, signal, onProgress } = request;
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new PricesError(`${region} is no AWS region.`);
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(path.join(folder, 'refresh-'));
  try {
    const extracts: OfferExtract[] = [];
    for (const [index, service] of OFFER_SERVICES.entries()) {
      const file = path.join(work, `${service}.json`);
      const url = new URL(`offers/v1.0/aws/${service}/current/${region}/index.json`, request.url ?? PRICE_LIST_URL);
      const onBytes = (bytes: number): void => onProgress?.(service, index, OFFER_SERVICES.length, bytes);
      onBytes(0);
      await download(url, file, { signal, onBytes });
      extracts.push(await readOffer(file, service, signal));
      await rm(file);
    }
    const live = makeLiveBook(region, extracts, base, today);
    if ('problems' in live)
      throw new PricesError(`The price list of ${region} cannot be used. ${live.problems.join(' ')}`);
    const read = readPriceBook(live.book, region);
    if ('error' in read) throw new PricesError(read.error);
    const whole = path.join(work, 'book.json');
    await writeFile(whole, `${JSON.stringify(live.book, undefined, 2)}\n`);
    await rename(whole, bookPath(folder, region));
    return read.book;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
