import type { State } from '../asl/definition.ts';
import { PAGES } from '../asl/fields/pages.ts';
import type { ObjectNode, PropertyNode } from '../asl/syntax.ts';
import { propertyOf } from '../asl/values.ts';
import { changeKey } from './edits.ts';
import type { Fix } from './finding.ts';
import type { Integration } from './integrations.ts';
import { findNearest } from './nearest.ts';
import { spotOfKey } from './report.ts';
import type { RuleContext } from './rule-context.ts';

const SUFFIX = /\.\$$/;

/** The payload of a task; undefined where it is absent, or one whole expression. */
export function payloadOf({ fields, queryLanguage }: State): PropertyNode | undefined {
  return fields.get(queryLanguage === 'JSONata' ? 'Arguments' : 'Parameters');
}

/** What a service wants and does not have, by the names under Parameters or Arguments. */
export function checkParameters(context: RuleContext, state: State, name: string, known: Integration): void {
  const payload = payloadOf(state);
  if (payload?.value?.kind !== 'object') return;
  const { value } = payload;
  const pointer = `${state.pointer}/${payload.key.value}`;
  const isGiven = (each: string): boolean => Boolean(propertyOf(value, each) ?? propertyOf(value, `${each}.$`));
  const missing = known.required.filter((each) => !isGiven(each));
  const mistyped = findMistyped(value, name, known);
  if (missing.length > 0) {
    const meant = mistyped.filter(({ nearest }) => missing.includes(nearest));
    context.report(
      'MISSING_PARAMETER',
      spotOfKey(payload, state.pointer),
      `These fields are required: [${missing.join(', ')}]`,
      { page: PAGES.integrations, fixes: meant.map((each) => fixOf(context, pointer, each)) },
    );
  }
  if (known.oneOf && !known.oneOf.some(isGiven) && !mistyped.some(({ nearest }) => known.oneOf?.includes(nearest)))
    context.report(
      'MISSING_PARAMETER',
      spotOfKey(payload, state.pointer),
      `One of these fields is required: [${known.oneOf.join(', ')}]`,
      { page: PAGES.integrations },
    );
  for (const each of mistyped)
    if (!missing.includes(each.nearest))
      context.report(
        'UNKNOWN_PARAMETER',
        spotOfKey(each.property, pointer),
        `There is no parameter '${nameOf(each.property)}': is '${each.nearest}' meant?`,
        { page: PAGES.integrations, fixes: [fixOf(context, pointer, each)] },
      );
}

interface Mistyped {
  readonly property: PropertyNode;
  readonly nearest: string;
}

function nameOf({ key }: PropertyNode): string {
  return key.value.endsWith('.$') ? key.value.slice(0, -2) : key.value;
}

/** Names that are nearly those of parameters. Of SDK integrations it is known that all begin with a capital. */
function findMistyped(node: ObjectNode, name: string, { parameters }: Integration): Mistyped[] {
  const isSdk = name.startsWith('aws-sdk:');
  if (parameters === undefined && !isSdk) return [];
  if (parameters && node.properties.every((property) => parameters.includes(nameOf(property)))) return [];
  const present = new Set(node.properties.map(nameOf));
  return node.properties.flatMap((property) => {
    const own = nameOf(property);
    if (parameters?.includes(own) === true) return [];
    const nearest = isSdk
      ? /^[a-z]/.test(own) && own.charAt(0).toUpperCase() + own.slice(1)
      : findNearest(own, parameters ?? []);
    return typeof nearest === 'string' && !present.has(nearest) ? [{ property, nearest }] : [];
  });
}

function fixOf({ definition }: RuleContext, pointer: string, { property, nearest }: Mistyped): Fix {
  const suffix = SUFFIX.test(property.key.value) ? '.$' : '';
  return changeKey(definition, spotOfKey(property, pointer).pointer, nearest + suffix);
}
