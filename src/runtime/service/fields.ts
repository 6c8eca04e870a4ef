import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { ApiError } from './api-error.ts';

/** What one field of a request may be: lengths in characters, ranges inclusive. */
export interface Field {
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'structure';
  readonly required?: boolean;
  /** Smallest length of a string or list, or smallest number. */
  readonly min?: number;
  readonly max?: number;
  /** Like `max`, but a quota of the service: in bytes of UTF-8, and lifted with `--limits off`. */
  readonly quota?: number;
  readonly values?: readonly string[];
  /** A regular expression that the whole string must match. */
  readonly pattern?: string;
  readonly of?: Field;
  readonly fields?: Fields;
}

export type Fields = Readonly<Record<string, Field>>;

/** The type of a value that passed its field. */
export type ValueOf<F> = F extends { type: 'string'; values: readonly (infer V)[] }
  ? V
  : F extends { type: 'string' }
    ? string
    : F extends { type: 'integer' | 'number' }
      ? number
      : F extends { type: 'boolean' }
        ? boolean
        : F extends { type: 'list'; of: infer I }
          ? readonly ValueOf<I>[]
          : F extends { type: 'structure'; fields: infer S }
            ? InputOf<S>
            : never;

/** The type of a request that passed its table. */
export type InputOf<Fs> = {
  readonly [K in keyof Fs as Fs[K] extends { required: true } ? K : never]: ValueOf<Fs[K]>;
} & {
  readonly [K in keyof Fs as Fs[K] extends { required: true } ? never : K]?: ValueOf<Fs[K]> | undefined;
};

const JAVA_TYPE = {
  string: 'String',
  integer: 'Integer',
  number: 'Float',
  boolean: 'Boolean',
  list: 'ArrayList',
  structure: 'Object',
} as const;

const TOKEN = { string: 'STRING_VALUE', number: 'NUMBER_VALUE', boolean: 'BOOLEAN_VALUE' } as const;

/**
 * Checks a request against its table and returns it without its nulls. Throws AWS's SerializationException for a
 * value of the wrong type, and its ValidationException with every constraint that does not hold.
 */
export function checkFields<Fs extends Fields>(body: JsonObject, fields: Fs, quotas: boolean): InputOf<Fs> {
  const problems: string[] = [];
  const input = checkStructure(body, fields, '', quotas, problems);
  if (problems.length > 0) {
    const count = `${problems.length} validation error${problems.length > 1 ? 's' : ''} detected: `;
    throw new ApiError('ValidationException', count + problems.join('; '));
  }
  return input as InputOf<Fs>;
}

function checkStructure(body: JsonObject, fields: Fields, path: string, quotas: boolean, problems: string[]) {
  const input: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(body)) {
    const at = path === '' ? name : `${path}.${name}`;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) problems.push(`Value at '${at}' failed to satisfy constraint: Member is not known`);
    else if (value !== null) input[name] = checkValue(value, field, at, quotas, problems);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required !== true || Object.hasOwn(input, name)) continue;
    const at = path === '' ? name : `${path}.${name}`;
    problems.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`);
  }
  return input;
}

function checkValue(value: JsonValue, field: Field, at: string, quotas: boolean, problems: string[]): JsonValue {
  const broken = (rule: string) =>
    problems.push(`Value ${show(value)}at '${at}' failed to satisfy constraint: Member must ${rule}`);
  const max = field.max ?? (quotas ? field.quota : undefined);
  const measure = (size: number, what: string) => {
    if (field.min !== undefined && size < field.min) broken(`have ${what} greater than or equal to ${field.min}`);
    if (max !== undefined && size > max) broken(`have ${what} less than or equal to ${max}`);
  };
  if (!hasType(value, field.type)) throw new ApiError('SerializationException', mismatch(value, field.type));
  if (typeof value === 'string') {
    measure(field.quota === undefined ? value.length : Buffer.byteLength(value), 'length');
    if (field.values !== undefined && !field.values.includes(value))
      broken(`satisfy enum value set: [${field.values.join(', ')}]`);
    if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(value))
      broken(`satisfy regular expression pattern: ${field.pattern}`);
  } else if (typeof value === 'number') measure(value, 'value');
  else if (Array.isArray(value)) {
    measure(value.length, 'length');
    const of = field.of;
    if (of !== undefined)
      return value.map((item: JsonValue, index) => checkValue(item, of, `${at}.${index + 1}.member`, quotas, problems));
  } else if (typeof value === 'object' && value !== null)
    return checkStructure(value, field.fields ?? {}, at, quotas, problems);
  return value;
}

function hasType(value: JsonValue, type: Field['type']): boolean {
  if (type === 'list') return Array.isArray(value);
  if (type === 'structure') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return typeof value === 'number' && Number.isSafeInteger(value);
  return typeof value === type;
}

function mismatch(value: JsonValue, type: Field['type']): string {
  const kind = typeof value;
  if (kind === 'string' || kind === 'number' || kind === 'boolean') {
    const article = type === 'integer' || type === 'structure' || type === 'list' ? 'an' : 'a';
    return `${TOKEN[kind]} can not be converted to ${article} ${JAVA_TYPE[type]}`;
  }
  return value !== null && type !== 'structure' && type !== 'list'
    ? `Start of ${Array.isArray(value) ? 'list' : 'structure or map'} found where not expected.`
    : 'Unexpected null or field start token.';
}

/** AWS repeats short values and leaves out long ones. */
function show(value: JsonValue): string {
  if (typeof value === 'number' || (typeof value === 'string' && value.length <= 256)) return `'${value}' `;
  return '';
}
