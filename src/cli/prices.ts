import os from 'node:os';
import path from 'node:path';
import { stat } from 'node:fs/promises';
import { UsageError, type Terminal } from './exit.ts';
import type { RegisterCommand } from './program.ts';

interface RefreshOptions {
  readonly region: string;
  readonly cache?: string;
  readonly json?: boolean;
}

/** `fanout prices refresh`: AWS's public price list, kept in a folder for `fanout cost --prices live`. */
export const registerPrices: RegisterCommand = (program, { terminal }) => {
  const prices = program.command('prices').description("Keep AWS's current prices for estimates.");
  prices
    .command('refresh')
    .description("Read AWS's public price list of a region (no account needed).")
    .option('--region <R>', 'an AWS region', 'us-east-1')
    .option('--cache <DIR>', 'the folder to keep them in')
    .option('--json', 'print one JSON document')
    .action(async (options: RefreshOptions) => {
      const folder = cacheFolder(options.cache, terminal);
      const book = await refresh(options.region, folder, terminal);
      const { bookPath } = await import('../prices/price-cache.ts');
      const file = bookPath(folder, options.region);
      terminal.stdout.write(
        options.json
          ? `${JSON.stringify({ id: book.id, asOf: book.asOf, region: book.region, file }, undefined, 2)}\n`
          : `Prices of ${book.asOf} for ${book.region}: ${file}\nUse them with: fanout cost --prices live --region ${book.region}\n`,
      );
    });
};

async function refresh(region: string, folder: string, terminal: Terminal) {
  const { refreshPrices } = await import('../prices/refresh-prices.ts');
  const { PricesError } = await import('../prices/prices-error.ts');
  const { baseBook } = await import('../cost/built-in-books.ts');
  const shows = terminal.stderr.isTTY === true;
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await refreshPrices({
      region,
      folder,
      base: baseBook(region),
      today: new Date().toISOString().slice(0, 10),
      url: terminal.env.FANOUT_PRICE_LIST_URL,
      signal: stop.signal,
      onProgress: (service, done, of, bytes) => {
        if (shows) terminal.stderr.write(`\r\u001B[K${done + 1} of ${of}: ${service}, ${(bytes / 1e6).toFixed(1)} MB`);
      },
    });
  } catch (error) {
    if (stop.signal.aborted) throw new UsageError('Stopped: the prices from before are kept.');
    if (error instanceof PricesError) throw new UsageError(`${error.message} The prices from before are kept.`);
    throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    if (shows) terminal.stderr.write('\r\u001B[K');
  }
}

/** The refreshed book of a region; a UsageError says how to get one. */
export async function findCachedBook(region: string, cache: string | undefined, terminal: Terminal): Promise<string> {
  const { bookPath } = await import('../prices/price-cache.ts');
  const file = bookPath(cacheFolder(cache, terminal), region);
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() !== true)
    throw new UsageError(
      `There are no refreshed prices for ${region}: run \`fanout prices refresh --region ${region}\`.`,
    );
  return file;
}

/** As other programs keep what can be had again: under XDG_CACHE_HOME, or .cache of the home folder. */
function cacheFolder(cache: string | undefined, terminal: Terminal): string {
  if (cache !== undefined) return path.resolve(terminal.cwd(), cache);
  const { env } = terminal;
  return path.join(env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache'), 'fanout-designer', 'prices');
}
