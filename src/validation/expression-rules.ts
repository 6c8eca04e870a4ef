import type { Field } from '../asl/fields/field.ts';
import type { PropertyNode } from '../asl/syntax.ts';
import type { RuleContext, Surroundings } from './rule-context.ts';

/** Paths, intrinsic functions and JSONata in one field. */
export function checkExpressions(
  _context: RuleContext,
  _field: Field,
  _property: PropertyNode,
  _pointer: string,
  _surroundings: Surroundings,
): void {}
