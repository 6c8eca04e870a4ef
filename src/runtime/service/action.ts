import { MAX_DATA_BYTES, MAX_DEFINITION_BYTES } from '../../asl/quotas.ts';
import type { JsonObject } from '../../asl/json.ts';
import type { Fields, InputOf } from './fields.ts';
import type { Service } from './service.ts';

/** One action of the API: the table of its request and what it does. */
export interface Action {
  readonly fields: Fields;
  /** `closed` is aborted when the client hangs up before the answer. */
  readonly run: (input: never, service: Service, closed: AbortSignal) => JsonObject | Promise<JsonObject>;
}

/** Ties the type of an action's input to its table. */
export function defineAction<const F extends Fields>(action: {
  readonly fields: F;
  readonly run: (input: InputOf<F>, service: Service, closed: AbortSignal) => JsonObject | Promise<JsonObject>;
}): Action {
  return action;
}

/** An ARN in a request. */
export const ARN = { type: 'string', required: true, min: 1, max: 256 } as const;
/** Of a Map Run, an alias or a version, which may be longer. */
export const LONG_ARN = { type: 'string', required: true, min: 1, max: 2000 } as const;
export const NAME = { type: 'string', required: true, min: 1, max: 80 } as const;
export const TYPE = { type: 'string', values: ['STANDARD', 'EXPRESS'] } as const;
/** Data of an execution, which the interpreter checks once more. */
export const DATA = { type: 'string', quota: MAX_DATA_BYTES } as const;
export const DEFINITION = { type: 'string', required: true, min: 1, quota: MAX_DEFINITION_BYTES } as const;
export const INCLUDED_DATA = { type: 'string', values: ['ALL_DATA', 'METADATA_ONLY'] } as const;
