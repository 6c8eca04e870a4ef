import type { StringNode } from './syntax.ts';

/** How a scalar is written; JSON's strings are YAML's double-quoted ones. */
export type ScalarStyle = 'block' | 'double' | 'single' | 'plain';

export function styleAt(outer: string, start: number): ScalarStyle {
  const first = outer[start];
  if (first === '"') return 'double';
  if (first === "'") return 'single';
  return first === '|' || first === '>' ? 'block' : 'plain';
}

/**
 * For each character of a scalar's value, and for its end, the offset at which it is written. Where lines are folded
 * or indented, white space has the nearest place there is; everything else has its own. Undefined when the scalar's
 * text does not spell its value.
 */
export function alignScalar(outer: string, node: StringNode): readonly number[] | undefined {
  const style = styleAt(outer, node.start);
  return new Aligner(outer, node, style).align();
}

/** What a backslash and one letter stand for: https://yaml.org/spec/1.2.2/#57-escaped-characters */
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '0': '\0', a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' },
  ...{ ' ': ' ', '\t': '\t', '"': '"', '/': '/', '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029' },
};
const CODE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** One run over one scalar. */
class Aligner {
  readonly #outer: string;
  readonly #value: string;
  readonly #style: ScalarStyle;
  readonly #end: number;
  readonly #offsets: number[] = [];
  #at: number;

  constructor(outer: string, { start, end, value }: StringNode, style: ScalarStyle) {
    this.#outer = outer;
    this.#value = value;
    this.#style = style;
    const isQuoted = style === 'double' || style === 'single';
    this.#at = style === 'block' ? afterHeader(outer, start) : isQuoted ? start + 1 : start;
    this.#end = isQuoted ? end - 1 : end;
  }

  align(): readonly number[] | undefined {
    while (this.#offsets.length < this.#value.length) if (!this.#step()) return undefined;
    this.#offsets.push(Math.min(this.#at, this.#end));
    return this.#offsets;
  }

  /** Reads what stands for the next characters of the value; false when something else does. */
  #step(): boolean {
    const { length: done } = this.#offsets;
    const outer = this.#outer;
    const at = this.#at;
    if (this.#style === 'double' && outer[at] === '\\') return this.#readEscape();
    const isEnd = at >= this.#end;
    if (this.#style === 'block' && (isEnd || isBlank(outer[at]) || isBlank(this.#value[done])))
      return this.#readBlanks();
    if (isEnd) return false;
    const run = /[ \t]*(?:\r?\n[ \t]*)+/y;
    run.lastIndex = at;
    const folded = this.#style === 'block' ? undefined : run.exec(outer)?.[0];
    if (folded !== undefined) return this.#readFolded(folded);
    if (outer[at] !== this.#value[done]) return false;
    this.#offsets.push(at);
    this.#at += this.#style === 'single' && outer[at] === "'" ? 2 : 1;
    return true;
  }

  #readEscape(): boolean {
    const at = this.#at;
    const letter = this.#outer[at + 1] ?? '';
    if (letter === '\r' || letter === '\n') {
      // The line goes on in the next one, without what indents it.
      this.#at = at + (/^\\\r?\n(?:[ \t]*\r?\n)*[ \t]*/.exec(this.#outer.slice(at, this.#end))?.[0].length ?? 1);
      return true;
    }
    const digits = CODE_LENGTHS[letter];
    const code = digits === undefined ? undefined : parseInt(this.#outer.slice(at + 2, at + 2 + digits), 16);
    if (code !== undefined && !(code <= 0x10ffff)) return false;
    const spelt = code === undefined ? ESCAPES[letter] : String.fromCodePoint(code);
    if (spelt === undefined || !this.#value.startsWith(spelt, this.#offsets.length)) return false;
    for (let count = spelt.length; count > 0; count--) this.#offsets.push(at);
    this.#at = at + 2 + (digits ?? 0);
    return true;
  }

  /** https://yaml.org/spec/1.2.2/#65-line-folding: one line break is a space, each further one is itself. */
  #readFolded(written: string): boolean {
    const breaks = written.split('\n').length - 1;
    const folded = breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
    if (!this.#value.startsWith(folded, this.#offsets.length)) return false;
    for (let count = folded.length; count > 0; count--) this.#offsets.push(this.#at);
    this.#at += written.length;
    return true;
  }

  /** In a block, all the white space up to the next word: the last line's own part of it ends where the word begins. */
  #readBlanks(): boolean {
    const start = this.#at;
    const done = this.#offsets.length;
    let at = start;
    while (at < this.#end && isBlank(this.#outer[at])) at++;
    let end = done;
    while (end < this.#value.length && isBlank(this.#value[end])) end++;
    // A block may end with a line break that its place leaves out.
    if (at === start && end === done) return false;
    const last = this.#value.lastIndexOf('\n', end - 1);
    const breaks = positionsOf(this.#outer, start, at).values();
    for (let index = done, place = start; index < end; index++) {
      const isIndent = index > last || last < done;
      if (isIndent) place = Math.max(place, at - (end - index));
      else if (this.#value[index] === '\n') place = breaks.next().value ?? place;
      this.#offsets.push(place);
    }
    this.#at = at;
    return true;
  }
}

/** The line breaks between two offsets; CRLF counts from its CR. */
function positionsOf(outer: string, start: number, end: number): number[] {
  return Array.from(outer.slice(start, end).matchAll(/\r?\n/g), ({ index }) => start + index);
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\t' || char === '\n' || char === '\r';
}

/** Where the lines of a block scalar begin: after its `|` or `>`, indicators and comment. */
function afterHeader(outer: string, start: number): number {
  const end = outer.indexOf('\n', start);
  return end < 0 ? outer.length : end + 1;
}
