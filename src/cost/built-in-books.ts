import articleBook from './price-books/2024-08.json' with { type: 'json' };
import currentBook from './price-books/2026-09.json' with { type: 'json' };
import { readPriceBook, type PriceBook, type ReadPriceBook } from './price-book.ts';

const BUILT_IN: Readonly<Record<string, unknown>> = { [currentBook.id]: currentBook, [articleBook.id]: articleBook };

export const BOOK_IDS = Object.keys(BUILT_IN);
export const CURRENT_BOOK = currentBook.id;
/** Regions that the current book has prices for, us-east-1 first. */
export const BOOK_REGIONS: readonly string[] = Object.keys(currentBook.regions);

/** A built-in book, by its id; `error` names what there is instead. */
export function builtInBook(id: string, region: string): ReadPriceBook {
  const found = Object.hasOwn(BUILT_IN, id) ? BUILT_IN[id] : undefined;
  if (!found) return { error: `No price book is called ${id}: there are ${BOOK_IDS.join(' and ')}, or give a file.` };
  const read = readPriceBook(found, region);
  return 'error' in read && /^cn-/.test(region)
    ? { error: `${region} is billed in CNY, which is not counted with: its prices are not in price book ${id}.` }
    : read;
}

/** What live prices of a region are held against: the built-in figures for it, else those of us-east-1. */
export function baseBook(region: string): PriceBook {
  const own = builtInBook(CURRENT_BOOK, region);
  const base = 'book' in own ? own : builtInBook(CURRENT_BOOK, 'us-east-1');
  if ('error' in base) throw new Error(base.error);
  return base.book;
}
