/** What a stretch of JSON text is. Comments are none, and are read so that they can be named. */
export type JsonToken =
  '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'number' | 'true' | 'false' | 'null' | 'comment' | 'unknown' | 'end';

interface TokenProblem {
  readonly code: string;
  readonly message: string;
}

const PROBLEMS = {
  comment: { code: 'JSON_COMMENT_END', message: 'This comment has no end: add */.' },
  string: { code: 'JSON_STRING_END', message: 'This string has no end: add a quotation mark.' },
  number: { code: 'JSON_NUMBER', message: 'This is no number in JSON.' },
  unicode: { code: 'JSON_ESCAPE', message: 'A \\u in this string is not followed by four hexadecimal digits.' },
  escape: { code: 'JSON_ESCAPE', message: 'This string has a \\ before a character that takes none.' },
  control: { code: 'JSON_CHARACTER', message: 'This string holds a control character: escape it with \\u.' },
} as const satisfies Record<string, TokenProblem>;

const PUNCTUATION: ReadonlyMap<number, JsonToken> = new Map(
  (['{', '}', '[', ']', ',', ':'] as const).map((token) => [token.charCodeAt(0), token]),
);
const WORDS: ReadonlyMap<string, JsonToken> = new Map([
  ['true', 'true'],
  ['false', 'false'],
  ['null', 'null'],
]);
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const WORD = /[^\s{}[\]",:/]+/y;
const NUMBER_LIKE = /[-+.\w]+/y;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const UNICODE = /^[\da-fA-F]{4}$/;

const TAB = 9;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Cuts JSON text into tokens, each with its place and what is wrong in it; it gives a token for any text, and ends.
 * Its own, since jsonc-parser's scanner collects white space character by character: most of the time of a parse.
 */
export class JsonScanner {
  /** Where the last token begins. */
  start = 0;
  /** Where it ends, exclusive. */
  end = 0;
  /** A string's value, or any other token's text. */
  value = '';
  problem: TokenProblem | undefined;
  /** A line break stands between the last token and the one before it. */
  onNewLine = false;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) this.end = 1;
  }

  scan(): JsonToken {
    this.problem = undefined;
    this.#skipSpace();
    const text = this.#text;
    const start = this.end;
    this.start = start;
    if (start >= text.length) return 'end';
    const code = text.charCodeAt(start);
    if (code === QUOTE) return this.#scanString();
    const token = PUNCTUATION.get(code);
    if (token !== undefined) {
      this.end = start + 1;
      return token;
    }
    if (code === 45 || (code >= 48 && code <= 57)) return this.#scanNumber();
    if (text.startsWith('//', start) || text.startsWith('/*', start)) return this.#scanComment();
    this.value = this.#match(WORD);
    return WORDS.get(this.value) ?? 'unknown';
  }

  /** Makes the last token longer. */
  extendTo(end: number): void {
    this.end = end;
  }

  #skipSpace(): void {
    const text = this.#text;
    let at = this.end;
    this.onNewLine = false;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === LINE_FEED || code === CARRIAGE_RETURN) this.onNewLine = true;
      else if (code !== SPACE && code !== TAB) break;
    }
    this.end = at;
  }

  #scanString(): JsonToken {
    const text = this.#text;
    let at = this.start + 1;
    let from = at;
    let value = '';
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.value = value + text.slice(from, at);
        this.end = at + 1;
        return 'string';
      }
      if (code >= SPACE && code !== BACKSLASH) continue;
      if (code === LINE_FEED || code === CARRIAGE_RETURN) break;
      if (code !== BACKSLASH) {
        this.problem = PROBLEMS.control;
        continue;
      }
      value += text.slice(from, at);
      at++;
      const [character, length] = this.#unescape(at);
      value += character;
      at += length - 1;
      from = at + 1;
    }
    const end = Math.min(at, text.length);
    this.problem = PROBLEMS.string;
    this.value = value + text.slice(from, end);
    this.end = end;
    return 'string';
  }

  /** The character that stands for what follows a backslash, and how much of the text that is. */
  #unescape(at: number): [character: string, length: number] {
    const letter = this.#text.charAt(at);
    if (letter === 'u') {
      const digits = this.#text.slice(at + 1, at + 5);
      if (UNICODE.test(digits)) return [String.fromCharCode(parseInt(digits, 16)), 5];
      this.problem = PROBLEMS.unicode;
      return ['', 1];
    }
    const character = ESCAPES.get(letter);
    if (character !== undefined) return [character, 1];
    this.problem = PROBLEMS.escape;
    return ['', letter === '\n' || letter === '\r' ? 0 : letter.length];
  }

  #scanNumber(): JsonToken {
    this.value = this.#match(NUMBER_LIKE);
    if (!NUMBER.test(this.value)) this.problem = PROBLEMS.number;
    return Number.isNaN(Number(this.value)) ? 'unknown' : 'number';
  }

  #scanComment(): JsonToken {
    const text = this.#text;
    const isBlock = text.charAt(this.start + 1) === '*';
    if (isBlock) {
      const end = text.indexOf('*/', this.start + 2);
      if (end < 0) this.problem = PROBLEMS.comment;
      this.end = end < 0 ? text.length : end + 2;
    } else {
      const length = text.slice(this.start).search(/[\r\n]/);
      this.end = length < 0 ? text.length : this.start + length;
    }
    return 'comment';
  }

  /** The text that a pattern matches here, one character at least. */
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.start;
    const value = pattern.exec(this.#text)?.[0] ?? this.#text.charAt(this.start);
    this.end = this.start + value.length;
    return value;
  }
}
