import { objectOrFunction } from './json-tree.ts';
import type { PropertyNode, StringNode, ValueNode } from './syntax.ts';

/** Deeper than people write; recursion stays far from the end of the stack. */
const DEEPEST = 200;
/** A power of two. */
const KNOWN_STRINGS = 1024;
const LONGEST_KNOWN = 40;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Reads JSON that has nothing wrong with it, which is most texts at most moments, in a fraction of the tolerant reader's
 * time; undefined for any other text, which then is for that one. Both give the same tree.
 */
export function readPlainJson(text: string): ValueNode | undefined {
  return new PlainJsonReader(text).read();
}

/** One run over one text. Whatever is not as it should be ends it. */
class PlainJsonReader {
  readonly #text: string;
  #at = 0;
  /** Properties and items of all that is open, the innermost last: see JsonTree. */
  readonly #entries: (PropertyNode | ValueNode)[] = [];
  #count = 0;
  /** Strings read lately: the same few keys stand in every state, and one that is known need not be made again. */
  readonly #known = new Array<string>(KNOWN_STRINGS).fill('');

  constructor(text: string) {
    this.#text = text;
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) this.#at = 1;
  }

  read(): ValueNode | undefined {
    const root = this.#readValue(this.#skipSpace(), 0);
    this.#skipSpace();
    return this.#at === this.#text.length ? root : undefined;
  }

  /** The first character that is no white space, which is not passed; NaN at the end. */
  #skipSpace(): number {
    const text = this.#text;
    for (let at = this.#at; ; at++) {
      const code = text.charCodeAt(at);
      if (code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB) continue;
      this.#at = at;
      return code;
    }
  }

  #readValue(code: number, depth: number): ValueNode | undefined {
    switch (code) {
      case QUOTE:
        return this.#readString();
      case OPEN_BRACE:
        return depth < DEEPEST ? this.#readObject(depth + 1) : undefined;
      case OPEN_BRACKET:
        return depth < DEEPEST ? this.#readArray(depth + 1) : undefined;
      default:
        return code === MINUS || (code >= 48 && code <= 57) ? this.#readNumber() : this.#readWord();
    }
  }

  #readObject(depth: number): ValueNode | undefined {
    const start = this.#at++;
    const first = this.#count;
    let code = this.#skipSpace();
    if (code === CLOSE_BRACE) return { kind: 'object', properties: [], start, end: ++this.#at };
    for (;;) {
      if (code !== QUOTE) return undefined;
      const key = this.#readString();
      if (key === undefined || this.#skipSpace() !== COLON) return undefined;
      this.#at++;
      const value = this.#readValue(this.#skipSpace(), depth);
      if (value === undefined) return undefined;
      this.#entries[this.#count++] = { key, value, start: key.start, end: value.end };
      code = this.#skipSpace();
      this.#at++;
      if (code === CLOSE_BRACE) return objectOrFunction(this.#take(first) as PropertyNode[], start, this.#at);
      if (code !== COMMA) return undefined;
      code = this.#skipSpace();
    }
  }

  #readArray(depth: number): ValueNode | undefined {
    const start = this.#at++;
    const first = this.#count;
    let code = this.#skipSpace();
    if (code === CLOSE_BRACKET) return { kind: 'array', items: [], start, end: ++this.#at };
    for (;;) {
      const item = this.#readValue(code, depth);
      if (item === undefined) return undefined;
      this.#entries[this.#count++] = item;
      code = this.#skipSpace();
      this.#at++;
      if (code === CLOSE_BRACKET)
        return { kind: 'array', items: this.#take(first) as ValueNode[], start, end: this.#at };
      if (code !== COMMA) return undefined;
      code = this.#skipSpace();
    }
  }

  #take(first: number): (PropertyNode | ValueNode)[] {
    const entries = this.#entries.slice(first, this.#count);
    this.#count = first;
    return entries;
  }

  #readString(): StringNode | undefined {
    const text = this.#text;
    const start = this.#at;
    for (let at = start + 1; ; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        return { kind: 'string', value: this.#plainString(start + 1, at), start, end: at + 1 };
      }
      if (code === BACKSLASH) return this.#readEscaped(start, at);
      // False also for the end of the text, which gives NaN.
      if (!(code >= SPACE)) return undefined;
    }
  }

  #plainString(from: number, to: number): string {
    const length = to - from;
    const text = this.#text;
    if (length > LONGEST_KNOWN) return text.slice(from, to);
    const middle = text.charCodeAt(from + (length >> 1));
    const hash =
      (length * 31 + text.charCodeAt(from) * 7 + middle * 131 + text.charCodeAt(to - 1)) & (KNOWN_STRINGS - 1);
    const known = this.#known[hash];
    if (known?.length === length && text.startsWith(known, from)) return known;
    return (this.#known[hash] = text.slice(from, to));
  }

  /** `at` is the first backslash. What such a string means is for JSON.parse, which is as strict. */
  #readEscaped(start: number, at: number): StringNode | undefined {
    const text = this.#text;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) at++;
      else if (code === QUOTE) break;
      else if (!(code >= SPACE)) return undefined;
    }
    const end = (this.#at = at + 1);
    try {
      return { kind: 'string', value: JSON.parse(text.slice(start, end)) as string, start, end };
    } catch {
      return undefined;
    }
  }

  #readNumber(): ValueNode | undefined {
    const start = this.#at;
    NUMBER.lastIndex = start;
    if (!NUMBER.test(this.#text)) return undefined;
    const end = (this.#at = NUMBER.lastIndex);
    const raw = this.#plainString(start, end);
    const value = Number(raw);
    return Number.isFinite(value) ? { kind: 'number', value, raw, start, end } : undefined;
  }

  #readWord(): ValueNode | undefined {
    const text = this.#text;
    const start = this.#at;
    const word = text.startsWith('true', start)
      ? 'true'
      : text.startsWith('false', start)
        ? 'false'
        : text.startsWith('null', start)
          ? 'null'
          : '';
    const end = (this.#at = start + word.length);
    if (word === '') return undefined;
    return word === 'null' ? { kind: 'null', start, end } : { kind: 'boolean', value: word === 'true', start, end };
  }
}
