import type { Definition } from '../asl/definition.ts';
import { parsePointer } from '../asl/pointer.ts';
import type { Cursor } from './cursor.ts';
import { findTreeCursor, startOfLine } from './tree-cursor.ts';

/** What begins at a column of a line: the dash of an item, or a key. */
interface Head {
  readonly column: number;
  /** Undefined for a dash. */
  readonly key: string | undefined;
}

interface Line {
  readonly heads: readonly Head[];
  /** Column of what follows the dashes: a key, a value, or nothing. */
  readonly word: number;
  /** Column after the colon of the key; undefined where there is none. */
  readonly afterColon: number | undefined;
}

const KEY = /("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[\]{},&*!|>%@`-][^:#]*?|-[^\s:#][^:#]*?)[ \t]*:(?=[ \t\r]|$)/y;
const DASH = /-(?:[ \t]+|$)/y;
/** A scalar as far as it goes on its line, without the comment behind it. */
const SCALAR = /(?:"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|.*?)(?=[ \t]+#|[ \t\r]*$)/y;

const BARE = { style: 'yaml', after: '', edits: [], taken: new Set<string>() } as const;

/**
 * Where an offset is in YAML. By lines and their indent and not by the tree, since the line that is being typed is no
 * YAML yet, and takes the lines around it with it; in brackets and in what has several lines by the tree.
 */
export function findYamlCursor(definition: Definition, offset: number): Cursor | undefined {
  const inTree = findTreeCursor(definition, offset);
  if (inTree) return inTree.cursor;
  const { text, base } = definition;
  const start = startOfLine(text, offset);
  const end = text.indexOf('\n', offset);
  const content = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
  const line = readLine(content);
  const at = offset - start;
  if (/(?:^|[ \t])#/.test(content.slice(0, at).replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, ''))) return undefined;
  const walk = new Walk(text, line, start, at);
  const tokens = withoutBase(walk.tokens, parsePointer(base) ?? []);
  if (tokens === undefined) return undefined;
  const key = line.heads.at(-1)?.key;
  if (key !== undefined && line.afterColon !== undefined && at >= line.afterColon) {
    const value = valueAt(content, line.afterColon, at);
    if (value === undefined) return undefined;
    const range = { start: start + value.start, end: start + value.end };
    return { ...BARE, ...range, tokens: [...tokens, key], role: 'value', hasValue: true, node: undefined, indent: 0 };
  }
  const isBlank = content.slice(line.word).trim() === '';
  if (!isBlank && at < line.word) return undefined;
  const from = isBlank ? at : line.word;
  const word = key === undefined ? scalarFrom(content, from) : content.slice(from).replace(/[ \t]*:(?:[ \t].*)?$/, '');
  return {
    ...BARE,
    tokens,
    role: 'key',
    start: start + from,
    end: start + from + word.length,
    taken: walk.taken,
    hasValue: line.afterColon !== undefined,
    node: undefined,
    indent: Math.max(0, from - (/^[ \t]*/.exec(content)?.[0].length ?? 0)),
  };
}

/** The value after a colon; undefined between the colon and a value, and in what is no plain value. */
function valueAt(content: string, afterColon: number, at: number): { start: number; end: number } | undefined {
  const blanks = /^[ \t]*/.exec(content.slice(afterColon))?.[0].length ?? 0;
  const start = afterColon + blanks;
  const scalar = scalarFrom(content, start);
  if (scalar === '') return at > afterColon ? { start: at, end: at } : undefined;
  return at < start || at > start + scalar.length || /^[&*!|>]/.test(scalar)
    ? undefined
    : { start, end: start + scalar.length };
}

function scalarFrom(content: string, at: number): string {
  SCALAR.lastIndex = at;
  return SCALAR.exec(content)?.[0] ?? '';
}

function withoutBase(tokens: readonly string[], base: readonly string[]): readonly string[] | undefined {
  return base.every((token, index) => tokens[index] === token) ? tokens.slice(base.length) : undefined;
}

function readLine(content: string): Line {
  const heads: Head[] = [];
  let at = /^[ ]*/.exec(content.replace('\ufeff', ' '))?.[0].length ?? 0;
  for (;;) {
    DASH.lastIndex = at;
    const dash = DASH.exec(content);
    if (!dash) break;
    heads.push({ column: at, key: undefined });
    at = DASH.lastIndex;
  }
  KEY.lastIndex = at;
  const key = KEY.exec(content);
  if (!key) return { heads, word: at, afterColon: undefined };
  heads.push({ column: at, key: plainKey(key[1] ?? '') });
  return { heads, word: at, afterColon: KEY.lastIndex };
}

function plainKey(written: string): string {
  if (written.startsWith("'")) return written.slice(1, -1).replaceAll("''", "'");
  if (!written.startsWith('"')) return written;
  try {
    return String(JSON.parse(written));
  } catch {
    return written.slice(1, -1);
  }
}

/** Goes up from a line, to what its indent says that it stands in. */
class Walk {
  readonly taken = new Set<string>();
  readonly #reversed: string[] = [];
  #column: number;
  /** What is looked for is what a dash stands in; else what a key stands in. */
  #isDash = false;
  #index = 0;
  #level = 0;

  constructor(text: string, line: Line, start: number, at: number) {
    const isInKey = line.afterColon === undefined || at < line.afterColon;
    const isBlank = line.heads.length === 0 && line.afterColon === undefined && /^\s*$/.test(restOfLine(text, start));
    const column = isBlank ? at : line.word;
    this.#column = column;
    if (isInKey) this.#takeBelow(text, start, column);
    for (const head of line.heads.toReversed()) if (head.key === undefined) this.#meet(head);
    for (let end = start - 1; end >= 0 && !this.#isAtTop();) {
      const from = startOfLine(text, end);
      if (this.#mayMatter(text, from, end)) {
        const heads = readLine(text.slice(from, end).replace(/\r$/, '')).heads;
        for (const head of heads.toReversed()) this.#meet(head);
      }
      end = from - 1;
    }
    if (this.#isDash) this.#reversed.push(String(this.#index));
  }

  get tokens(): string[] {
    return this.#reversed.toReversed();
  }

  #isAtTop(): boolean {
    return this.#column === 0 && !this.#isDash && this.#level > 0;
  }

  /** A line that is indented more holds nothing but parts of what stands before. */
  #mayMatter(text: string, from: number, end: number): boolean {
    let at = from;
    while (at < end && text.charCodeAt(at) === 32) at++;
    return at < end && at - from <= this.#column;
  }

  #meet({ column, key }: Head): void {
    if (key === undefined) {
      if (this.#isDash && column === this.#column) this.#index++;
      else if (!this.#isDash && column < this.#column) this.#enter(column, true);
    } else if (column < this.#column || (this.#isDash && column === this.#column)) {
      if (this.#isDash) this.#reversed.push(String(this.#index));
      this.#reversed.push(key);
      this.#enter(column, false);
    } else if (column === this.#column && this.#level === 0) this.taken.add(key);
  }

  #enter(column: number, isDash: boolean): void {
    this.#column = column;
    this.#isDash = isDash;
    this.#index = 0;
    this.#level++;
  }

  #takeBelow(text: string, start: number, column: number): void {
    for (let at = text.indexOf('\n', start) + 1; at > 0 && at < text.length; at = text.indexOf('\n', at) + 1) {
      let first = at;
      while (text.charCodeAt(first) === 32) first++;
      if (first - at > column || /[\r\n#]/.test(text.charAt(first))) continue;
      const [head] = readLine(restOfLine(text, at)).heads;
      if (first - at < column || (head?.key === undefined && head?.column !== column)) return;
      if (head.key !== undefined) this.taken.add(head.key);
    }
  }
}

function restOfLine(text: string, start: number): string {
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
}
