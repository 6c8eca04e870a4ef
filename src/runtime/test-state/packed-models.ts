import type { Shape } from './api-shape.ts';

/**
 * A shape of an API's model, small enough to be shipped by the thousand. Numbers are places in the table of shapes:
 * of the fields of a structure, or of what an array or a map holds. A range is its least and its greatest value.
 */
export type PackedShape =
  | readonly [{ readonly [field: string]: number }, readonly string[]]
  | readonly ['array' | 'map', number]
  | readonly ['number' | 'string', ...(number | null)[]]
  | readonly ['enum', ...string[]]
  | readonly ['any' | 'boolean'];

/** What one service's actions answer with. */
export interface PackedService {
  /** By action, with a small first letter: places in `shapes`. */
  readonly answers: { readonly [action: string]: number };
  readonly shapes: readonly PackedShape[];
}

/** The shape at a place. What a structure holds is unpacked when it is asked for, since shapes may hold themselves. */
export function unpackShape(shapes: readonly PackedShape[], place: number): Shape {
  const packed = shapes[place] ?? (['any'] as const);
  const [head] = packed;
  if (typeof head === 'object') {
    const [fields, required] = packed as readonly [Readonly<Record<string, number>>, readonly string[]];
    const unpacked = Object.entries(fields).map(([name, at]) => [name, () => unpackShape(shapes, at)] as const);
    return { kind: 'structure', fields: Object.fromEntries(unpacked), required };
  }
  const rest: readonly unknown[] = packed.slice(1);
  switch (head) {
    case 'array':
    case 'map':
      return { kind: head, of: () => unpackShape(shapes, Number(rest[0])) };
    case 'enum':
      return { kind: 'string', values: rest.map(String) };
    case 'number':
    case 'string': {
      const [min, max] = rest as readonly (number | null)[];
      return { kind: head, min: min ?? undefined, max: max ?? undefined };
    }
    default:
      return { kind: head };
  }
}
