import type { Bucket, ObjectSink } from '../../items/bucket.ts';

/** Text is written when this much of it has come together. */
export const WRITE_BYTES = 256 * 1024;
/** A result file has at most 5 GB (input-output-resultwriter.html). */
export const MAX_RESULT_FILE_BYTES = 5 * 1024 ** 3;

/** An entry of ResultFiles in manifest.json. */
export interface ResultFileEntry {
  readonly Key: string;
  /** Bytes. */
  readonly Size: number;
}

/**
 * The result files of one status, `SUCCEEDED_0.json` and so on: a JSON array or JSON Lines, a new file whenever the
 * next record could make the one at hand too large. Records are taken without waiting and written in the background.
 */
export class ResultFiles {
  readonly #bucket: Bucket;
  readonly #prefix: string;
  readonly #outputType: 'JSON' | 'JSONL';
  readonly #maxBytes: number;
  readonly #entries: ResultFileEntry[] = [];
  #text = '';
  #fileBytes = 0;
  #sink: ObjectSink | undefined;
  #files = 0;
  /** Everything that was asked for so far; it never rejects, `#error` says what went wrong. */
  #done: Promise<void> = Promise.resolve();
  #waiting = 0;
  #error: unknown;

  /** `prefix`: the key up to `_0.json`. */
  constructor(bucket: Bucket, prefix: string, outputType: 'JSON' | 'JSONL', maxBytes: number) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#outputType = outputType;
    this.#maxBytes = maxBytes;
  }

  add(record: string): void {
    // A character takes at most three bytes; counting them exactly for each record would cost more than it gives.
    if (this.#fileBytes + this.#text.length * 3 + record.length * 3 > this.#maxBytes) {
      this.#fileBytes += Buffer.byteLength(this.#text);
      if (this.#fileBytes + Buffer.byteLength(record) + 2 > this.#maxBytes && this.#fileBytes > 0) this.#endFile();
      else this.#flush(false);
    }
    if (this.#outputType === 'JSONL') this.#text += `${record}\n`;
    else this.#text += (this.#fileBytes === 0 && this.#text === '' ? '[' : ',\n') + record;
    if (this.#text.length >= WRITE_BYTES) this.#flush(true);
  }

  /** A promise while more than two writes are under way. Throws what went wrong with one. */
  drained(): Promise<void> | undefined {
    this.#throwError();
    if (this.#waiting <= 2) return undefined;
    return this.#done.then(() => {
      this.#throwError();
    });
  }

  /** Ends the last file and gives all of them. */
  async finish(): Promise<readonly ResultFileEntry[]> {
    if (this.#fileBytes > 0 || this.#text !== '') this.#endFile();
    await this.#done;
    this.#throwError();
    return this.#entries;
  }

  async abort(): Promise<void> {
    await this.#done;
    await this.#sink?.abort();
    this.#sink = undefined;
  }

  #throwError(): void {
    if (this.#error !== undefined) throw this.#error as Error;
  }

  #flush(count: boolean): void {
    const text = this.#text;
    this.#text = '';
    if (text === '') return;
    if (count) this.#fileBytes += Buffer.byteLength(text);
    this.#enqueue(() => this.#write(text));
  }

  #endFile(): void {
    if (this.#outputType === 'JSON') this.#text += ']';
    const text = this.#text;
    this.#text = '';
    this.#fileBytes = 0;
    this.#enqueue(async () => {
      await this.#write(text);
      const size = await this.#sink?.close();
      this.#entries.push({ Key: this.#key(this.#files++), Size: size ?? 0 });
      this.#sink = undefined;
    });
  }

  async #write(text: string): Promise<void> {
    this.#sink ??= await this.#bucket.create(this.#key(this.#files), 'application/json');
    if (text !== '') await this.#sink.write(text);
  }

  #key(index: number): string {
    return `${this.#prefix}_${index}.json`;
  }

  #enqueue(run: () => Promise<void>): void {
    this.#waiting++;
    this.#done = this.#done.then(async () => {
      try {
        if (this.#error === undefined) await run();
      } catch (error) {
        this.#error = error;
      }
      this.#waiting--;
    });
  }
}
