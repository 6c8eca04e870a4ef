/**
 * Run-time checks of what crosses a wall between processes. A check says what is wrong and where (`graph.nodes[3].x is
 * not a number`), or nothing. Unknown properties are allowed, so that a newer side can say more than an older one knows.
 */
export interface Check<T> {
  (value: unknown, at: string): string | undefined;
  /** Only there for the type system. */
  readonly checked?: T;
}

/** What a check lets through. */
export type Checked<C> = C extends Check<infer T> ? T : never;

export const string: Check<string> = (value, at) => (typeof value === 'string' ? undefined : `${at} is not a string`);

export const number: Check<number> = (value, at) =>
  typeof value === 'number' && Number.isFinite(value) ? undefined : `${at} is not a number`;

export const boolean: Check<boolean> = (value, at) =>
  typeof value === 'boolean' ? undefined : `${at} is not a boolean`;

/** For messages that only have a name. Also what a handler answers that has nothing to say. */
export const nothing: Check<undefined> = (value, at) =>
  value === undefined || value === null ? undefined : `${at} should be absent`;

export function oneOf<const T extends string>(...values: readonly T[]): Check<T> {
  return (value, at) => (values.some((each) => each === value) ? undefined : `${at} is none of ${values.join(', ')}`);
}

/** Absent, undefined or of the type: JSON drops what is undefined. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, at) => (value === undefined || value === null ? undefined : check(value, at));
}

export function array<T>(check: Check<T>): Check<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} is not an array`;
    for (const [index, item] of value.entries()) {
      const problem = check(item, `${at}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

export function record<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, at) => {
    if (!isRecord(value)) return `${at} is not an object`;
    for (const [key, item] of Object.entries(value)) {
      const problem = check(item, `${at}[${JSON.stringify(key)}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** An object with at least these properties. `T` is an interface that is written down elsewhere, with the same keys. */
export function object<T extends object>(checks: { readonly [Key in keyof T]-?: Check<T[Key]> }): Check<T> {
  return (value, at) => {
    if (!isRecord(value)) return `${at} is not an object`;
    for (const key in checks) {
      const problem = checks[key](Object.hasOwn(value, key) ? value[key] : undefined, `${at}.${key}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
