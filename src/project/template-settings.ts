import type { ValueNode } from '../asl/syntax.ts';
import { numberIn, resolveParameter, type TemplateResources } from './template-resources.ts';

/** Something of a template that a local run cannot tell, or does not do: one sentence that names it. */
export class Refusal extends Error {}

/** What a setting may be, and what it is where the template does not say it. */
export interface Range {
  readonly least: number;
  readonly most: number;
  readonly otherwise: number;
}

/** The whole number `key` of what is called `name`. Throws a Refusal where it is none, or out of its range. */
export function numberOf(
  template: TemplateResources,
  name: string,
  key: string,
  node: ValueNode | undefined,
  { least, most, otherwise }: Range,
): number {
  if (node === undefined) return otherwise;
  const value = numberIn(template, node);
  if (value === undefined) throw new Refusal(`${key} of ${name} is not known before it is deployed.`);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Refusal(`${key} of ${name} is ${value}, and must be a whole number from ${least} to ${most}.`);
}

/** Whether `key` of what is called `name` is true; it is not where it is not said. */
export function flagOf(template: TemplateResources, name: string, key: string, node: ValueNode | undefined): boolean {
  const value = resolveParameter(template, node);
  if (value === undefined) return false;
  if (value.kind === 'boolean') return value.value;
  if (value.kind === 'string' && /^(true|false)$/i.test(value.value)) return value.value.toLowerCase() === 'true';
  throw new Refusal(`${key} of ${name} is not known before it is deployed.`);
}

/** Throws a Refusal where one of these is set, unless to false or 0. */
export function refuseSet(
  template: TemplateResources,
  name: string,
  at: (key: string) => ValueNode | undefined,
  keys: readonly string[],
): void {
  for (const key of keys) {
    const node = at(key);
    const isOff = node?.kind === 'boolean' ? !node.value : numberIn(template, node) === 0;
    if (node && !isOff) throw new Refusal(`${key} of ${name} is set, which a local run does not do.`);
  }
}
