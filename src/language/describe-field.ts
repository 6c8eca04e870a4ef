import type { Field } from '../asl/fields/field.ts';
import { code, link, paragraphs } from './markdown.ts';

const KINDS: Readonly<Partial<Record<Field['value']['kind'], string>>> = {
  string: 'string',
  boolean: 'true or false',
  state: 'name of a state',
  resource: 'ARN',
  timestamp: 'timestamp',
  literal: 'any JSON',
  states: 'states by name',
  jsonata: '{% … %}',
  strings: 'list of strings',
  items: 'array or object',
  referencePath: 'reference path',
  path: 'path',
  contextPath: 'path',
  pathOrIntrinsic: 'path or intrinsic function',
  template: 'JSON with expressions',
};

/** What kind of value a field has, in a few words. */
export function summarizeField(field: Field): string {
  const required = field.required ? ', required' : '';
  return `${describeKind(field)}${required}`;
}

function describeKind({ value }: Field): string {
  switch (value.kind) {
    case 'enum':
      return value.values.join(' | ');
    case 'integer':
    case 'number':
      return value.kind;
    case 'object':
      return value.shape;
    case 'list':
      return `list of ${value.shape}`;
    default:
      return KINDS[value.kind] ?? '';
  }
}

/** What a field means, its limits, and the page that says so, as Markdown. */
export function describeField(field: Field): string {
  return paragraphs(field.about, describeLimits(field).join(' · '), link('AWS documentation', field.page));
}

function describeLimits({
  value,
  required,
  default: fallback,
  queryLanguage,
  mode,
  expression,
  replacedBy,
}: Field): string[] {
  const limits: string[] = [];
  if (required) limits.push('required');
  if (value.kind === 'enum') limits.push(value.values.map(code).join(', '));
  if (value.kind === 'integer' || value.kind === 'number') limits.push(...describeRange(value.min, value.max));
  if (value.kind === 'string' && value.maxLength !== undefined) limits.push(`at most ${value.maxLength} characters`);
  if (value.kind === 'list' && value.minItems > 0) limits.push(`at least ${value.minItems}`);
  if ('nullable' in value) limits.push('or null');
  if (fallback !== undefined) limits.push(`default ${code(String(fallback))}`);
  if (expression) limits.push(`in JSONata also ${code('{% … %}')}`);
  if (queryLanguage !== undefined) limits.push(`${queryLanguage} only`);
  if (mode !== undefined) limits.push(`${mode} Maps only`);
  if (replacedBy !== undefined) limits.push(`replaced by ${code(replacedBy)}`);
  return limits;
}

function describeRange(min: number, max: number | undefined): string[] {
  const show = (limit: number): string => limit.toLocaleString('en-US');
  if (!Number.isFinite(min)) return [];
  return [max === undefined ? `${show(min)} or more` : `${show(min)} to ${show(max)}`];
}
