import type { TemplateSubstitutions } from './template-substitutions.ts';

/**
 * A value for each `${Name}` that has one locally: from the flags, else fanout.json, else the template.
 * `applySubstitutions` (asl) puts them into a definition, and says which names are left.
 */
export function substitutionValues(
  project: Readonly<Record<string, string>>,
  template: TemplateSubstitutions | undefined,
  flags: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { ...template?.values, ...project, ...flags };
}

/** One sentence on a name that has no value: why, and what to do. */
export function describeUnresolved(name: string, template: TemplateSubstitutions | undefined): string {
  return `\${${name}} ${reason(name, template)}: give it a value under "substitutions" in fanout.json.`;
}

function reason(name: string, template: TemplateSubstitutions | undefined): string {
  if (template?.problem !== undefined) return `has no value (${template.problem.replace(/\.$/, '')})`;
  const fault = template && Object.hasOwn(template.unresolved, name) ? template.unresolved[name] : undefined;
  return fault ?? 'has no value';
}
