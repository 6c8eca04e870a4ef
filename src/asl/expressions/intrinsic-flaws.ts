import type { JsonValue } from '../json.ts';
import { countPlaceholders, isHashAlgorithm } from './intrinsic-functions.ts';

/** Values of the arguments as far as they are written out; undefined for a path or a call. */
type Literals = readonly (JsonValue | undefined)[];

const FLAWS: Readonly<Record<string, (literals: Literals) => string | undefined>> = {
  'States.Format': ([template, ...values]) => {
    if (typeof template !== 'string') return undefined;
    const places = countPlaceholders(template);
    if (places === values.length) return undefined;
    return `the template has ${places} {}, and there ${values.length === 1 ? 'is 1 value' : `are ${values.length} values`} to fill in`;
  },
  'States.Hash': ([, algorithm]) =>
    typeof algorithm !== 'string' || isHashAlgorithm(algorithm)
      ? undefined
      : `there is no algorithm '${algorithm}': it is MD5, SHA-1, SHA-256, SHA-384 or SHA-512`,
  'States.JsonMerge': ([, , deep]) =>
    deep === true ? 'only a shallow merge is supported: the third argument is false' : undefined,
  'States.ArrayRange': ([, , step]) => (step === 0 ? 'the step must not be 0' : undefined),
  'States.ArrayPartition': ([, size]) =>
    typeof size === 'number' && size <= 0 ? 'the size of a chunk is 1 or more' : undefined,
};

/**
 * Why a call fails whatever its paths give, as far as its literals tell; undefined where it may succeed.
 * https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export function findFlaw(name: string, literals: Literals): string | undefined {
  const flaw = FLAWS[name]?.(literals);
  return flaw === undefined ? undefined : `${name}: ${flaw}`;
}
