import { accept, expect, ExpressionSyntaxError, parseQuoted, skipSpaces, take, type Cursor } from './cursor.ts';
import { parseFilter } from './path-filter.ts';
import { PATH_FUNCTIONS } from './path-functions.ts';
import type { PathStep, PathSyntax } from './path-steps.ts';

const VARIABLE_NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const INTEGER = /-?\d+/y;

/**
 * Where a name that is written without quotes ends. In an argument list or a filter a path also ends at whatever
 * separates it from its surroundings.
 */
const NAME_ALONE = /[^.[\](\s]+/y;
const NAME_WITHIN = /[^.[\]()\s,=!<>&|~]+/y;

/**
 * Reads one path from the cursor on, as far as it goes.
 * @throws ExpressionSyntaxError
 */
export function parsePathAt(cursor: Cursor, within: boolean): PathSyntax {
  const root = parseRoot(cursor);
  const steps: PathStep[] = [];
  const name = within ? NAME_WITHIN : NAME_ALONE;
  for (;;) {
    const start = cursor.offset;
    const last = steps.at(-1);
    if (accept(cursor, '..')) {
      steps.push({ kind: 'descend' });
      if (cursor.text[cursor.offset] !== '[') steps.push(parseNameOrFunction(cursor, name, start));
    } else if (accept(cursor, '.')) {
      if (accept(cursor, '[')) cursor.offset--;
      else steps.push(parseNameOrFunction(cursor, name, start));
    } else if (cursor.text[cursor.offset] === '[') {
      cursor.offset++;
      steps.push(parseBrackets(cursor));
    } else break;
    if (last?.kind === 'function')
      throw new ExpressionSyntaxError(`Nothing can follow ${last.name}() in a path`, start);
  }
  return { root, steps };
}

function parseRoot(cursor: Cursor): PathSyntax['root'] {
  const start = cursor.offset;
  if (accept(cursor, '@')) return { kind: 'current' };
  if (accept(cursor, '$$')) return { kind: 'context' };
  if (!accept(cursor, '$')) throw new ExpressionSyntaxError("A path starts with '$', '$$' or '$variable'", start);
  const name = take(cursor, VARIABLE_NAME);
  return name === undefined ? { kind: 'input' } : { kind: 'variable', name };
}

function parseNameOrFunction(cursor: Cursor, pattern: RegExp, start: number): PathStep {
  if (accept(cursor, '*')) return { kind: 'wildcard' };
  const name = take(cursor, pattern);
  if (name === undefined) {
    const found = cursor.text[cursor.offset];
    if (found === undefined) throw new ExpressionSyntaxError("A path must not end with '.'", start);
    throw new ExpressionSyntaxError(`Expected a name after '.', but there is '${found}'`, cursor.offset);
  }
  if (cursor.text[cursor.offset] !== '(') return { kind: 'name', name };
  const apply = PATH_FUNCTIONS.get(name);
  if (apply === undefined) {
    const known = [...PATH_FUNCTIONS.keys()].join('(), ');
    throw new ExpressionSyntaxError(`Unknown path function ${name}(); there are ${known}()`, start + 1);
  }
  cursor.offset++;
  skipSpaces(cursor);
  if (!accept(cursor, ')')) throw new ExpressionSyntaxError(`${name}() takes no arguments in a path`, cursor.offset);
  return { kind: 'function', name, apply };
}

/** What stands between `[` (already taken) and `]`. */
function parseBrackets(cursor: Cursor): PathStep {
  skipSpaces(cursor);
  let step: PathStep;
  const next = cursor.text[cursor.offset];
  if (accept(cursor, '*')) step = { kind: 'wildcard' };
  else if (accept(cursor, '?')) {
    skipSpaces(cursor);
    step = { kind: 'filter', test: parseFilter(cursor, parsePathAt) };
  } else if (next === "'" || next === '"') step = parseNames(cursor);
  else step = parseIndexes(cursor);
  skipSpaces(cursor);
  expect(cursor, ']');
  return step;
}

function parseNames(cursor: Cursor): PathStep {
  const names: string[] = [];
  do {
    skipSpaces(cursor);
    const name = parseQuoted(cursor);
    if (name === '') throw new ExpressionSyntaxError('A name in a path must not be empty', cursor.offset);
    names.push(name);
    skipSpaces(cursor);
  } while (accept(cursor, ','));
  const [only] = names;
  return names.length === 1 && only !== undefined ? { kind: 'name', name: only } : { kind: 'names', names };
}

function parseIndexes(cursor: Cursor): PathStep {
  const first = parseInteger(cursor);
  skipSpaces(cursor);
  if (accept(cursor, ':')) {
    skipSpaces(cursor);
    const to = parseInteger(cursor);
    skipSpaces(cursor);
    if (cursor.text[cursor.offset] === ':')
      throw new ExpressionSyntaxError('A slice has a start and an end, and no step', cursor.offset);
    if (first === undefined && to === undefined)
      throw new ExpressionSyntaxError('A slice needs a start or an end', cursor.offset);
    return { kind: 'slice', from: first, to };
  }
  if (first === undefined)
    throw new ExpressionSyntaxError('Expected an index, a slice, a quoted name, * or ?( in [ ]', cursor.offset);
  const indexes = [first];
  while (accept(cursor, ',')) {
    skipSpaces(cursor);
    const index = parseInteger(cursor);
    if (index === undefined) throw new ExpressionSyntaxError("Expected an index after ','", cursor.offset);
    indexes.push(index);
    skipSpaces(cursor);
  }
  return indexes.length === 1 ? { kind: 'index', index: first } : { kind: 'indexes', indexes };
}

function parseInteger(cursor: Cursor): number | undefined {
  const digits = take(cursor, INTEGER);
  return digits === undefined ? undefined : Number(digits);
}
