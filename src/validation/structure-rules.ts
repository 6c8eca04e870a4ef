import type { State } from '../asl/definition.ts';
import { asStateType, findField, shapeOf } from '../asl/fields.ts';
import { LARGEST_NAME } from '../asl/fields/common-fields.ts';
import type { Field, FieldGroup, Shape, ShapeName } from '../asl/fields/field.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { escapeToken } from '../asl/pointer.ts';
import type { ObjectNode, PropertyNode, ValueNode } from '../asl/syntax.ts';
import { renameKey } from './edits.ts';
import { findNearest } from './nearest.ts';
import { spotOfKey, spotOfObject, spotOfState, type Spot } from './report.ts';
import { modeOfMap, type RuleContext, type Surroundings } from './rule-context.ts';
import { checkValue } from './value-rules.ts';

/** Every object of the language against its table: keys that it does not have, lacks, or has too many of, and values. */
export function checkStructure(context: RuleContext): void {
  const { machine } = context.definition;
  if (!machine) return;
  const surroundings = { language: machine.queryLanguage, mode: undefined, state: undefined };
  checkObject(context, machine.node, 'Machine', '', surroundings, spotOfObject(machine.node, ''));
  for (const state of context.states) checkState(context, state);
}

function checkState(context: RuleContext, state: State): void {
  const { report } = context;
  const spot = spotOfState(state);
  if (state.name.length > LARGEST_NAME || state.name === '')
    report(
      'INVALID_STATE_NAME',
      spot,
      `A state's name has 1 to ${LARGEST_NAME} characters; this one has ${state.name.length}.`,
      {
        page: PAGES.quotas,
      },
    );
  if (!state.node) {
    const value = state.scope.node.properties.find(({ key }) => key.value === 'States')?.value;
    const property = value?.kind === 'object' ? value.properties.find(({ key }) => key === state.nameNode) : undefined;
    if (property?.value?.kind !== 'substitution')
      report('SCHEMA_VALIDATION_FAILED', spot, `State '${state.name}' must be an object.`, { page: PAGES.states });
    return;
  }
  const type = asStateType(state.type);
  const written = state.fields.get('Type');
  if (type) {
    const surroundings = { language: state.queryLanguage, mode: modeOfMap(state), state };
    checkQueryLanguage(context, state);
    checkObject(context, state.node, type, state.pointer, surroundings, spot);
  } else if (!written) {
    report('SCHEMA_VALIDATION_FAILED', spot, 'These fields are required: [Type]', { page: PAGES.states });
  } else if (written.value?.kind !== 'substitution') {
    // Which keys the state may have hangs on its Type, so nothing else is said about them.
    const field = findField('Pass', 'Type');
    if (field) checkValue(context, field, written, state.pointer, { language: 'JSONPath', mode: undefined, state });
  }
}

function checkQueryLanguage({ report }: RuleContext, state: State): void {
  const own = state.fields.get('QueryLanguage');
  if (!own || state.queryLanguage !== 'JSONPath' || state.scope.queryLanguage !== 'JSONata') return;
  const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
  report('SCHEMA_VALIDATION_FAILED', spotOfKey(own, state.pointer), message, { page: PAGES.jsonata });
}

/** `spot`: what to point at when a key is missing. */
export function checkObject(
  context: RuleContext,
  node: ObjectNode,
  name: ShapeName,
  pointer: string,
  surroundings: Surroundings,
  spot: Spot,
): void {
  const shape = shapeOf(name, surroundings.language, surroundings.mode);
  const fields = new Map(shape.fields.map((field) => [field.name, field]));
  const present = new Map<string, PropertyNode>();
  for (const property of node.properties) {
    const key = property.key.value;
    if (present.has(key)) {
      context.report(
        'DUPLICATE_KEY',
        spotOfKey(property, pointer),
        `'${key}' is written twice: only the last one counts.`,
        {
          page: PAGES.structure,
        },
      );
      continue;
    }
    present.set(key, property);
    const field = fields.get(key);
    if (field) checkField(context, field, property, pointer, surroundings);
    else reportUnknown(context, shape, property, pointer, surroundings, node);
  }
  const missing = shape.fields.filter((field) => field.required && !present.has(field.name));
  if (missing.length > 0)
    context.report('SCHEMA_VALIDATION_FAILED', spot, `These fields are required: [${namesOf(missing)}]`, {
      page: shape.page,
    });
  for (const group of shape.groups) checkGroup(context, shape, group, present, pointer, spot);
}

function namesOf(fields: readonly Field[]): string {
  return fields.map(({ name }) => name).join(', ');
}

function checkField(
  context: RuleContext,
  field: Field,
  property: PropertyNode,
  pointer: string,
  surroundings: Surroundings,
): void {
  if (field.replacedBy !== undefined)
    context.report(
      'DEPRECATED_FIELD',
      spotOfKey(property, pointer),
      `'${field.name}' is the old name of '${field.replacedBy}'.`,
      { page: field.page, fixes: [renameKey(context.definition, property, field.replacedBy)] },
    );
  const { value } = property;
  const at = `${pointer}/${escapeToken(field.name)}`;
  if (field.value.kind === 'object' && value?.kind === 'object')
    checkObject(context, value, field.value.shape, at, surroundings, spotOfKey(property, pointer));
  else if (field.value.kind === 'list' && value?.kind === 'array')
    checkList(context, field, value.items, property, pointer, surroundings);
  else checkValue(context, field, property, pointer, surroundings);
}

function checkList(
  context: RuleContext,
  field: Field,
  items: readonly ValueNode[],
  property: PropertyNode,
  pointer: string,
  surroundings: Surroundings,
): void {
  if (field.value.kind !== 'list') return;
  const { shape, minItems } = field.value;
  const { report } = context;
  if (items.length < minItems)
    report('SCHEMA_VALIDATION_FAILED', spotOfKey(property, pointer), `'${field.name}' must not be empty.`, {
      page: field.page,
    });
  items.forEach((item, index) => {
    const at = `${pointer}/${field.name}/${index}`;
    if (item.kind === 'object') checkObject(context, item, shape, at, surroundings, spotOfObject(item, at));
    else if (item.kind !== 'substitution')
      report(
        'SCHEMA_VALIDATION_FAILED',
        { pointer: at, start: item.start, end: item.end },
        'Expected value of type Object',
        {
          page: field.page,
        },
      );
  });
}

function reportUnknown(
  context: RuleContext,
  shape: Shape,
  property: PropertyNode,
  pointer: string,
  { language }: Surroundings,
  node: ObjectNode,
): void {
  const key = property.key.value;
  const spot = spotOfKey(property, pointer);
  const elsewhere = findField(shape.name, key);
  if (elsewhere?.queryLanguage !== undefined && elsewhere.queryLanguage !== language) {
    const message = `The QueryLanguage is set to '${language}', but field '${key}' is only supported for the '${elsewhere.queryLanguage}' QueryLanguage`;
    context.report('SCHEMA_VALIDATION_FAILED', spot, message, { page: elsewhere.page });
    return;
  }
  if (elsewhere?.mode !== undefined) {
    const message = `Field '${key}' is not supported by an inline Map: set ProcessorConfig.Mode to ${elsewhere.mode}.`;
    context.report('SCHEMA_VALIDATION_FAILED', spot, message, { page: elsewhere.page });
    return;
  }
  const taken = new Set(node.properties.map((other) => other.key.value));
  const nearest = findNearest(
    key,
    shape.fields.map(({ name }) => name).filter((name) => !taken.has(name)),
  );
  if (nearest === undefined)
    context.report('SCHEMA_VALIDATION_FAILED', spot, `Field '${key}' is not supported`, { page: shape.page });
  else
    context.report('SCHEMA_VALIDATION_FAILED', spot, `Field '${key}' is not supported: is '${nearest}' meant?`, {
      page: shape.page,
      fixes: [renameKey(context.definition, property, nearest)],
    });
}

function checkGroup(
  { report }: RuleContext,
  shape: Shape,
  group: FieldGroup,
  present: ReadonlyMap<string, PropertyNode>,
  pointer: string,
  spot: Spot,
): void {
  const found = group.fields.flatMap((name) => present.get(name) ?? []).filter(isSet);
  const second = [...found].sort((a, b) => a.start - b.start)[1];
  const names = group.fields.length > 5 ? found.map(({ key }) => key.value) : group.fields;
  if (group.rule !== 'atLeastOne' && second)
    report(
      'SCHEMA_VALIDATION_FAILED',
      spotOfKey(second, pointer),
      `There should only be one of the following fields: [${names.join(', ')}]`,
      {
        page: shape.page,
      },
    );
  else if (group.rule !== 'atMostOne' && found.length === 0)
    report('SCHEMA_VALIDATION_FAILED', spot, describeMissing(group.fields), { page: shape.page });
}

/** `"End": false` says nothing. */
function isSet({ key, value }: PropertyNode): boolean {
  return !(key.value === 'End' && value?.kind === 'boolean' && !value.value);
}

function describeMissing(names: readonly string[]): string {
  if (names.length === 1) return `These fields are required: [${names.join('')}]`;
  if (names.length > 5) return 'A comparison operator is required.';
  return `One of these fields is required: [${names.join(', ')}]`;
}
