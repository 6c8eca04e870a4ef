/** How the records of a result file stand: in a JSON array, or one a line. */
export type ResultLayout = 'JSON' | 'JSONL';

/** A record as bytes, with where they stand in the file; `end` is exclusive. */
export interface ScannedRecord {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** What is wrong with a file, as the end of a sentence about it. */
export class ScanError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScanError';
  }
}

/** Far above what a record can have: input and output of a child execution are at most 256 KiB each. */
const MAX_RECORD_BYTES = 16 * 1024 * 1024;
/** An array that has not ended by then is no line: an output has at most 256 KiB. */
const MOST_BYTES_OF_LINE = 320 * 1024;

const [TAB, NEWLINE, RETURN, SPACE, QUOTE, COMMA, OPEN_ARRAY, BACKSLASH, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [
  9, 10, 13, 32, 34, 44, 91, 92, 93, 123, 125,
];

/** What comes next outside of records. */
type Phase = 'array' | 'first' | 'value' | 'comma' | 'end';

/**
 * Cuts the bytes of a result file into records without reading what is in them: whoever parses a record finds what is
 * wrong inside. Holds no more than a chunk and a record; works on bytes, so that a record's place can be read again.
 */
export class RecordScanner {
  readonly #layout: ResultLayout;
  /** From the beginning of the record at hand, or of what was not looked at yet. */
  #bytes: Uint8Array = new Uint8Array();
  /** Where `#bytes` begin in the file. */
  #offset: number;
  #at = 0;
  /** Of the record at hand in `#bytes`; -1 between records. */
  #start = -1;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #phase: Phase;

  /** `offset`: 0, or the end of a record. */
  constructor(layout: ResultLayout, offset = 0) {
    this.#layout = layout;
    this.#offset = offset;
    this.#phase = offset === 0 ? 'array' : 'comma';
  }

  /** Takes the next bytes and gives the records that are whole by then. Throws ScanError. */
  push(chunk: Uint8Array): ScannedRecord[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const records: ScannedRecord[] = [];
    if (this.#layout === 'JSONL') this.#readLines(records);
    else this.#readArray(records);
    const keep = this.#start >= 0 ? this.#start : this.#at;
    if (this.#bytes.length - keep > MAX_RECORD_BYTES)
      throw new ScanError(`the record at byte ${this.#offset + keep} is larger than 16 MB`);
    this.#bytes = this.#bytes.subarray(keep);
    this.#offset += keep;
    this.#at -= keep;
    if (this.#start >= 0) this.#start = 0;
    return records;
  }

  /** To be called after the last bytes. Throws ScanError where the file ends within a record or its array. */
  end(): ScannedRecord[] {
    if (this.#layout === 'JSONL') {
      const records: ScannedRecord[] = [];
      this.#addLine(0, this.#bytes.length, records);
      return records;
    }
    // A file without a byte has no record.
    if (this.#phase === 'array' && this.#offset === 0) return [];
    if (this.#phase !== 'end')
      throw new ScanError(`it ends in the middle, at byte ${this.#offset + this.#bytes.length}: it is cut off`);
    return [];
  }

  #readLines(records: ScannedRecord[]): void {
    for (;;) {
      const end = this.#bytes.indexOf(NEWLINE, this.#at);
      if (end < 0) return;
      this.#addLine(this.#at, end, records);
      this.#at = end + 1;
    }
  }

  #addLine(start: number, end: number, records: ScannedRecord[]): void {
    let from = start;
    let to = end;
    while (from < to && isBlank(this.#bytes[from] ?? 0)) from++;
    while (to > from && isBlank(this.#bytes[to - 1] ?? 0)) to--;
    if (to > from) records.push(this.#record(from, to));
  }

  #readArray(records: ScannedRecord[]): void {
    const bytes = this.#bytes;
    for (; this.#at < bytes.length; this.#at++) {
      const byte = bytes[this.#at] ?? 0;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === BACKSLASH) this.#escaped = true;
        else if (byte === QUOTE) this.#inString = false;
      } else if (this.#start >= 0) this.#readValue(byte, records);
      else if (!isBlank(byte)) this.#readBetween(byte);
    }
  }

  #readValue(byte: number, records: ScannedRecord[]): void {
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth++;
    else if (byte === COMMA && this.#depth === 0) this.#endRecord('value', records);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      if (this.#depth > 0) this.#depth--;
      else if (byte === CLOSE_ARRAY) this.#endRecord('end', records);
      else throw new ScanError(`its brackets do not match at byte ${this.#offset + this.#at}`);
    }
  }

  #endRecord(next: Phase, records: ScannedRecord[]): void {
    let end = this.#at;
    while (isBlank(this.#bytes[end - 1] ?? 0)) end--;
    records.push(this.#record(this.#start, end));
    this.#start = -1;
    this.#phase = next;
  }

  /** Between records. */
  #readBetween(byte: number): void {
    const phase = this.#phase;
    const isClosing = byte === CLOSE_ARRAY && (phase === 'first' || phase === 'comma');
    if (phase === 'array' && byte === OPEN_ARRAY) this.#phase = 'first';
    else if (phase === 'comma' && byte === COMMA) this.#phase = 'value';
    else if (isClosing) this.#phase = 'end';
    else if ((phase === 'first' || phase === 'value') && byte !== COMMA && byte !== CLOSE_ARRAY) {
      this.#start = this.#at;
      this.#phase = 'value';
      this.#inString = byte === QUOTE;
      this.#depth = byte === OPEN_OBJECT || byte === OPEN_ARRAY ? 1 : 0;
    } else throw new ScanError(`${describePhase(phase)} at byte ${this.#offset + this.#at}`);
  }

  #record(start: number, end: number): ScannedRecord {
    return { start: this.#offset + start, end: this.#offset + end, bytes: this.#bytes.subarray(start, end) };
  }
}

function describePhase(phase: Phase): string {
  if (phase === 'end') return 'there is more text after its end';
  if (phase === 'array') return 'it is no JSON array: there is something else';
  return phase === 'comma' ? 'a comma is missing' : 'a record is missing beside a comma';
}

/**
 * How a file is laid out, by its beginning. Undefined: more has to be seen. A line may hold an array, too (OutputType
 * JSONL with Transformation COMPACT): it is one if more follows after its end. `isAll`: there is no more; a file that is
 * one array is then taken as JSON.
 */
export function detectLayout(beginning: Uint8Array, isAll: boolean): ResultLayout | undefined {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < beginning.length; at++) {
    const byte = beginning[at] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (isBlank(byte)) continue;
    else if (depth === 0 && byte !== OPEN_ARRAY) return 'JSONL';
    // The first array has ended, and another one begins.
    else if (depth === 0 && hasEnded(beginning, at)) return 'JSONL';
    else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth++;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--;
  }
  return isAll || (depth > 0 && beginning.length > MOST_BYTES_OF_LINE) ? 'JSON' : undefined;
}

/** Whether anything but blanks stands before an offset. */
function hasEnded(bytes: Uint8Array, offset: number): boolean {
  for (let at = 0; at < offset; at++) if (!isBlank(bytes[at] ?? 0)) return true;
  return false;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB;
}
