import type { JsonValue } from '../asl/json.ts';
import type { TemplateSubstitutions } from './template-substitutions.ts';

export interface ResolvedSubstitutions {
  /** Each name that the definition uses and that has a value. */
  readonly values: Readonly<Record<string, string>>;
  /** One sentence for each name without one, in the order of the text: what it is and what to do. */
  readonly unresolved: readonly string[];
}

/** CloudFormation's rule for a name in DefinitionSubstitutions, with the `::` and `.` that Sub allows. */
const PLACEHOLDER = /\$\{([A-Za-z0-9_:.-]+)\}/g;

/** The names of `${Name}` in a definition's text, each once, in the order of the text. */
export function substitutionNames(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? ''))];
}

/**
 * Finds a value for each `${Name}` that the definition uses: from the flags, else fanout.json, else the template. The
 * names are those of `substitutionNames`.
 */
export function resolveSubstitutions(
  names: readonly string[],
  project: Readonly<Record<string, string>>,
  template: TemplateSubstitutions | undefined,
  flags: Readonly<Record<string, string>> = {},
): ResolvedSubstitutions {
  const values: Record<string, string> = {};
  const unresolved: string[] = [];
  for (const name of names) {
    const source = [flags, project, template?.values ?? {}].find((candidate) => Object.hasOwn(candidate, name));
    const value = source?.[name];
    if (value !== undefined) values[name] = value;
    else
      unresolved.push(`\${${name}} ${reason(name, template)}: give it a value under "substitutions" in fanout.json.`);
  }
  return { values, unresolved };
}

function reason(name: string, template: TemplateSubstitutions | undefined): string {
  if (template?.problem !== undefined) return `has no value (${template.problem.replace(/\.$/, '')})`;
  const fault = template && Object.hasOwn(template.unresolved, name) ? template.unresolved[name] : undefined;
  return fault ?? 'has no value';
}

/** Puts the values into each string and key of a definition. A name without a value stays as it is written. */
export function applySubstitutions(value: JsonValue, values: Readonly<Record<string, string>>): JsonValue {
  const replace = (text: string): string =>
    text.replace(PLACEHOLDER, (whole, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? whole) : whole));
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => applySubstitutions(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [replace(key), applySubstitutions(item, values)]),
  );
}
