import type jsonata from 'jsonata';
import type { JsonValue } from '../json.ts';
import type { ExpressionHost } from './expression.ts';
import { isHashAlgorithm } from './intrinsic-functions.ts';
import { seededRandom } from './java-random.ts';
import { parseJsonStrictly } from './strict-json.ts';

/** The binding that carries the host into functions. No JSONata variable can be spelled so. */
export const HOST_BINDING = 'expression host';

type Implementation = (this: jsonata.Focus, ...args: (JsonValue | undefined)[]) => unknown;

interface JsonataFunction {
  /** https://docs.jsonata.org/embedding-extending#function-signature-syntax; what may be left out gives nothing. */
  readonly signature: string;
  readonly implementation: Implementation;
}

/** An error that JSONata lets through with its code, as it does those of its own functions. */
interface CodedError {
  readonly code: string;
  readonly message: string;
}

/** Elements of a `$range` beyond which AWS gives up, measured there. */
const MOST_RANGE = 360_145;

function hostOf(focus: jsonata.Focus): ExpressionHost {
  return focus.environment.lookup(HOST_BINDING) as ExpressionHost;
}

function fail(message: string): never {
  const error: CodedError = { code: 'D3137', message };
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- JSONata reads codes off plain objects only
  throw error;
}

/** Without a size all items are one chunk; with 0, and without items, there is nothing. */
const partition: Implementation = (items, size) => {
  if (!Array.isArray(items) || items.length === 0) return undefined;
  if (size === undefined) return [items];
  const length = Math.trunc(Number(size));
  if (length < 0) fail('Second argument must be zero or greater');
  if (length === 0) return undefined;
  const chunks: JsonValue[] = [];
  for (let at = 0; at < items.length; at += length) chunks.push(items.slice(at, at + length));
  return chunks;
};

/** A sequence, as JSONata's own ranges are: one element stands for itself, none is nothing. */
const range: Implementation = (start, end, step) => {
  if (typeof start !== 'number' || typeof end !== 'number' || typeof step !== 'number') return undefined;
  const [first, last, by] = [Math.trunc(start), Math.trunc(end), Math.trunc(step)];
  const count = by === 0 ? 0 : Math.floor((last - first) / by) + 1;
  if (count <= 0) return undefined;
  if (count > MOST_RANGE)
    throw new Error('Expression evaluation memory limit exceeded: Check for excessive memory usage');
  const numbers = Array.from({ length: count }, (_item, at) => first + at * by);
  return Object.defineProperty(numbers, 'sequence', { value: true });
};

const hash: Implementation = function (text, algorithm) {
  if (typeof text !== 'string' || typeof algorithm !== 'string') return undefined;
  if (!isHashAlgorithm(algorithm)) fail(`Unsupported hash algorithm: ${algorithm}`);
  return hostOf(this).hash(algorithm, text);
};

const parse: Implementation = (text) => {
  if (typeof text !== 'string') return undefined;
  let value: JsonValue | undefined;
  try {
    value = parseJsonStrictly(text);
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  return value === undefined ? fail('Invalid JSON') : value;
};

/** JSONata's own `$fromMillis`, for the texts that `$now` gives. */
interface LibraryFunction {
  readonly implementation: Implementation;
}

/**
 * What AWS adds to JSONata (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html, "JSONata
 * functions provided by Step Functions"), and JSONata's functions of chance and time, which a pure room takes from its
 * host. Numbers that have to be integers lose their fraction.
 */
export const JSONATA_FUNCTIONS: ReadonlyMap<string, JsonataFunction> = new Map<string, JsonataFunction>([
  ['partition', { signature: '<an?:a>', implementation: partition }],
  ['range', { signature: '<nnn?:a>', implementation: range }],
  ['hash', { signature: '<ss?:s>', implementation: hash }],
  ['parse', { signature: '<s?:x>', implementation: parse }],
  [
    'uuid',
    {
      signature: '<:s>',
      implementation() {
        return hostOf(this).uuid();
      },
    },
  ],
  [
    'random',
    {
      signature: '<n?:n>',
      implementation(seed) {
        return typeof seed === 'number' ? seededRandom(seed) : hostOf(this).random();
      },
    },
  ],
  [
    'millis',
    {
      signature: '<:n>',
      implementation() {
        return hostOf(this).now();
      },
    },
  ],
  [
    'now',
    {
      signature: '<s?s?:s>',
      implementation(picture, timezone) {
        const fromMillis = this.environment.lookup('fromMillis') as LibraryFunction;
        return fromMillis.implementation.call(this, hostOf(this).now(), picture, timezone);
      },
    },
  ],
]);
