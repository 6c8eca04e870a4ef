import type { JsonValue } from '../../src/asl/json.ts';
import type { TextFormat } from '../../src/asl/syntax.ts';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a document may be like; all that is left out is possible. */
export interface MessOptions {
  /** Comments in JSON, which AWS rejects. YAML always has some. */
  readonly jsonComments?: boolean;
  /** Aliases of values that occur twice. */
  readonly aliases?: boolean;
}

/**
 * The text of a value as somebody might have written it by hand: tabs, two or four spaces, objects on one line, CRLF,
 * a byte order mark; in YAML flow and block style, comments, anchors, three kinds of quotes and block scalars. The
 * same seed gives the same text, and reading it gives the value.
 */
export function messUp(value: JsonValue, format: TextFormat, seed: number, options: MessOptions = {}): string {
  const random = seededRandom(seed);
  const eol = random() < 0.3 ? '\r\n' : '\n';
  const bom = random() < 0.2 ? '\ufeff' : '';
  const lines =
    format === 'json' ? new JsonMess(random, options).print(value) : new YamlMess(random, options).print(value);
  const ending = random() < 0.8 ? '\n' : '';
  return bom + (lines + ending).replaceAll('\n', eol);
}

function pick<T>(random: () => number, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

class JsonMess {
  readonly #random: () => number;
  readonly #unit: string;
  readonly #colon: string;
  readonly #isOneLine: boolean;
  readonly #comments: boolean;

  constructor(random: () => number, options: MessOptions) {
    this.#random = random;
    this.#unit = pick(random, ['  ', '    ', '\t', ' ']);
    this.#colon = pick(random, [': ', ': ', ':', ' : ']);
    this.#isOneLine = random() < 0.1;
    this.#comments = options.jsonComments ?? false;
  }

  print(value: JsonValue): string {
    return this.#value(value, '', this.#isOneLine);
  }

  #value(value: JsonValue, indent: string, oneLine: boolean): string {
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    const isOneLine = oneLine || this.#random() < 0.2;
    const inner = indent + this.#unit;
    const entries = Array.isArray(value)
      ? value.map((item) => this.#value(item, inner, isOneLine))
      : Object.entries(value).map(
          ([key, item]) => JSON.stringify(key) + this.#colon + this.#value(item, inner, isOneLine),
        );
    if (entries.length === 0) return `${open ?? ''}${pick(this.#random, ['', '', ' '])}${close ?? ''}`;
    if (isOneLine) {
      const space = pick(this.#random, ['', ' ']);
      return `${open ?? ''}${space}${entries.join(pick(this.#random, [', ', ',']))}${space}${close ?? ''}`;
    }
    const lines = entries.map((entry, at) => {
      const comma = at < entries.length - 1 ? ',' : '';
      const before = this.#maybeComment(`// about the next\n${inner}`);
      return `${inner}${before}${entry}${comma}${this.#maybeComment(' // about this')}`;
    });
    return `${open ?? ''}\n${lines.join('\n')}\n${indent}${close ?? ''}`;
  }

  #maybeComment(comment: string): string {
    return this.#comments && this.#random() < 0.15 ? comment : '';
  }
}

class YamlMess {
  readonly #random: () => number;
  readonly #unit: number;
  readonly #aliases: boolean;
  readonly #anchors = new Map<string, string>();

  constructor(random: () => number, options: MessOptions) {
    this.#random = random;
    this.#unit = pick(random, [2, 2, 4]);
    this.#aliases = options.aliases ?? true;
  }

  print(value: JsonValue): string {
    const start = this.#random() < 0.3 ? '# The whole of it\n' : '';
    return start + this.#node(value, 0, '').trimStart();
  }

  /** The text after a colon, dash or at the root: inline with a space before it, or lines below. */
  #node(value: JsonValue, column: number, lead: string): string {
    const isCollection = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    const alias = this.#alias(value, isCollection);
    if (alias?.startsWith('*')) return ` ${alias}`;
    const prefix = alias === undefined ? '' : ` ${alias}`;
    if (!isCollection) {
      const scalar = this.#scalar(value, column, true);
      return `${prefix} ${scalar}${scalar.includes('\n') ? '' : this.#comment()}`;
    }
    if (lead !== '' && this.#random() < 0.2) return `${prefix} ${this.#flow(value)}${this.#comment()}`;
    return `${prefix}${lead === '' ? '' : this.#comment()}\n${this.#block(value, column)}`;
  }

  /** A new anchor, or the alias of one that names an equal value. */
  #alias(value: JsonValue, isCollection: boolean): string | undefined {
    if (!this.#aliases || value === null || (!isCollection && typeof value !== 'string')) return undefined;
    const text = JSON.stringify(value);
    const known = this.#anchors.get(text);
    if (known !== undefined) return this.#random() < 0.5 ? `*${known}` : undefined;
    if (this.#random() > 0.1) return undefined;
    const name = `a${this.#anchors.size}`;
    this.#anchors.set(text, name);
    return `&${name}`;
  }

  #block(value: JsonValue, column: number): string {
    const indent = ' '.repeat(column);
    const lines: string[] = [];
    for (const [key, item] of Object.entries(value ?? {}) as [string, JsonValue][]) {
      if (this.#random() < 0.1) lines.push(`${indent}# about the next`);
      const head = Array.isArray(value) ? '-' : `${this.#scalar(key, column, false)}:`;
      lines.push(`${indent}${head}${this.#child(head, item, column)}`);
    }
    return lines.join('\n');
  }

  #child(head: string, item: JsonValue, column: number): string {
    // An item's own map begins on the line of its dash, as most people write it.
    if (
      head === '-' &&
      typeof item === 'object' &&
      item !== null &&
      Object.keys(item).length > 0 &&
      this.#random() < 0.8
    )
      return ` ${this.#block(item, column + 2)
        .trimStart()
        .replace(/^#.*\n\s*/, '')}`;
    const isFlush = Array.isArray(item) && head !== '-' && this.#random() < 0.3;
    return this.#node(item, column + (isFlush ? 0 : this.#unit), head);
  }

  #scalar(value: JsonValue, column: number, mayBeBlock: boolean): string {
    if (typeof value !== 'string') return JSON.stringify(value);
    const isPlain =
      /^[A-Za-z$/][\w$./-]*(?: [\w$./-]+)*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
    const isText = !/[\p{Cc}\u2028\u2029\ufeff\u0085]/u.test(value.replaceAll('\n', ''));
    const style = pick(this.#random, ['plain', 'plain', 'single', 'double', 'block']);
    if (style === 'plain' && isPlain) return value;
    if (style === 'single' && isText && !value.includes('\n')) return `'${value.replaceAll("'", "''")}'`;
    if (
      mayBeBlock &&
      isText &&
      /^[^\s](?:[^\n]*[^\s])?(?:\n[^\s](?:[^\n]*[^\s])?)*\n?$/.test(value) &&
      (style === 'block' || value.includes('\n'))
    ) {
      const indent = ' '.repeat(Math.max(column, 1));
      return `|${value.endsWith('\n') ? '' : '-'}\n${value
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => indent + line)
        .join('\n')}`;
    }
    return JSON.stringify(value);
  }

  #flow(value: JsonValue): string {
    if (Array.isArray(value)) return `[${value.map((item) => this.#flow(item)).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return this.#scalar(value, 0, false);
    const entries = Object.entries(value).map(([key, item]) => `${this.#scalar(key, 0, false)}: ${this.#flow(item)}`);
    return `{${pick(this.#random, ['', ' '])}${entries.join(', ')}${pick(this.#random, ['', ' '])}}`;
  }

  #comment(): string {
    return this.#random() < 0.1 ? ' # about this' : '';
  }
}
