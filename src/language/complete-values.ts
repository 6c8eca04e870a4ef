import { ERROR_NAMES } from '../asl/error-names.ts';
import { formatPointer, nodeAt } from '../asl/pointer.ts';
import { findIntegration, listIntegrations } from '../validation/integrations.ts';
import { ABOUT_ERRORS } from './about-errors.ts';
import type { Spot } from './complete.ts';
import type { CompletionList } from './completion.ts';
import { initialValue, itemValue, S3_RESOURCES, variantsOf } from './field-value.ts';
import { hole } from './snippet.ts';
import { stateSnippets } from './snippets.ts';
import { errorsOf } from './variables.ts';

/** The values that a field may have, as far as there is a list of them. */
export function completeValue(spot: Spot, list: CompletionList): void {
  const { place } = spot;
  switch (place.kind) {
    case 'value':
      completeScalar(spot, list);
      return;
    case 'item':
      if (place.field.name === 'ErrorEquals') completeErrors(spot, list);
      return;
    case 'list':
    case 'object':
    case 'untyped':
      completeNested(spot, list);
      return;
    case 'states':
    case 'payload':
  }
}

function completeScalar(spot: Spot, list: CompletionList): void {
  const { place } = spot;
  if (place.kind !== 'value') return;
  const { field, scope, state } = place;
  switch (field.value.kind) {
    case 'enum':
      for (const value of field.value.values) {
        const detail = value === field.default ? 'default' : '';
        list.addValue({ label: value, kind: 'value', detail, about: field.about }, value);
      }
      return;
    case 'boolean':
      for (const value of [true, false])
        list.addValue({ label: String(value), kind: 'value', about: field.about }, value);
      return;
    case 'state':
      // Going on to itself is hardly ever meant.
      for (const each of [...(scope?.byName.values() ?? [])].toSorted(
        (a, b) => Number(a === state) - Number(b === state),
      ))
        list.addValue({ label: each.name, kind: 'state', detail: each.type ?? '' }, each.name);
      return;
    case 'resource':
      completeResource(spot, list);
      return;
    default:
  }
}

const PATTERNS: Readonly<Record<string, string>> = {
  sync: 'waits until the job has ended',
  'sync:2': 'waits until the execution has ended; its output is JSON',
  waitForTaskToken: 'waits until the task’s token comes back',
};

function completeResource({ cursor }: Spot, list: CompletionList): void {
  const owner = cursor.tokens.at(-2);
  const few = owner === 'ItemReader' || owner === 'ResultWriter' ? S3_RESOURCES[owner] : undefined;
  if (few) {
    for (const resource of few) list.addValue({ label: resource, kind: 'resource' }, resource);
    return;
  }
  for (const name of listIntegrations()) {
    const { patterns = [], required = [] } = findIntegration(name) ?? {};
    const about = required.length > 0 ? `Needs ${required.join(', ')}.` : '';
    const arn = `arn:aws:states:::${name}`;
    list.addValue({ label: arn, kind: 'resource', detail: 'request and response', about }, arn);
    for (const pattern of patterns)
      list.addValue(
        { label: `${arn}.${pattern}`, kind: 'resource', detail: PATTERNS[pattern] ?? '', about },
        `${arn}.${pattern}`,
      );
  }
  list.addValue(
    { label: 'arn:aws:states:::aws-sdk:', kind: 'resource', detail: 'any action of the AWS SDK' },
    hole('arn:aws:states:::aws-sdk:service:action'),
  );
}

function completeErrors({ definition, cursor }: Spot, list: CompletionList): void {
  const written = nodeAt(definition.root, formatPointer(cursor.tokens.slice(0, -1)));
  const taken = new Set(
    written?.kind === 'array'
      ? written.items.flatMap((item) => (item.kind === 'string' && item !== cursor.node ? [item.value] : []))
      : [],
  );
  const others = written?.kind === 'array' && taken.size > 0;
  for (const name of ERROR_NAMES) {
    // States.ALL stands alone.
    if (taken.has(name) || (name === 'States.ALL' && others)) continue;
    list.addValue({ label: name, kind: 'error', about: ABOUT_ERRORS[name] }, name);
  }
  for (const name of errorsOf(definition))
    if (!taken.has(name)) list.addValue({ label: name, kind: 'error', detail: 'of a Fail state' }, name);
}

/** A whole object or list where only the colon stands. */
function completeNested({ place, cursor }: Spot, list: CompletionList): void {
  if (cursor.node !== undefined) return;
  const name = cursor.tokens.at(-1) ?? '';
  if (place.kind === 'untyped') {
    for (const { label, about, value } of stateSnippets(place.language))
      list.addValue({ label, kind: 'snippet', detail: 'state', about }, value);
  } else if (place.kind === 'list') {
    list.addValue(
      { label: `[ ${name} ]`, kind: 'snippet', about: place.field.about },
      initialValue(place.field, undefined, place),
    );
  } else if (place.kind === 'object') {
    const shape = place.shape.name;
    const variants = variantsOf(name, place);
    for (const { label, about, value } of variants) list.addValue({ label, kind: 'snippet', about }, value);
    if (variants.length === 0) list.addValue({ label: `{ ${shape} }`, kind: 'snippet' }, itemValue(shape, place));
  }
}
