import { isJsonObject, type JsonValue } from '../asl/json.ts';
import type { ResultRecord } from './result-records.ts';

/** Failures that have error and cause in common. */
export interface FailureGroup {
  /** As the records have it; undefined: they do not say. */
  readonly error: string | undefined;
  /** See `causeOf`; undefined: they do not say. */
  readonly cause: string | undefined;
  readonly count: number;
  /** Stands for all further causes of the error, which were too many to be told apart. */
  readonly isRest: boolean;
}

/** How many groups are told apart; the causes beyond are counted together. */
export const MOST_GROUPS = 1000;

/** Counts failures by error and cause, in bounded memory. */
export class FailureGroups {
  readonly #byKey = new Map<string, { -readonly [Key in keyof FailureGroup]: FailureGroup[Key] }>();

  add(record: ResultRecord): void {
    const { error } = record;
    const cause = causeOf(record.cause);
    const known = this.#byKey.get(keyOf(error, cause, false));
    if (known !== undefined) {
      known.count++;
      return;
    }
    const isRest = this.#byKey.size >= MOST_GROUPS;
    const key = keyOf(error, isRest ? undefined : cause, isRest);
    const group = this.#byKey.get(key);
    if (group !== undefined) group.count++;
    else this.#byKey.set(key, { error, cause: isRest ? undefined : cause, count: 1, isRest });
  }

  /** The largest first. */
  list(): readonly FailureGroup[] {
    return [...this.#byKey.values()].toSorted((one, other) => other.count - one.count);
  }
}

/**
 * What a cause has in common with others: of an error of a Lambda function its `errorMessage`, since request id and
 * stack trace differ each time (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html); of any other cause
 * its text.
 */
export function causeOf(cause: string | undefined): string | undefined {
  if (cause?.startsWith('{') !== true) return cause;
  try {
    const value = JSON.parse(cause) as JsonValue;
    return isJsonObject(value) && typeof value.errorMessage === 'string' ? value.errorMessage : cause;
  } catch {
    return cause;
  }
}

function keyOf(error: string | undefined, cause: string | undefined, isRest: boolean): string {
  return JSON.stringify([error ?? null, cause ?? null, isRest]);
}
