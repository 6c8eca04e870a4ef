import { parseExactJson } from '../exact-numbers.ts';
import { isJsonObject, isSameJson, type JsonValue } from '../json.ts';
import { refuseKept } from '../kept-numbers.ts';
import { setKey } from '../values.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import type { ExpressionHost, HashAlgorithm } from './expression.ts';
import { seededRandom } from './java-random.ts';
import { nameType } from './json-values.ts';
import { showJava } from './path-walk.ts';

type ParameterType = 'any' | 'array' | 'string' | 'number' | 'object' | 'boolean';

/** An argument that the function cannot work with; the caller says which function it was. */
export class IntrinsicError extends Error {}

export interface IntrinsicFunction {
  readonly parameters: readonly ParameterType[];
  /** How many of the parameters must be there; all, unless said. */
  readonly required?: number;
  /** Type of any further arguments. */
  readonly rest?: ParameterType;
  /** Called with arguments of the declared number and types. @throws IntrinsicError */
  readonly apply: (args: readonly JsonValue[], host: ExpressionHost) => JsonValue;
}

const TESTS: Readonly<Record<ParameterType, (value: JsonValue) => boolean>> = {
  any: () => true,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  object: isJsonObject,
  boolean: (value) => typeof value === 'boolean',
};

/** The type of the argument at a position, undefined beyond the last. */
function parameterAt(fn: IntrinsicFunction, position: number): ParameterType | undefined {
  return fn.parameters[position] ?? fn.rest;
}

/** What is wrong with an argument's type, if anything. */
export function describeMismatch(fn: IntrinsicFunction, position: number, value: JsonValue): string | undefined {
  const type = parameterAt(fn, position);
  if (type === undefined || type === 'any') return undefined;
  refuseKept(value);
  if (TESTS[type](value)) return undefined;
  return `Argument ${position + 1} must be of type ${type}, but was ${nameType(value)}`;
}

/** What is wrong with the number of arguments, if anything. */
export function describeArity(fn: IntrinsicFunction, given: number): string | undefined {
  const least = fn.required ?? fn.parameters.length;
  const most = fn.rest === undefined ? fn.parameters.length : Infinity;
  if (given >= least && given <= most) return undefined;
  const wanted = least === most ? String(least) : most === Infinity ? `at least ${least}` : `${least} to ${most}`;
  return `Expected ${wanted} argument${/^(at least )?1$/.test(wanted) ? '' : 's'}, but there ${given === 1 ? 'is' : 'are'} ${given}`;
}

const MOST_CHARACTERS = 10_000;
const MOST_RANGE = 1_000;
const INTEGER_LIMIT = 2 ** 31;
const HASHES: ReadonlySet<string> = new Set<HashAlgorithm>(['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512']);

/** Whether there is a hash algorithm of this name; upper and lower case differ. */
export function isHashAlgorithm(name: string): name is HashAlgorithm {
  return HASHES.has(name);
}

function arrayAt(args: readonly JsonValue[], position: number): JsonValue[] {
  const value = args[position];
  if (!Array.isArray(value)) throw new IntrinsicError(`Argument ${position + 1} must be of type array`);
  return value;
}

function textAt(args: readonly JsonValue[], position: number): string {
  const value = args[position];
  if (typeof value !== 'string') throw new IntrinsicError(`Argument ${position + 1} must be of type string`);
  return value;
}

function shortTextAt(args: readonly JsonValue[], position: number): string {
  const text = textAt(args, position);
  if (text.length > MOST_CHARACTERS)
    throw new IntrinsicError(`Argument ${position + 1} must not be longer than ${MOST_CHARACTERS} characters`);
  return text;
}

/** AWS rounds what is no integer to the nearest one, halves upwards. */
function integerAt(args: readonly JsonValue[], position: number): number {
  const value = args[position];
  if (typeof value !== 'number') throw new IntrinsicError(`Argument ${position + 1} must be of type number`);
  // Adding 0 turns -0 into 0.
  const rounded = Math.round(value) + 0;
  if (rounded < -INTEGER_LIMIT || rounded >= INTEGER_LIMIT)
    throw new IntrinsicError(`Argument ${position + 1} must lie between -2147483648 and 2147483647`);
  return rounded;
}

const PLACES = /\\([\\'{}])|\{\}/g;

/** How many values a template of States.Format takes. */
export function countPlaceholders(template: string): number {
  return [...template.matchAll(PLACES)].filter(([found]) => found === '{}').length;
}

/**
 * `{}` in the template stands for the next argument; `\{`, `\}`, `\'` and `\\` for the character itself.
 */
function formatTemplate(template: string, values: readonly JsonValue[]): string {
  let used = 0;
  const text = template.replace(PLACES, (_match, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    const value = values[used++];
    return value === undefined ? '' : showJava(value);
  });
  if (used !== values.length)
    throw new IntrinsicError('The number of arguments does not match the number of occurrences of {} in the template');
  return text;
}

function partition(args: readonly JsonValue[]): JsonValue {
  const items = arrayAt(args, 0);
  const size = integerAt(args, 1);
  if (size < 1) throw new IntrinsicError('The size of a chunk must be a positive integer');
  const chunks: JsonValue[] = [];
  for (let at = 0; at < items.length; at += size) chunks.push(items.slice(at, at + size));
  return chunks;
}

function range(args: readonly JsonValue[]): JsonValue {
  const first = integerAt(args, 0);
  const last = integerAt(args, 1);
  const step = integerAt(args, 2);
  if (step === 0) throw new IntrinsicError('The step must not be 0');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > MOST_RANGE) throw new IntrinsicError(`The range must not hold more than ${MOST_RANGE} elements`);
  return Array.from({ length: count }, (_item, at) => first + at * step);
}

function getItem(args: readonly JsonValue[]): JsonValue {
  const items = arrayAt(args, 0);
  const index = integerAt(args, 1);
  const item = index < 0 ? undefined : items[index];
  if (item === undefined)
    throw new IntrinsicError(`Index ${index} is out of bounds for an array of length ${items.length}`);
  return item;
}

function unique(args: readonly JsonValue[]): JsonValue {
  const seen = new Set<JsonValue>();
  const containers: JsonValue[] = [];
  return arrayAt(args, 0).filter((item) => {
    if (typeof item !== 'object' || item === null) return seen.size !== seen.add(item).size;
    if (containers.some((other) => isSameJson(other, item))) return false;
    containers.push(item);
    return true;
  });
}

function merge([first, second, deep]: readonly JsonValue[]): JsonValue {
  if (deep !== false) throw new IntrinsicError('Only a shallow merge is supported: argument 3 must be false');
  const merged = {};
  for (const source of [first, second])
    if (isJsonObject(source)) for (const [key, value] of Object.entries(source)) setKey(merged, key, value);
  return merged;
}

/** The same seed gives the same number, as AWS promises; whether it is the number that AWS gives is not known. */
function random(args: readonly JsonValue[], host: ExpressionHost): JsonValue {
  const start = integerAt(args, 0);
  const end = integerAt(args, 1);
  if (end <= start) throw new IntrinsicError('The end must be greater than the start');
  const fraction = args.length > 2 ? seededRandom(integerAt(args, 2)) : host.random();
  return start + Math.floor(fraction * (end - start));
}

function parseJson(text: string): JsonValue {
  try {
    return parseExactJson(text);
  } catch (error) {
    throw new IntrinsicError(error instanceof Error ? error.message : String(error));
  }
}

/** Each character of the second argument divides; empty parts are left out. */
function split(args: readonly JsonValue[]): JsonValue {
  const dividers = new Set(textAt(args, 1));
  const parts: string[] = [];
  let part = '';
  for (const character of textAt(args, 0)) {
    if (!dividers.has(character)) part += character;
    else {
      if (part !== '') parts.push(part);
      part = '';
    }
  }
  return part === '' ? parts : [...parts, part];
}

function hash(args: readonly JsonValue[], host: ExpressionHost): JsonValue {
  const algorithm = textAt(args, 1);
  if (!isHashAlgorithm(algorithm))
    throw new IntrinsicError(`Unknown algorithm ${algorithm}; there are ${[...HASHES].join(', ')}`);
  return host.hash(algorithm, shortTextAt(args, 0));
}

function decode(args: readonly JsonValue[]): JsonValue {
  const text = decodeBase64(shortTextAt(args, 0));
  if (text === undefined) throw new IntrinsicError('Argument 1 is not valid Base64');
  return text;
}

/**
 * The intrinsic functions (https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html): parameters,
 * limits and results.
 */
export const INTRINSICS: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  [
    'States.Format',
    {
      parameters: ['string'],
      rest: 'any',
      apply: (args) => formatTemplate(textAt(args, 0), args.slice(1)),
    },
  ],
  ['States.StringToJson', { parameters: ['string'], apply: (args) => parseJson(textAt(args, 0)) }],
  ['States.JsonToString', { parameters: ['any'], apply: ([value]) => JSON.stringify(value ?? null) }],
  ['States.Array', { parameters: [], rest: 'any', apply: (args) => [...args] }],
  ['States.ArrayPartition', { parameters: ['array', 'number'], apply: partition }],
  [
    'States.ArrayContains',
    {
      parameters: ['array', 'any'],
      apply: (args) => arrayAt(args, 0).some((item) => isSameJson(item, args[1] ?? null)),
    },
  ],
  ['States.ArrayRange', { parameters: ['number', 'number', 'number'], apply: range }],
  ['States.ArrayGetItem', { parameters: ['array', 'number'], apply: getItem }],
  ['States.ArrayLength', { parameters: ['array'], apply: (args) => arrayAt(args, 0).length }],
  ['States.ArrayUnique', { parameters: ['array'], apply: unique }],
  ['States.Base64Encode', { parameters: ['string'], apply: (args) => encodeBase64(shortTextAt(args, 0)) }],
  ['States.Base64Decode', { parameters: ['string'], apply: decode }],
  ['States.Hash', { parameters: ['string', 'string'], apply: hash }],
  ['States.JsonMerge', { parameters: ['object', 'object', 'boolean'], apply: merge }],
  ['States.MathRandom', { parameters: ['number', 'number', 'number'], required: 2, apply: random }],
  ['States.MathAdd', { parameters: ['number', 'number'], apply: (args) => integerAt(args, 0) + integerAt(args, 1) }],
  ['States.StringSplit', { parameters: ['string', 'string'], apply: split }],
  ['States.UUID', { parameters: [], apply: (_args, host) => host.uuid() }],
]);
