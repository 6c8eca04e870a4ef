import type { JsonValue } from '../json.ts';
import { parseTimestamp } from './timestamps.ts';

/** One comparison operator of a Choice rule. */
export interface ChoiceOperator {
  /** What stands under the operator: the constant itself, a path to it, or a constant for a variable that may be missing. */
  readonly reads: 'constant' | 'path' | 'presence';
  /** Whether a value can stand on the right side. */
  readonly accepts: (operand: JsonValue) => boolean;
  /** The same in words: `a string`. */
  readonly wants: string;
  /** The test of the variable's value against an accepted operand; undefined where the variable is missing. */
  readonly prepare: (operand: JsonValue) => (value: JsonValue | undefined) => boolean;
}

interface Comparable<T> {
  readonly wants: string;
  readonly convert: (value: JsonValue | undefined) => T | undefined;
}

const TEXT: Comparable<string> = {
  wants: 'a string',
  convert: (value) => (typeof value === 'string' ? value : undefined),
};
const NUMERIC: Comparable<number> = {
  wants: 'a number',
  convert: (value) => (typeof value === 'number' ? value : undefined),
};
const BOOLEAN: Comparable<boolean> = {
  wants: 'true or false',
  convert: (value) => (typeof value === 'boolean' ? value : undefined),
};
const TIMESTAMP: Comparable<bigint> = {
  wants: 'a timestamp such as 2016-03-14T01:59:00Z',
  convert: (value) => (typeof value === 'string' ? parseTimestamp(value) : undefined),
};

const EQUALS = { Equals: <T>(left: T, right: T) => left === right };
const ORDERS = {
  ...EQUALS,
  LessThan: <T>(left: T, right: T) => left < right,
  LessThanEquals: <T>(left: T, right: T) => left <= right,
  GreaterThan: <T>(left: T, right: T) => left > right,
  GreaterThanEquals: <T>(left: T, right: T) => left >= right,
};

type Entry = readonly [string, ChoiceOperator];

/** Each comparison with a constant and, as `…Path`, with what a path leads to. */
function compare<T>(
  prefix: string,
  type: Comparable<T>,
  orders: Readonly<Record<string, (left: T, right: T) => boolean>>,
): Entry[] {
  return Object.entries(orders).flatMap(([name, holds]): Entry[] => {
    const operator = {
      accepts: (operand: JsonValue) => type.convert(operand) !== undefined,
      wants: type.wants,
      prepare: (operand: JsonValue) => {
        const right = type.convert(operand);
        return (value: JsonValue | undefined) => {
          const left = type.convert(value);
          return left !== undefined && right !== undefined && holds(left, right);
        };
      },
    };
    return [
      [prefix + name, { ...operator, reads: 'constant' }],
      [`${prefix}${name}Path`, { ...operator, reads: 'path' }],
    ];
  });
}

function is(name: string, holds: (value: JsonValue | undefined) => boolean): Entry {
  return [
    name,
    {
      reads: name === 'IsPresent' ? 'presence' : 'constant',
      accepts: (operand) => typeof operand === 'boolean',
      wants: 'true or false',
      prepare: (operand) => (value) => holds(value) === operand,
    },
  ];
}

/**
 * `*` stands for any characters, `\*` for itself and `\\` for a backslash. No regular expression, since many stars
 * would make one take for ever: each piece between stars is looked for once, from the left.
 */
function compilePattern(pattern: string): (text: string) => boolean {
  const pieces = [''];
  for (const [token] of pattern.matchAll(/\\[\\*]|[^]/g)) {
    if (token === '*') pieces.push('');
    else pieces.push((pieces.pop() ?? '') + (token.length === 2 ? token.slice(1) : token));
  }
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  return (text) => {
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}

const STRING_MATCHES: Entry = [
  'StringMatches',
  {
    reads: 'constant',
    accepts: (operand) => typeof operand === 'string',
    wants: 'a string',
    prepare: (operand) => {
      const matches = compilePattern(typeof operand === 'string' ? operand : '');
      return (value) => typeof value === 'string' && matches(value);
    },
  },
];

/** The comparison operators (https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html). */
export const CHOICE_OPERATORS: ReadonlyMap<string, ChoiceOperator> = new Map<string, ChoiceOperator>([
  ...compare('String', TEXT, ORDERS),
  ...compare('Numeric', NUMERIC, ORDERS),
  ...compare('Boolean', BOOLEAN, EQUALS),
  ...compare('Timestamp', TIMESTAMP, ORDERS),
  STRING_MATCHES,
  is('IsNull', (value) => value === null),
  is('IsPresent', (value) => value !== undefined),
  is('IsNumeric', (value) => typeof value === 'number'),
  is('IsString', (value) => typeof value === 'string'),
  is('IsBoolean', (value) => typeof value === 'boolean'),
  is('IsTimestamp', (value) => typeof value === 'string' && parseTimestamp(value) !== undefined),
]);
