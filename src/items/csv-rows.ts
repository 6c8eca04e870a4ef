const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * Splits delimited text into records by the rules of Step Functions (example-csv-parse-dist-map.html): newlines end
 * records; double quotes keep delimiters and newlines inside a field and are preserved by doubling them, in and out of
 * quotes; a backslash makes a backslash, a double quote or the delimiter literal and vanishes before anything else.
 * Empty lines are no records. Text comes in pieces of any size.
 */
export class CsvRows {
  readonly #delimiter: number;
  readonly #columns: number;
  /** The unfinished record at the end of the last piece. */
  #rest = '';

  /** `columns`: fields after that many are dropped; Infinity for the header. */
  constructor(delimiter: string, columns: number) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#columns = columns;
  }

  /** What was not yet made into a record. */
  get rest(): string {
    return this.#rest;
  }

  /**
   * Hands each whole record of the text to `take`, which says whether to go on: when it does not, what follows that
   * record stays in `rest`. `last` says that the text ends here, so that the last record needs no newline. The array
   * is used again for the next record.
   */
  push(piece: string, last: boolean, take: (fields: string[]) => boolean): boolean {
    const text = this.#rest === '' ? piece : this.#rest + piece;
    const fields: string[] = [];
    const delimiter = this.#delimiter;
    const columns = this.#columns;
    const length = text.length;
    let record = 0;
    let field = 0;
    let at = 0;
    while (at < length) {
      const code = text.charCodeAt(at);
      if (code === delimiter) {
        if (fields.length < columns) fields.push(text.slice(field, at));
        field = ++at;
      } else if (code === NEWLINE) {
        const end = at > field && text.charCodeAt(at - 1) === RETURN ? at - 1 : at;
        if (end > record || field > record) {
          if (fields.length < columns) fields.push(text.slice(field, end));
          record = at + 1;
          if (!take(fields)) {
            this.#rest = text.slice(record);
            return false;
          }
          fields.length = 0;
        }
        record = field = ++at;
      } else if (code === QUOTE || code === BACKSLASH) {
        const end = this.#unescape(text, field, last, fields);
        if (end < 0) break;
        at = end;
        // The field's end is a delimiter, a newline or the end of the text; a newline with nothing before it on the
        // line would pass for an empty one, so it is dealt with here.
        if (at >= length || text.charCodeAt(at) === delimiter) {
          field = ++at;
          if (at > length) {
            this.#rest = '';
            return fields.length === 0 || take(fields);
          }
        } else {
          record = field = ++at;
          if (!take(fields)) {
            this.#rest = text.slice(record);
            return false;
          }
          fields.length = 0;
        }
      } else at++;
    }
    if (last && record < length) {
      this.#rest = '';
      if (fields.length < columns) fields.push(text.slice(field, length));
      return take(fields);
    }
    this.#rest = text.slice(record);
    return true;
  }

  /**
   * One field that holds a quote or a backslash, from its first character on. Adds its value to `fields` and returns
   * the place of the delimiter or newline that ends it (the text's length at its end); -1 when the text stops before
   * that is known.
   */
  #unescape(text: string, start: number, last: boolean, fields: string[]): number {
    const delimiter = this.#delimiter;
    const length = text.length;
    let value = '';
    let quoted = false;
    let at = start;
    let plain = start;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (!quoted && (code === delimiter || code === NEWLINE)) break;
      if (code !== QUOTE && code !== BACKSLASH) continue;
      // Whether a quote closes, or a backslash escapes, depends on what follows.
      if (at + 1 >= length && !last) return -1;
      const next = text.charCodeAt(at + 1);
      value += text.slice(plain, at);
      plain = at + 1;
      if (code === BACKSLASH) {
        if (next === BACKSLASH || next === QUOTE || next === delimiter) at++;
      } else if (next === QUOTE && (quoted || value !== '')) {
        value += '"';
        plain = ++at + 1;
      } else {
        // Blanks before an opening quote are no part of the field; a quote in the middle of one is kept.
        if (!quoted && value.trim() === '') value = '';
        else if (!Number.isNaN(next) && next !== delimiter && next !== NEWLINE && next !== RETURN) value += '"';
        quoted = !quoted;
      }
    }
    if (at >= length && !last) return -1;
    if (at >= length && quoted) throw new UnclosedQuote(start);
    const end = text.charCodeAt(at) === NEWLINE && at > plain && text.charCodeAt(at - 1) === RETURN ? at - 1 : at;
    if (fields.length < this.#columns) fields.push(value + text.slice(plain, end));
    return at;
  }
}

/** A double quote that opens a field and is never closed: all that follows would be one field. */
export class UnclosedQuote extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super('A double quotation mark opens a field and is never closed.');
    this.name = 'UnclosedQuote';
    this.offset = offset;
  }
}
