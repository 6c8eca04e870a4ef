import type { JsonValue } from '../json.ts';

/** Given back where the values at hand need JSONata itself: an array in the middle of a path, operands of other types. */
export const NOT_DIRECT = Symbol('not direct');

/** Undefined: nothing was found. */
export type Result = JsonValue | undefined | typeof NOT_DIRECT;
