import type { Field, FieldValue } from '../asl/fields/field.ts';
import type { PropertyNode, ValueNode } from '../asl/syntax.ts';
import { isSubstituted } from '../asl/values.ts';
import { changeString } from './edits.ts';
import { checkExpressions } from './expression-rules.ts';
import type { Fix } from './finding.ts';
import { findNearest } from './nearest.ts';
import { spotOfKey, spotOfValue } from './report.ts';
import type { RuleContext, Surroundings } from './rule-context.ts';

/** A `{% … %}` string, complete or not: what it holds is for the rules of expressions. */
const EXPRESSION = /^\{%|%\}$/;

/** RFC 3339 with an upper-case T, and an upper-case Z where there is no offset. https://www.rfc-editor.org/rfc/rfc3339 */
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** A value against what its field may hold. Values that only the deployment knows are taken as they are. */
export function checkValue(
  context: RuleContext,
  field: Field,
  property: PropertyNode,
  pointer: string,
  surroundings: Surroundings,
): void {
  const { value } = property;
  if (value === undefined) {
    context.reject(spotOfKey(property, pointer), `'${field.name}' has no value.`, field.page);
    return;
  }
  if (value.kind === 'substitution') return;
  const isExpression = surroundings.language === 'JSONata' && field.expression && isExpressionString(value);
  if (!isExpression && !(isSubstituted(value) && takesText(field.value))) {
    const problem = describeProblem(field.value, value, surroundings, field);
    if (problem !== undefined) {
      context.reject(
        spotOfValue(property, pointer),
        problem,
        field.page,
        fixOf(context, field, value, spotOfValue(property, pointer).pointer),
      );
      return;
    }
  }
  checkExpressions(context, field, property, pointer, surroundings);
}

function isExpressionString(value: ValueNode): boolean {
  return value.kind === 'string' && EXPRESSION.test(value.value);
}

/** A `${Name}` in quotes becomes text: it can be any text, and a number nowhere. */
function takesText({ kind }: FieldValue): boolean {
  return kind !== 'object' && kind !== 'list' && kind !== 'states';
}

function describeProblem(
  expected: FieldValue,
  value: Exclude<ValueNode, { kind: 'substitution' }>,
  { language }: Surroundings,
  field: Field,
): string | undefined {
  switch (expected.kind) {
    case 'string':
      return describeString(expected.maxLength, value, field.name);
    case 'integer':
    case 'number':
      return describeNumber(expected, value, field, language);
    case 'boolean':
      return value.kind === 'boolean' ? undefined : expectedType('Boolean');
    case 'enum':
      return value.kind === 'string' && expected.values.includes(value.value)
        ? undefined
        : `'${field.name}' must be one of: [${expected.values.join(', ')}]`;
    case 'state':
    case 'resource':
      return value.kind === 'string' ? undefined : expectedType('String');
    case 'timestamp':
      return value.kind === 'string' && isTimestamp(value.value)
        ? undefined
        : 'String does not match RFC3339 timestamp';
    case 'jsonata':
      return value.kind === 'string' || value.kind === 'boolean' ? undefined : expectedType('String');
    case 'referencePath':
    case 'path':
    case 'contextPath':
    case 'pathOrIntrinsic':
      if (value.kind === 'string' || (value.kind === 'null' && expected.nullable)) return undefined;
      return expectedType('String');
    case 'template':
      return expected.object && value.kind !== 'object' ? expectedType('Object') : undefined;
    case 'items':
      return value.kind === 'array' || value.kind === 'object' || isExpressionString(value)
        ? undefined
        : 'Items must be an array, an object or a {% … %} expression.';
    case 'strings':
      return describeStrings(value, field.name);
    case 'object':
    case 'states':
      return value.kind === 'object' ? undefined : expectedType('Object');
    case 'list':
      return value.kind === 'array' ? undefined : expectedType('Array');
    case 'literal':
      return undefined;
  }
}

function expectedType(name: string): string {
  return `Expected value of type ${name}`;
}

function describeString(maxLength: number | undefined, value: ValueNode, name: string): string | undefined {
  if (value.kind !== 'string') return expectedType('String');
  if (maxLength !== undefined && value.value.length > maxLength) return `${name} cannot exceed ${maxLength} characters`;
  return undefined;
}

function describeNumber(
  { kind, min, max }: Extract<FieldValue, { min: number }>,
  value: ValueNode,
  field: Field,
  language: string,
): string | undefined {
  const isWhole = kind === 'integer';
  if (value.kind !== 'number' || (isWhole && !Number.isInteger(value.value))) {
    const type = expectedType(isWhole ? 'Integer' : 'Number');
    return language === 'JSONata' && field.expression ? `${type}, or a {% … %} expression` : type;
  }
  const show = (limit: number): string => (isWhole ? String(limit) : limit.toFixed(1));
  if (value.value < min) return `Minimum value is ${show(min)}`;
  if (max !== undefined && value.value > max) return `Maximum value is ${show(max)}`;
  return undefined;
}

function describeStrings(value: ValueNode, name: string): string | undefined {
  if (value.kind !== 'array') return expectedType('Array');
  if (value.items.length === 0) return `'${name}' must not be empty.`;
  return value.items.every((item) => item.kind === 'string' || item.kind === 'substitution')
    ? undefined
    : `'${name}' must hold strings only.`;
}

function isTimestamp(text: string): boolean {
  const parts = TIMESTAMP.exec(text);
  if (!parts) return false;
  const [year = 0, month = 0, day = 0] = parts.slice(1, 4).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function fixOf(
  context: RuleContext,
  field: Field,
  value: ValueNode,
  pointer: string,
): { readonly fixes?: readonly Fix[] } {
  if (field.value.kind !== 'enum' || value.kind !== 'string') return {};
  const nearest = findNearest(value.value, field.value.values);
  return nearest === undefined ? {} : { fixes: [changeString(context.definition, pointer, nearest)] };
}
