import { createHash, randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../src/asl/json.ts';
import type { Compiled, ExpressionHost, ExpressionScope } from '../../../../src/asl/expressions/expression.ts';

export const HOST: ExpressionHost = {
  hash: (algorithm, text) => createHash(algorithm.replace('-', '').toLowerCase()).update(text).digest('hex'),
  random: Math.random,
  uuid: randomUUID,
  now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  monotonic: () => performance.now(),
};

export interface ScopeParts {
  readonly context?: JsonValue;
  readonly variables?: JsonObject;
  readonly result?: JsonValue;
  readonly errorOutput?: JsonValue;
  readonly host?: Partial<ExpressionHost>;
}

export function scopeOf(input: JsonValue, parts: ScopeParts = {}): ExpressionScope {
  const { context = {}, variables = {}, result, errorOutput, host } = parts;
  return {
    input,
    context,
    variables: new Map(Object.entries(variables)),
    result,
    errorOutput,
    host: { ...HOST, ...host },
  };
}

/** The compiled thing, or a failed test that names the problems. */
export function compiled<T>(result: Compiled<T>): T {
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('; '));
  return result.value;
}

export function asObject(value: JsonValue | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Error(`Expected an object, but there is ${JSON.stringify(value)}`);
  return value;
}
