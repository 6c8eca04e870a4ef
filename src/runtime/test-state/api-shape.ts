import { isJsonObject, type JsonValue } from '../../asl/json.ts';

/** What an API's answer may be, as its model says it. Lengths in characters, ranges inclusive. */
export type Shape =
  | {
      readonly kind: 'string';
      readonly min?: number | undefined;
      readonly max?: number | undefined;
      readonly values?: readonly string[];
    }
  | { readonly kind: 'number'; readonly min?: number | undefined; readonly max?: number | undefined }
  | { readonly kind: 'boolean' | 'any' }
  | { readonly kind: 'array' | 'map'; readonly of: () => Shape }
  | StructureShape;

export interface StructureShape {
  readonly kind: 'structure';
  /** Functions, since a shape may hold itself. */
  readonly fields: Readonly<Record<string, () => Shape>>;
  readonly required: readonly string[];
}

/** STRICT asks for the required fields, too. */
export type ValidationMode = 'STRICT' | 'PRESENT';

/**
 * The first thing in which a value is not as its shape says, as TestState words it: by the name of the innermost field.
 * Undefined when there is none. Fields that the shape does not know are let pass, as on AWS.
 */
export function findMismatch(value: JsonValue, shape: Shape, mode: ValidationMode, name?: string): string | undefined {
  const say = (what: string): string => (name === undefined ? `The result ${what}` : `Field '${name}' ${what}`);
  switch (shape.kind) {
    case 'any':
      return undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : say('must be a boolean');
    case 'number': {
      if (typeof value !== 'number') return say('must be a number');
      if (shape.min !== undefined && value < shape.min) return say('is less than the minimum value');
      return shape.max !== undefined && value > shape.max ? say('exceeds the maximum value') : undefined;
    }
    case 'string': {
      if (typeof value !== 'string') return say('must be a string');
      if (shape.values && !shape.values.includes(value)) return say('is not an expected value');
      if (shape.min !== undefined && value.length < shape.min) return say('is smaller than the minimum length');
      return shape.max !== undefined && value.length > shape.max ? say('exceeds the maximum length') : undefined;
    }
    case 'array':
      if (!Array.isArray(value)) return say('must be an array');
      return firstOf(value, (item) => findMismatch(item, shape.of(), mode, name));
    case 'map':
      if (!isJsonObject(value)) return say('must be an object');
      return firstOf(Object.entries(value), ([key, item]) => findMismatch(item, shape.of(), mode, key));
    case 'structure': {
      if (!isJsonObject(value)) return say('must be an object');
      const missing = shape.required.find((field) => !Object.hasOwn(value, field));
      if (mode === 'STRICT' && missing !== undefined) return `Required field '${missing}' is missing`;
      return firstOf(Object.entries(value), ([field, item]) => {
        const known = Object.hasOwn(shape.fields, field) ? shape.fields[field] : undefined;
        if (known === undefined) return undefined;
        return findMismatch(item, known(), mode, field);
      });
    }
  }
}

function firstOf<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
