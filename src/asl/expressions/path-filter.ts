import { isJsonObject, isSameJson, type JsonValue } from '../json.ts';
import { refuseKept } from '../kept-numbers.ts';
import {
  accept,
  expect,
  ExpressionSyntaxError,
  parseDeeper,
  parseQuoted,
  skipSpaces,
  take,
  takeScalar,
  type Cursor,
} from './cursor.ts';
import type { FilterTest, PathSyntax } from './path-steps.ts';
import { readSteps } from './path-walk.ts';

/** The parser of paths, passed in since paths hold filters and filters hold paths. */
type ParsePath = (cursor: Cursor, within: boolean) => PathSyntax;
/** One side of a comparison; undefined where a path leads nowhere. */
type Operand = (element: JsonValue, root: JsonValue) => JsonValue | undefined;
type Comparison = (left: JsonValue | undefined, right: JsonValue | undefined) => boolean;

const OPERATOR = /==|!=|<=|>=|=~|<|>|(?:in|nin|subsetof|anyof|noneof|contains|size|empty)\b/iy;
const FLAGS = /[a-z]*/y;

/**
 * Reads `(…)` of `[?(…)]`: comparisons joined by `&&`, `||`, `!` and parentheses, with the operators of Jayway JsonPath
 * (https://github.com/json-path/JsonPath#filter-operators).
 * @throws ExpressionSyntaxError
 */
export function parseFilter(cursor: Cursor, parsePath: ParsePath): FilterTest {
  expect(cursor, '(');
  const test = parseDeeper(cursor, () => parseOr(cursor, parsePath));
  skipSpaces(cursor);
  expect(cursor, ')');
  return test;
}

function acceptNext(cursor: Cursor, operator: string): boolean {
  skipSpaces(cursor);
  return accept(cursor, operator);
}

function parseOr(cursor: Cursor, parsePath: ParsePath): FilterTest {
  const tests = [parseAnd(cursor, parsePath)];
  while (acceptNext(cursor, '||')) tests.push(parseAnd(cursor, parsePath));
  const [only] = tests;
  return tests.length === 1 && only ? only : (element, root) => tests.some((test) => test(element, root));
}

function parseAnd(cursor: Cursor, parsePath: ParsePath): FilterTest {
  const tests = [parseUnary(cursor, parsePath)];
  while (acceptNext(cursor, '&&')) tests.push(parseUnary(cursor, parsePath));
  const [only] = tests;
  return tests.length === 1 && only ? only : (element, root) => tests.every((test) => test(element, root));
}

function parseUnary(cursor: Cursor, parsePath: ParsePath): FilterTest {
  skipSpaces(cursor);
  if (accept(cursor, '!')) {
    const test = parseDeeper(cursor, () => parseUnary(cursor, parsePath));
    return (element, root) => !test(element, root);
  }
  if (cursor.text[cursor.offset] === '(') return parseFilter(cursor, parsePath);
  return parseComparison(cursor, parsePath);
}

function parseComparison(cursor: Cursor, parsePath: ParsePath): FilterTest {
  const start = cursor.offset;
  const left = parseOperand(cursor, parsePath);
  skipSpaces(cursor);
  const operator = take(cursor, OPERATOR);
  if (operator === undefined) {
    if (!isPathStart(cursor.text[start]))
      throw new ExpressionSyntaxError('Expected a comparison in the filter', cursor.offset);
    return (element, root) => left(element, root) !== undefined;
  }
  skipSpaces(cursor);
  if (operator === '=~') {
    const pattern = parsePattern(cursor);
    return (element, root) => {
      const value = left(element, root);
      return typeof value === 'string' && pattern.test(value);
    };
  }
  const compare = COMPARISONS.get(operator.toLowerCase());
  if (compare === undefined) throw new ExpressionSyntaxError(`Unknown filter operator ${operator}`, start);
  const right = parseOperand(cursor, parsePath);
  return (element, root) => compare(left(element, root), right(element, root));
}

function isPathStart(character: string | undefined): boolean {
  return character === '@' || character === '$';
}

function parseOperand(cursor: Cursor, parsePath: ParsePath): Operand {
  skipSpaces(cursor);
  const start = cursor.offset;
  const character = cursor.text[start];
  if (isPathStart(character)) {
    const path = parsePath(cursor, true);
    if (path.root.kind === 'current') return (element) => readSteps(path.steps, element, element);
    if (path.root.kind === 'input') return (_element, root) => readSteps(path.steps, root, root);
    throw new ExpressionSyntaxError("A path in a filter starts with '@' or '$'", start);
  }
  const value = parseLiteral(cursor);
  return () => value;
}

function parseLiteral(cursor: Cursor): JsonValue {
  skipSpaces(cursor);
  const start = cursor.offset;
  const character = cursor.text[start];
  if (character === "'" || character === '"') return parseQuoted(cursor);
  if (accept(cursor, '[')) {
    const items: JsonValue[] = [];
    skipSpaces(cursor);
    if (accept(cursor, ']')) return items;
    do {
      items.push(parseDeeper(cursor, () => parseLiteral(cursor)));
      skipSpaces(cursor);
    } while (accept(cursor, ','));
    expect(cursor, ']');
    return items;
  }
  const value = takeScalar(cursor);
  if (value !== undefined) return value;
  throw new ExpressionSyntaxError('Expected a path, a string, a number, true, false, null or a list', start);
}

/** `/…/flags`. A pattern must match the whole string, as Java's `matches` does. */
function parsePattern(cursor: Cursor): RegExp {
  const start = cursor.offset;
  expect(cursor, '/');
  let source = '';
  while (cursor.text[cursor.offset] !== '/') {
    const character = cursor.text[cursor.offset++];
    if (character === undefined) throw new ExpressionSyntaxError('The regular expression is not closed', start);
    source += character;
    if (character === '\\') source += cursor.text[cursor.offset++] ?? '';
  }
  cursor.offset++;
  const flags = take(cursor, FLAGS) ?? '';
  try {
    return new RegExp(`^(?:${source})$`, flags);
  } catch {
    throw new ExpressionSyntaxError(`/${source}/${flags} is no regular expression`, start);
  }
}

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['==', equalLoosely],
  ['!=', (left, right) => !equalLoosely(left, right)],
  ['<', (left, right) => order(left, right, (sign) => sign < 0)],
  ['<=', (left, right) => order(left, right, (sign) => sign <= 0)],
  ['>', (left, right) => order(left, right, (sign) => sign > 0)],
  ['>=', (left, right) => order(left, right, (sign) => sign >= 0)],
  ['in', isIn],
  ['nin', (left, right) => !isIn(left, right)],
  ['subsetof', (left, right) => Array.isArray(left) && left.every((item) => isIn(item, right))],
  ['anyof', (left, right) => Array.isArray(left) && left.some((item) => isIn(item, right))],
  ['noneof', (left, right) => Array.isArray(left) && !left.some((item) => isIn(item, right))],
  ['contains', contains],
  ['size', (left, right) => lengthOf(left) !== undefined && lengthOf(left) === right],
  ['empty', (left, right) => lengthOf(left) !== undefined && (lengthOf(left) === 0) === right],
]);

/** A string and a number are equal when they are written the same. */
function equalLoosely(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (typeof left === 'string' && typeof right === 'number') return left === String(right);
  if (typeof left === 'number' && typeof right === 'string') return left === Number(right);
  return isSameJson(left, right);
}

function order(left: JsonValue | undefined, right: JsonValue | undefined, holds: (sign: number) => boolean): boolean {
  refuseKept(left);
  refuseKept(right);
  if (typeof left === 'number' && typeof right === 'number') return holds(left - right);
  if (typeof left === 'string' && typeof right === 'string') return holds(left < right ? -1 : left > right ? 1 : 0);
  return false;
}

function isIn(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  return Array.isArray(right) && right.some((item) => equalLoosely(left, item));
}

function contains(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
  return isIn(right, left);
}

function lengthOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : undefined;
}
