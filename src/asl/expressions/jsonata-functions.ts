import type jsonata from 'jsonata';
import type { JsonValue } from '../json.ts';
import type { ExpressionHost } from './expression.ts';
import { INTRINSICS, IntrinsicError, seededRandom } from './intrinsic-functions.ts';

/** The binding that carries the host into functions. No JSONata variable can be spelled so. */
export const HOST_BINDING = 'expression host';

type Implementation = (this: jsonata.Focus, ...args: (JsonValue | undefined)[]) => unknown;

interface JsonataFunction {
  readonly signature: string;
  readonly implementation: Implementation;
}

function hostOf(focus: jsonata.Focus): ExpressionHost {
  return focus.environment.lookup(HOST_BINDING) as ExpressionHost;
}

/** The same function as an intrinsic one; nothing in gives nothing out, as JSONata's own functions do. */
function asIntrinsic(name: string): Implementation {
  const intrinsic = INTRINSICS.get(name);
  return function (...args) {
    const given = args.filter((argument) => argument !== undefined);
    if (given.length < args.length) return undefined;
    if (intrinsic === undefined) throw new IntrinsicError(`${name} is missing`);
    return intrinsic.apply(given, hostOf(this));
  };
}

/** JSONata's own `$fromMillis`, for the texts that `$now` gives. */
interface LibraryFunction {
  readonly implementation: Implementation;
}

/**
 * What AWS adds to JSONata (https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html, "JSONata
 * functions provided by Step Functions"), and JSONata's functions of chance and time, which a pure room takes from its
 * host.
 */
export const JSONATA_FUNCTIONS: ReadonlyMap<string, JsonataFunction> = new Map<string, JsonataFunction>([
  ['partition', { signature: '<an:a>', implementation: asIntrinsic('States.ArrayPartition') }],
  ['range', { signature: '<nnn:a>', implementation: asIntrinsic('States.ArrayRange') }],
  ['hash', { signature: '<ss:s>', implementation: asIntrinsic('States.Hash') }],
  ['parse', { signature: '<s:x>', implementation: asIntrinsic('States.StringToJson') }],
  ['uuid', { signature: '<:s>', implementation: asIntrinsic('States.UUID') }],
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
