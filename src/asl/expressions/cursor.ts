/** Thrown within the parsers of this folder and caught at their entries; never leaves them. */
export class ExpressionSyntaxError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** A text being read, shared by the parsers of paths, filters and intrinsic functions. */
export interface Cursor {
  readonly text: string;
  offset: number;
  /** How deep in parentheses, lists and the like the offset is; 0 where nobody has counted yet. */
  depth?: number;
}

/** What is written deeper than this would take the stack of whoever reads or evaluates it. */
const DEEPEST = 200;

/** Parses something that can hold its like. @throws ExpressionSyntaxError where that goes too deep. */
export function parseDeeper<T>(cursor: Cursor, parse: () => T): T {
  const depth = cursor.depth ?? 0;
  if (depth >= DEEPEST) throw new ExpressionSyntaxError(`Nested more than ${DEEPEST} deep`, cursor.offset);
  cursor.depth = depth + 1;
  const parsed = parse();
  cursor.depth = depth;
  return parsed;
}

export function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.offset] === ' ' || cursor.text[cursor.offset] === '\t') cursor.offset++;
}

/** Takes the character if it is next. */
export function accept(cursor: Cursor, character: string): boolean {
  if (!cursor.text.startsWith(character, cursor.offset)) return false;
  cursor.offset += character.length;
  return true;
}

export function expect(cursor: Cursor, character: string): void {
  if (accept(cursor, character)) return;
  const found = cursor.text[cursor.offset];
  const what = found === undefined ? 'the text ends' : `there is '${found}'`;
  throw new ExpressionSyntaxError(`Expected '${character}', but ${what}`, cursor.offset);
}

/** Takes what a sticky expression matches at the cursor. */
export function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.offset;
  const match = pattern.exec(cursor.text);
  if (match === null) return undefined;
  cursor.offset = pattern.lastIndex;
  return match[0];
}

const NUMBER = /-?\d+(\.\d+)?([eE][-+]?\d+)?/y;
const WORD = /[A-Za-z]+/y;
const WORDS: ReadonlyMap<string | undefined, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Takes a number, true, false or null if one is next. */
export function takeScalar(cursor: Cursor): number | boolean | null | undefined {
  const digits = take(cursor, NUMBER);
  return digits === undefined ? WORDS.get(take(cursor, WORD)) : Number(digits);
}

/** A string in either kind of quotes; a backslash keeps the character after it. */
export function parseQuoted(cursor: Cursor): string {
  const start = cursor.offset;
  const quote = cursor.text[cursor.offset++];
  let value = '';
  for (;;) {
    const character = cursor.text[cursor.offset++];
    if (character === undefined) throw new ExpressionSyntaxError('The string is not closed', start);
    if (character === quote) return value;
    if (character !== '\\') value += character;
    else {
      const escaped = cursor.text[cursor.offset++];
      if (escaped === undefined) throw new ExpressionSyntaxError('The string is not closed', start);
      value += escaped;
    }
  }
}
