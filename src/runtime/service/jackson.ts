/** What the parser that Step Functions reads definitions with says of a text that is no JSON. */
export interface JacksonError {
  /** Its words, the place included, as AWS hands them on. */
  readonly message: string;
  /** `[Source: (String)"…"; line: 1, column: 4]` */
  readonly location: string;
}

/**
 * The first syntax error of a JSON text in the words of Jackson, AWS's parser; undefined where there is none. White
 * space alone is none to it, and what follows the value is not its business.
 * https://github.com/FasterXML/jackson-core
 */
export function describeJacksonError(text: string): JacksonError | undefined {
  try {
    new JacksonReader(text).read();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof SyntaxFault) return thrown.error;
    throw thrown;
  }
}

class SyntaxFault extends Error {
  readonly error: JacksonError;
  constructor(error: JacksonError) {
    super(error.message);
    this.error = error;
  }
}

/** An object or array that is still open. */
interface Open {
  readonly kind: 'Object' | 'Array';
  /** Its place, as a message about it shows it. */
  readonly start: string;
  /** An entry has been read: a comma or the end must follow. */
  entered: boolean;
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const COMMENT =
  "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)";
/** The rest of the text that a place shows is cut off. */
const MOST_SHOWN = 500;
const MOST_OF_TOKEN = 256;
const IDENTIFIER_START = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;
const IDENTIFIER_PART = /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{N}\p{Mn}\p{Mc}]/u;
const DIGIT = /\d/;
const HEX = /[\da-fA-F]/;
const WORDS = ['true', 'false', 'null'];

/** Reads in the order in which Jackson does, since the first error counts. */
class JacksonReader {
  readonly #text: string;
  readonly #open: Open[] = [];
  #at = 0;
  #row = 1;
  #rowStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): void {
    for (;;) {
      const character = this.#nextOrEnd();
      if (character === undefined) return;
      if (this.#readToken(character)) return;
    }
  }

  /** True when the root value is complete. */
  #readToken(first: string): boolean {
    const top = this.#open.at(-1);
    if (first === '}' || first === ']') return this.#close(first);
    let character = first;
    if (top?.entered === true) {
      if (character !== ',') this.#failAt(character, `was expecting comma to separate ${top.kind} entries`);
      character = this.#nextWithin(top.kind);
    }
    if (top) top.entered = true;
    if (top?.kind === 'Object') {
      if (character !== '"') this.#failAt(character, 'was expecting double-quote to start field name');
      this.#readString('name', ' in field name');
      const colon = this.#nextWithin('Object');
      if (colon !== ':') this.#failAt(colon, 'was expecting a colon to separate field name and value');
      character = this.#nextWithin('Object');
    }
    this.#readValue(character, top);
    return this.#open.length === 0;
  }

  #close(closer: '}' | ']'): boolean {
    const top = this.#open.at(-1);
    if (top?.kind !== (closer === '}' ? 'Object' : 'Array')) {
      const [name, start] = top ? [top.kind, top.start] : ['root', this.#place(1, 0)];
      const wanted = closer === '}' ? ']' : '}';
      this.#fail(`Unexpected close marker '${closer}': expected '${wanted}' (for ${name} starting at ${start})`);
    }
    this.#open.pop();
    return this.#open.length === 0;
  }

  #readValue(character: string, within: Open | undefined): void {
    if (character === '{' || character === '[') {
      const start = this.#place(this.#row, this.#at - this.#rowStart);
      this.#open.push({ kind: character === '{' ? 'Object' : 'Array', start, entered: false });
    } else if (character === '"') this.#readString('string value', ': was expecting closing quote for a string value');
    else if (character === '-') this.#readNegative();
    else if (DIGIT.test(character)) this.#readNumber(character);
    else if (WORDS.some((word) => word.startsWith(character))) this.#readWord(character);
    else if (character === '}' && within?.kind === 'Array') this.#failAt(character, 'expected a value');
    else if (character === '+') this.#failInNumber(this.#take(), MINUS);
    else if (character === 'N') this.#readNonStandard('NaN');
    else if (character === 'I') this.#readNonStandard('Infinity');
    else if (IDENTIFIER_START.test(character)) this.#failToken(character);
    else this.#failAt(character, `expected a valid value ${VALUES}`);
  }

  #readWord(first: string): void {
    const word = WORDS.find((candidate) => candidate.startsWith(first)) ?? '';
    this.#matchWord(word);
  }

  #readNonStandard(word: string): void {
    this.#matchWord(word);
    this.#fail(`Non-standard token '${word}': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow`);
  }

  /** The rest of a word whose first character is taken. */
  #matchWord(word: string): void {
    for (let at = 1; at < word.length; at++) {
      if (this.#text[this.#at] !== word[at]) this.#failToken(word.slice(0, at));
      this.#at++;
    }
    if (IDENTIFIER_PART.test(this.#text.charAt(this.#at))) this.#failToken(word);
  }

  #readNegative(): void {
    const next = this.#take();
    if (next === undefined || !DIGIT.test(next)) this.#failInNumber(next, MINUS);
    this.#readNumber(next);
  }

  #readNumber(first: string): void {
    if (first === '0' && DIGIT.test(this.#text.charAt(this.#at)))
      this.#fail('Invalid numeric value: Leading zeroes not allowed');
    this.#skipDigits();
    if (this.#text[this.#at] === '.') {
      this.#at++;
      if (this.#skipDigits() === 0) this.#failInNumber(this.#take(), 'Decimal point not followed by a digit');
    }
    if (/[eE]/.test(this.#text.charAt(this.#at))) {
      this.#at++;
      if (/[-+]/.test(this.#text.charAt(this.#at))) this.#at++;
      if (this.#skipDigits() === 0) this.#failInNumber(this.#take(), 'Exponent indicator not followed by a digit');
    }
    const after = this.#text[this.#at];
    if (this.#open.length > 0 || after === undefined || /\s/.test(after)) return;
    this.#at++;
    this.#failAt(after, 'Expected space separating root-level values');
  }

  #skipDigits(): number {
    const from = this.#at;
    while (DIGIT.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#at - from;
  }

  #readString(what: string, unclosed: string): void {
    for (;;) {
      const character = this.#take();
      if (character === undefined) this.#failEnd(unclosed);
      if (character === '"') return;
      if (character === '\\') this.#readEscape();
      else if (character < ' ')
        this.#fail(
          `Illegal unquoted character (${describe(character)}): has to be escaped using backslash to be included in ${what}`,
        );
    }
  }

  #readEscape(): void {
    const character = this.#take();
    if (character === undefined) this.#failEnd(' in character escape sequence');
    if ('"\\/bfnrt'.includes(character)) return;
    if (character !== 'u') this.#fail(`Unrecognized character escape ${describe(character)}`);
    for (let count = 0; count < 4; count++) {
      const digit = this.#take();
      if (digit === undefined) this.#failEnd(' in character escape sequence');
      if (!HEX.test(digit)) this.#failAt(digit, 'expected a hex-digit for character escape sequence');
    }
  }

  #take(): string | undefined {
    return this.#text[this.#at++];
  }

  /** The next character that is no white space; undefined at the end, where nothing may be open. */
  #nextOrEnd(): string | undefined {
    const character = this.#skipSpace();
    if (character !== undefined) return character;
    const top = this.#open.at(-1);
    if (top) this.#failEnd(`: expected close marker for ${top.kind} (start marker at ${top.start})`);
    return undefined;
  }

  #nextWithin(kind: string): string {
    return this.#skipSpace() ?? this.#failEnd(` within/between ${kind} entries`);
  }

  #skipSpace(): string | undefined {
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at++);
      if (character === '/') this.#failAt(character, COMMENT);
      if (character === '\n' || (character === '\r' && this.#text[this.#at] !== '\n')) {
        this.#row++;
        this.#rowStart = this.#at;
      } else if (character > ' ') return character;
      else if (character < ' ' && character !== '\t' && character !== '\r')
        this.#fail(
          `Illegal character (${describe(character)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`,
        );
    }
    return undefined;
  }

  #failToken(read: string): never {
    let token = read;
    for (; token.length < MOST_OF_TOKEN && IDENTIFIER_PART.test(this.#text.charAt(this.#at)); this.#at++)
      token += this.#text.charAt(this.#at);
    if (token.length >= MOST_OF_TOKEN) token += '...';
    this.#fail(`Unrecognized token '${token}': was expecting ${VALUES}`);
  }

  #failInNumber(character: string | undefined, why: string): never {
    if (character === undefined) this.#failEnd(': was expecting digit in a numeric value');
    this.#fail(`Unexpected character (${describe(character)}) in numeric value: ${why}`);
  }

  #failAt(character: string, why: string): never {
    this.#fail(`Unexpected character (${describe(character)}): ${why}`);
  }

  #failEnd(what: string): never {
    this.#at = this.#text.length;
    this.#fail(`Unexpected end-of-input${what}`);
  }

  #fail(message: string): never {
    const location = this.#place(this.#row, this.#at - this.#rowStart + 1);
    throw new SyntaxFault({ message: `${message}\n at ${location}`, location });
  }

  #place(line: number, column: number): string {
    const rest = this.#text.length - MOST_SHOWN;
    const cut = rest > 0 ? `[truncated ${rest} chars]` : '';
    return `[Source: (String)"${this.#text.slice(0, MOST_SHOWN)}"${cut}; line: ${line}, column: ${column}]`;
  }
}

const MINUS = 'expected digit (0-9) to follow minus sign, for valid numeric value';

function describe(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return `(CTRL-CHAR, code ${code})`;
  return `'${character}' (code ${code}${code > 255 ? ` / 0x${code.toString(16)}` : ''})`;
}
