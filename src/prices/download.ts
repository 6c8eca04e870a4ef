import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PricesError } from './prices-error.ts';

/** No offer file that is read here comes near; what is longer is something else. */
const MOST_BYTES = 1024 ** 3;
/** A server that sends nothing for so long is taken for gone. */
const SILENCE_MILLISECONDS = 60_000;

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** Writes what is behind a URL to a file. https only, but for this machine. Throws PricesError, and an AbortError. */
export async function download(url: URL, path: string, { signal, onBytes }: DownloadOptions = {}): Promise<void> {
  const loopback = url.hostname === '127.0.0.1' || url.hostname === '[::1]' || url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback))
    throw new PricesError(`${url.href}: prices are read over https only.`);
  const silence = new AbortController();
  const wait = (): NodeJS.Timeout => setTimeout(() => silence.abort(), SILENCE_MILLISECONDS);
  let timer = wait();
  const signals = AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]);
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      clearTimeout(timer);
      timer = wait();
      onBytes?.(bytes);
      done(bytes > MOST_BYTES ? new PricesError(`${url.href} is longer than 1 GB.`) : null, chunk);
    },
  });
  try {
    const answer = await fetch(url, { signal: signals, redirect: 'error' });
    if (!answer.ok || !answer.body) throw new PricesError(`${url.href} answers ${answer.status}.`);
    await pipeline(Readable.fromWeb(answer.body), counter, createWriteStream(path), { signal: signals });
  } catch (error) {
    if (signal?.aborted || error instanceof PricesError) throw error;
    if (silence.signal.aborted) throw new PricesError(`${url.host} has sent nothing for a minute.`);
    throw new PricesError(`${url.host} cannot be reached: ${describeCause(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch failed` says nothing; its cause does. */
function describeCause(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
