import * as sdk from '@aws-sdk/client-sfn';

/** The fields of a request or an answer as the SDK knows them; the required ones come first. */
export interface FieldsSchema {
  readonly names: readonly string[];
  readonly types: readonly unknown[];
  readonly required: readonly string[];
}

export interface ActionSchema {
  readonly input: FieldsSchema;
  readonly output: FieldsSchema;
}

/** Smithy's own form: `[kind, namespace, name, traits, …]`, lazy where schemas refer to each other. */
type Schema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];
const OPERATION = 9;
const STRUCTURE = 3;
const SIMPLE = 0;

export function readSchema(action: string): ActionSchema {
  const operation = sdk[`${action}$` as keyof typeof sdk] as unknown as Schema | undefined;
  if (operation?.[0] !== OPERATION) throw new Error(`The SDK has no schema of ${action}.`);
  return { input: readFields(operation[4]), output: readFields(operation[5]) };
}

function readFields(lazy: unknown): FieldsSchema {
  const schema = (lazy as () => Schema | 'unit')();
  if (schema === 'unit') return { names: [], types: [], required: [] };
  if (schema[0] !== STRUCTURE) throw new Error(`${schema[2]} is no structure.`);
  const [names, types, required = 0] = schema.slice(4) as [string[], unknown[], number?];
  return { names, types, required: names.slice(0, required) };
}

/** A value that a field of this type cannot be. */
export function wrongValue(type: unknown): unknown {
  const bare = Array.isArray(type) && typeof type[0] !== 'string' && type.length === 2 ? (type[0] as unknown) : type;
  const schema = typeof bare === 'function' ? (bare as () => Schema)() : bare;
  const simple = typeof schema === 'number' || (schema as Schema)[0] === SIMPLE;
  return simple ? { an: 'object' } : 'a text';
}
