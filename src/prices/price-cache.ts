import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readPriceBook, type PriceBook } from '../cost/price-book.ts';

/** Where the refreshed book of a region lies in a folder. */
export const bookPath = (folder: string, region: string): string => path.join(folder, `prices-${region}.json`);

/** The refreshed book of a region; undefined where there is none, or none that can be read. */
export async function readCachedBook(folder: string, region: string): Promise<PriceBook | undefined> {
  const text = await readFile(bookPath(folder, region), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const read = readPriceBook(JSON.parse(text), region);
    return 'book' in read ? read.book : undefined;
  } catch {
    return undefined;
  }
}
