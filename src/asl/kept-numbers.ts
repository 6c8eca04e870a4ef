import { findInexactNumber } from './exact-numbers.ts';
import { EvaluationError } from './expressions/expression.ts';
import type { JsonValue } from './json.ts';

/** What Node has beyond the JSON of the TypeScript library: https://github.com/tc39/proposal-json-parse-with-source */
interface SourceJson {
  rawJSON(text: string): unknown;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
}

const SOURCE_JSON = JSON as unknown as SourceJson;
/** Only what is kept here has it. */
const DIGITS = Symbol('digits');
/** As long as no number was kept in this process, nobody has to look for one. */
let areAny = false;

interface Digits {
  readonly digits: string;
}

const refuse = ({ digits }: Digits): never => {
  throw new EvaluationError('States.Runtime', describeKept(digits));
};

const HANDLER: ProxyHandler<Digits> = {
  get(target, key) {
    if (key === DIGITS) return target.digits;
    if (key === 'toJSON') return () => SOURCE_JSON.rawJSON(target.digits);
    // It is no promise, which whoever awaits it asks.
    return key === 'then' ? undefined : refuse(target);
  },
  getPrototypeOf: () => null,
  has: refuse,
  ownKeys: refuse,
  getOwnPropertyDescriptor: refuse,
  defineProperty: refuse,
  set: refuse,
  deleteProperty: refuse,
};

/**
 * A number that JavaScript has no value for, as part of a JSON value: `JSON.stringify` writes its digits, so that it is
 * exact wherever it is only handed on. Whatever else is done with it throws EvaluationError, which names it: nothing
 * computes with a number that is not the one in the data.
 */
export function keepNumber(digits: string): JsonValue {
  areAny = true;
  return new Proxy({ digits }, HANDLER) as unknown as JsonValue;
}

/** The digits of a number that was kept; undefined for any other value. */
export function digitsOf(value: JsonValue | undefined): string | undefined {
  if (!areAny || typeof value !== 'object' || value === null) return undefined;
  return (value as { readonly [DIGITS]?: string })[DIGITS];
}

/**
 * To be asked of a value whose type is looked at, since a kept number's would be wrong.
 * @throws EvaluationError when it is a number that was kept
 */
export function refuseKept(value: JsonValue | undefined): void {
  const digits = digitsOf(value);
  if (digits !== undefined) throw new EvaluationError('States.Runtime', describeKept(digits));
}

/**
 * A JSON text as a value, in which numbers that JavaScript would change are kept as they are.
 * @throws SyntaxError for a text that is no JSON
 */
export function parseKeepingNumbers(text: string): JsonValue {
  if (findInexactNumber(text) === undefined) return JSON.parse(text) as JsonValue;
  return SOURCE_JSON.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && findInexactNumber(source) !== undefined
      ? keepNumber(source)
      : value,
  ) as JsonValue;
}

function describeKept(digits: string): string {
  const shown = digits.length > 40 ? `${digits.slice(0, 40)}…` : digits;
  return `The number ${shown} is kept exactly where it is handed on, but nothing can be computed with it here: pass it as a string.`;
}
