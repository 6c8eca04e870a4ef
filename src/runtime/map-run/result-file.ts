import type { Bucket, ObjectSink } from '../../items/bucket.ts';

/** Bytes that are written at once. */
const WRITE_BYTES = 256 * 1024;
/** Text is encoded when this much of it has come together: small enough to stay cheap garbage. */
const ENCODE_LENGTH = 16 * 1024;
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
  /** Records that are not encoded yet. */
  #text = '';
  /** Bytes that are encoded but not handed to the writer yet; the buffers are used again and again. */
  #buffer: Buffer = Buffer.allocUnsafe(0);
  #used = 0;
  readonly #free: Buffer[] = [];
  /** Encoded bytes of the file at hand. */
  #fileBytes = 0;
  #sink: ObjectSink | undefined;
  /** The number of the file at hand. */
  #files: number;
  /** Everything that was asked for so far; it never rejects, `#error` says what went wrong. */
  #done: Promise<void> = Promise.resolve();
  #waiting = 0;
  #error: unknown;
  /** Of the file at hand. */
  #records = 0;
  readonly #onFile: (entry: ResultFileEntry, records: number) => void;

  /**
   * `prefix`: the key up to `_0.json`. `first`: the number of the first file. `onFile` is told of each that is whole, and
   * how many records it has.
   */
  constructor(
    bucket: Bucket,
    prefix: string,
    outputType: 'JSON' | 'JSONL',
    maxBytes: number,
    first = 0,
    onFile: (entry: ResultFileEntry, records: number) => void = () => undefined,
  ) {
    this.#files = first;
    this.#onFile = onFile;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#outputType = outputType;
    this.#maxBytes = maxBytes;
  }

  add(record: string): void {
    // A character takes at most three bytes; what is waiting is only counted exactly when that could matter.
    if (this.#fileBytes + (this.#text.length + record.length + 2) * 3 > this.#maxBytes) {
      this.#encode();
      if (this.#fileBytes > 0 && this.#fileBytes + Buffer.byteLength(record) + 3 > this.#maxBytes) this.#endFile();
    }
    this.#records++;
    if (this.#outputType === 'JSONL') this.#text += `${record}\n`;
    else this.#text += (this.#fileBytes === 0 && this.#text === '' ? '[' : ',\n') + record;
    if (this.#text.length >= ENCODE_LENGTH) this.#encode();
  }

  /** How many there are, those of earlier attempts among them. */
  get count(): number {
    return this.#files;
  }

  /** A promise while more than two writes are waiting. Throws what went wrong with one. */
  drained(): Promise<void> | undefined {
    this.#throwError();
    if (this.#waiting <= 2) return undefined;
    return this.#done.then(() => {
      this.#throwError();
    });
  }

  /** Ends the last file and gives all of them. */
  async finish(): Promise<readonly ResultFileEntry[]> {
    this.#encode();
    if (this.#fileBytes > 0) this.#endFile();
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

  #encode(): void {
    const text = this.#text;
    this.#text = '';
    if (text === '') return;
    const most = text.length * 3;
    if (this.#used + most > this.#buffer.length) {
      this.#handOver();
      this.#buffer =
        most > WRITE_BYTES ? Buffer.allocUnsafe(most) : (this.#free.pop() ?? Buffer.allocUnsafe(WRITE_BYTES));
    }
    const bytes = this.#buffer.write(text, this.#used);
    this.#used += bytes;
    this.#fileBytes += bytes;
  }

  /** Has what is encoded written; the buffer comes back when it is. */
  #handOver(): void {
    const buffer = this.#buffer;
    const used = this.#used;
    this.#buffer = Buffer.allocUnsafe(0);
    this.#used = 0;
    if (used === 0) {
      if (buffer.length === WRITE_BYTES) this.#free.push(buffer);
      return;
    }
    this.#enqueue(async () => {
      this.#sink ??= await this.#bucket.create(this.#key(this.#files), 'application/json');
      await this.#sink.write(buffer.subarray(0, used));
      if (buffer.length === WRITE_BYTES) this.#free.push(buffer);
    });
  }

  /** The file has at least one record. */
  #endFile(): void {
    if (this.#outputType === 'JSON') this.#text += ']';
    this.#encode();
    this.#handOver();
    this.#fileBytes = 0;
    const records = this.#records;
    this.#records = 0;
    this.#enqueue(async () => {
      const size = await this.#sink?.close();
      const entry = { Key: this.#key(this.#files++), Size: size ?? 0 };
      this.#entries.push(entry);
      this.#onFile(entry, records);
      this.#sink = undefined;
    });
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
