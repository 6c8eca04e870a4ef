import { findField } from '../asl/fields.ts';
import type { Field, Shape } from '../asl/fields/field.ts';
import { formatPointer, nodeAt } from '../asl/pointer.ts';
import type { ValueNode } from '../asl/syntax.ts';
import { propertyOf, stringOf } from '../asl/values.ts';
import { findIntegration } from '../validation/integrations.ts';
import type { Spot } from './complete.ts';
import type { CompletionList } from './completion.ts';
import { describeField, summarizeField } from './describe-field.ts';
import { initialValue, variantsOf } from './field-value.ts';
import { hole } from './snippet.ts';
import { stateSnippets } from './snippets.ts';

/** The keys that an object may still have, those that it must have first. */
export function completeKeys(spot: Spot, list: CompletionList): void {
  const { place, cursor } = spot;
  switch (place.kind) {
    case 'object':
      completeFields(spot, place.shape, list);
      return;
    case 'untyped':
      for (const name of ['Type', 'Comment', 'QueryLanguage']) {
        const field = findField('Pass', name);
        if (field && !cursor.taken.has(name)) addField(spot, field, list);
      }
      return;
    case 'states':
      for (const { label, about, name, value } of stateSnippets(place.language))
        list.addProperty({ label, kind: 'snippet', detail: 'state', about }, name, value);
      return;
    case 'payload':
      completePayload(spot, list);
      return;
    case 'value':
    case 'list':
    case 'item':
  }
}

function completeFields(spot: Spot, shape: Shape, list: CompletionList): void {
  const { cursor, place, definition } = spot;
  const node = nodeAt(definition.root, formatPointer(cursor.tokens));
  const firsts = new Set(
    shape.groups
      .filter(({ rule }) => rule !== 'atMostOne')
      .map(({ fields }) => fields.find((name) => shape.byName.has(name))),
  );
  const isOpen = (field: Field): boolean =>
    !cursor.taken.has(field.name) &&
    field.replacedBy === undefined &&
    !isExcluded(shape, field, cursor.taken) &&
    belongsBeside(shape, field, node);
  const rank = (field: Field): number => (field.required ? 0 : firsts.has(field.name) ? 1 : 2);
  const open = shape.fields.filter(isOpen).toSorted((a, b) => rank(a) - rank(b));
  for (const field of open) addField(spot, field, list, shape);
  for (const field of open)
    for (const { label, about, value } of variantsOf(field.name, place))
      if (!cursor.hasValue) list.addProperty({ label, kind: 'snippet', detail: 'snippet', about }, field.name, value);
}

function addField({ place }: Spot, field: Field, list: CompletionList, shape?: Shape): void {
  const { kind } = field.value;
  const value = initialValue(field, shape?.name, place);
  const suggestNext = ['state', 'resource', 'referencePath', 'path', 'contextPath', 'pathOrIntrinsic'].includes(kind);
  const detail = summarizeField(field);
  list.addProperty(
    { label: field.name, kind: 'field', detail, about: describeField(field), suggestNext },
    field.name,
    value,
  );
}

/** Another field stands that this one may not stand beside. */
function isExcluded(shape: Shape, { name }: Field, taken: ReadonlySet<string>): boolean {
  return shape.groups.some(
    ({ rule, fields }) => rule !== 'atLeastOne' && fields.includes(name) && fields.some((each) => taken.has(each)),
  );
}

/** Fields of a ReaderConfig that have a meaning for some files only. input-output-itemreader.html */
const READER_FIELDS: Readonly<Record<string, (config: ReaderFacts) => boolean>> = {
  CSVHeaderLocation: ({ inputType }) => inputType === undefined || inputType === 'CSV',
  CSVHeaders: ({ inputType, headers }) => (inputType === undefined || inputType === 'CSV') && headers !== 'FIRST_ROW',
  CSVDelimiter: ({ inputType }) => inputType === undefined || inputType === 'CSV',
  ItemsPointer: ({ inputType }) => inputType === undefined || inputType === 'JSON',
};

interface ReaderFacts {
  readonly inputType: string | undefined;
  readonly headers: string | undefined;
}

function belongsBeside(shape: Shape, { name }: Field, node: ValueNode | undefined): boolean {
  const belongs = shape.name === 'ReaderConfig' ? READER_FIELDS[name] : undefined;
  if (belongs === undefined) return true;
  return belongs({
    inputType: stringOf(propertyOf(node, 'InputType')?.value),
    headers: stringOf(propertyOf(node, 'CSVHeaderLocation')?.value),
  });
}

/** Where an integration or Amazon S3 says what a payload has to hold. */
function completePayload({ place, cursor }: Spot, list: CompletionList): void {
  if (place.kind !== 'payload' || place.path.length > 0) return;
  const { state, language, field } = place;
  if (field.name !== 'Parameters' && field.name !== 'Arguments') return;
  const owner = cursor.tokens.at(-2);
  const names = owner === 'ItemReader' ? READER_KEYS : owner === 'ResultWriter' ? WRITER_KEYS : requiredOf(state);
  for (const name of names) {
    if (cursor.taken.has(name) || cursor.taken.has(`${name}.$`)) continue;
    list.addProperty({ label: name, kind: 'field', detail: 'required' }, name, hole(''));
    if (language === 'JSONPath')
      list.addProperty(
        { label: `${name}.$`, kind: 'field', detail: 'from a path', suggestNext: true },
        `${name}.$`,
        hole('$.'),
      );
  }
}

const READER_KEYS = ['Bucket', 'Key', 'Prefix'];
const WRITER_KEYS = ['Bucket', 'Prefix'];

function requiredOf(state: Spot['place']['state']): readonly string[] {
  if (state?.type !== 'Task') return [];
  const resource = stringOf(state.fields.get('Resource')?.value) ?? '';
  const name = /:states:::(.+?)(?:\.(?:sync(?::2)?|waitForTaskToken))?$/.exec(resource)?.[1];
  const required = (name === undefined ? undefined : findIntegration(name)?.required) ?? [];
  return name === 'lambda:invoke' ? [...required, 'Payload'] : required;
}
