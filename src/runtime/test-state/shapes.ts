import type { Shape, StructureShape } from './api-shape.ts';

/** Texts, time stamps and bytes, which all are strings in Step Functions. */
export const STRING: Shape = { kind: 'string' };
export const NUMBER: Shape = { kind: 'number' };
export const BOOLEAN: Shape = { kind: 'boolean' };
export const ANY: Shape = { kind: 'any' };

export function arrayOf(of: Shape): Shape {
  return { kind: 'array', of };
}

export function mapOf(of: Shape): Shape {
  return { kind: 'map', of };
}

/** One of these texts. */
export function oneOf(...values: readonly string[]): Shape {
  return { kind: 'string', values };
}

export function structure(fields: StructureShape['fields'], required: readonly string[] = []): StructureShape {
  return { kind: 'structure', fields, required };
}
