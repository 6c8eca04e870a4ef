import type { JsonObject, JsonValue } from '../asl/json.ts';
import type { PolicyContext } from './statement.ts';

/**
 * A field that names something: its text in the policy's terms, or why the policy cannot name it. JSONPath writes a
 * value that only the run knows as `Name.$`, JSONata as `{% … %}`.
 */
export type NamedText = { readonly text: string } | { readonly fault: string };

export function namedText(fields: JsonObject, field: string, context: PolicyContext): NamedText {
  if (Object.hasOwn(fields, `${field}.$`)) return { fault: `${field} is known only when it runs` };
  const value: JsonValue | undefined = Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (value === undefined) return { fault: `${field} is missing` };
  if (typeof value !== 'string') return { fault: `${field} is no text` };
  if (value.startsWith('{%')) return { fault: `${field} is known only when it runs` };
  return substituted(value, context);
}

/** Replaces each `${Name}` of the definition by what it stands for in the policy. */
export function substituted(value: string, { substitutions }: PolicyContext): NamedText {
  const unknown = [...value.matchAll(/\$\{([^}]+)\}/g)].find(([, name = '']) => !Object.hasOwn(substitutions, name));
  if (unknown) return { fault: `nothing says what ${unknown[0]} stands for` };
  return { text: value.replace(/\$\{([^}]+)\}/g, (_, name: string) => substitutions[name] ?? '') };
}

export function serviceArn(service: string, resource: string, { partition, region, accountId }: PolicyContext): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** A name or an ARN: what is a template's function (`${Worker.Arn}`) or begins with `arn:` stays as it is. */
export function arnOf(
  text: string,
  service: string,
  resource: (name: string) => string,
  context: PolicyContext,
): string {
  return text.startsWith('arn:') || /^\$\{[^}]+\}$/.test(text) ? text : serviceArn(service, resource(text), context);
}

/** The keys of a bucket that a key may be which only the run knows: those below what the context says, or any. */
export function keysOf(bucket: string, { keysBelow = {} }: PolicyContext): string {
  return `${Object.hasOwn(keysBelow, bucket) ? (keysBelow[bucket] ?? '') : ''}*`;
}
