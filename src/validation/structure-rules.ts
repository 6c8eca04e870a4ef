import type { State } from '../asl/definition.ts';
import { asStateType, findField, shapeOf } from '../asl/fields.ts';
import { LARGEST_NAME } from '../asl/fields/common-fields.ts';
import { COMPARISON_NAMES } from '../asl/fields/choice-fields.ts';
import type { Field, FieldGroup, Shape, ShapeName } from '../asl/fields/field.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { escapeToken } from '../asl/pointer.ts';
import type { ObjectNode, PropertyNode, ValueNode } from '../asl/syntax.ts';
import { propertyOf } from '../asl/values.ts';
import { changeKey, removeField } from './edits.ts';
import { makeDistributed } from './make-distributed.ts';
import { findNearest } from './nearest.ts';
import { spotOfKey, spotOfNode, spotOfObject, spotOfState, type Spot } from './report.ts';
import { modeOfMap, type RuleContext, type Surroundings } from './rule-context.ts';
import { checkValue } from './value-rules.ts';

/** Every object of the language against its table: keys that it does not have, lacks, or has too many of, and values. */
export function checkStructure(context: RuleContext): void {
  const { machine } = context.definition;
  if (!machine) return;
  const surroundings: Surroundings = { language: machine.queryLanguage, mode: undefined };
  checkObject(context, machine.node, 'Machine', '', surroundings, spotOfObject(machine.node, ''));
  for (const state of context.states) checkState(context, state);
}

function checkState(context: RuleContext, state: State): void {
  const { report, reject } = context;
  const spot = spotOfState(state);
  const { length } = state.name;
  if (length === 0 || length > LARGEST_NAME) {
    const message = `A state's name has 1 to ${LARGEST_NAME} characters; this one has ${length}.`;
    report('INVALID_STATE_NAME', spot, message, { page: PAGES.quotas });
  }
  if (!state.node) {
    if (!isStateSubstituted(state)) reject(spot, `State '${state.name}' must be an object.`, PAGES.states);
    return;
  }
  const type = asStateType(state.type);
  const written = state.fields.get('Type');
  if (type) {
    checkQueryLanguage(context, state);
    const surroundings = { language: state.queryLanguage, mode: modeOfMap(state), state };
    checkObject(context, state.node, type, state.pointer, surroundings, spot);
  } else if (!written) {
    reject(spot, 'These fields are required: [Type]', PAGES.states);
  } else {
    // Which keys the state may have hangs on its Type, so nothing else is said about them.
    const field = findField('Pass', 'Type');
    if (field) checkValue(context, field, written, state.pointer, { language: 'JSONPath', mode: undefined });
  }
}

function isStateSubstituted({ scope, nameNode }: State): boolean {
  const states = propertyOf(scope.node, 'States')?.value;
  const property = states?.kind === 'object' ? states.properties.find(({ key }) => key === nameNode) : undefined;
  return property?.value?.kind === 'substitution';
}

function checkQueryLanguage({ reject }: RuleContext, state: State): void {
  const own = state.fields.get('QueryLanguage');
  if (!own || state.queryLanguage !== 'JSONPath' || state.scope.queryLanguage !== 'JSONata') return;
  const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
  reject(spotOfKey(own, state.pointer), message, PAGES.jsonata, { aws: { location: state.pointer } });
}

/** `spot`: what to point at when a key is missing. */
function checkObject(
  context: RuleContext,
  node: ObjectNode,
  name: ShapeName,
  pointer: string,
  surroundings: Surroundings,
  spot: Spot,
): void {
  const shape = shapeOf(name, surroundings.language, surroundings.mode);
  // Of a key that is written twice the first is looked at.
  const present = node.properties.length > FEW ? firstOfEach(node.properties) : node.properties;
  /** Fields that a mistyped key stands for: said once, at that key. */
  const meant: string[] = [];
  present.forEach((property, index) => {
    if (isRepeated(present, index)) return;
    const field = shape.byName.get(property.key.value);
    if (field) checkField(context, field, property, pointer, surroundings);
    else meant.push(reportUnknown(context, shape, property, pointer, surroundings, node) ?? '');
  });
  const missing = shape.required.filter(({ name }) => !propertyOf(node, name) && !meant.includes(name));
  if (missing.length > 0)
    context.reject(spot, `These fields are required: [${missing.map((field) => field.name).join(', ')}]`, shape.page);
  for (const group of shape.groups)
    if (!meant.some((name) => group.fields.includes(name))) checkGroup(context, shape, group, present, pointer, spot);
  checkVariable(context, node, spot, shape);
}

/** Up to this many keys, comparing each with each is faster than a map of them. */
const FEW = 16;

function firstOfEach(properties: readonly PropertyNode[]): readonly PropertyNode[] {
  const first = new Map<string, PropertyNode>();
  for (const property of properties) if (!first.has(property.key.value)) first.set(property.key.value, property);
  return [...first.values()];
}

/** Whether one of the properties before it has the same key. */
function isRepeated(properties: readonly PropertyNode[], index: number): boolean {
  if (properties.length > FEW) return false;
  const key = properties[index]?.key.value;
  for (let before = 0; before < index; before++) if (properties[before]?.key.value === key) return true;
  return false;
}

/** A comparison needs a Variable; And, Or and Not have none. */
function checkVariable({ reject }: RuleContext, node: ObjectNode, spot: Spot, shape: Shape): void {
  if (!shape.byName.has('Variable') || propertyOf(node, 'Variable')) return;
  if (node.properties.some(({ key }) => COMPARISON_NAMES.has(key.value)))
    reject(spot, 'These fields are required: [Variable]', shape.page);
}

function checkField(
  context: RuleContext,
  field: Field,
  property: PropertyNode,
  pointer: string,
  surroundings: Surroundings,
): void {
  const spot = spotOfKey(property, pointer);
  if (field.replacedBy !== undefined)
    context.report('DEPRECATED_FIELD', spot, `'${field.name}' is the old name of '${field.replacedBy}'.`, {
      page: field.page,
      fixes: [changeKey(context.definition, spot.pointer, field.replacedBy)],
    });
  const { value } = property;
  if (field.value.kind === 'object' && value?.kind === 'object')
    checkObject(context, value, field.value.shape, `${pointer}/${escapeToken(field.name)}`, surroundings, spot);
  else if (field.value.kind === 'list' && value?.kind === 'array')
    checkList(context, field, value.items, spot, surroundings);
  else checkValue(context, field, property, pointer, surroundings);
}

function checkList(
  context: RuleContext,
  field: Field,
  items: readonly ValueNode[],
  spot: Spot,
  surroundings: Surroundings,
): void {
  if (field.value.kind !== 'list') return;
  const { shape, minItems } = field.value;
  if (items.length < minItems)
    context.reject(spot, `'${field.name}' must not be empty.`, field.page, {
      aws: { message: 'Value cannot be empty' },
    });
  items.forEach((item, index) => {
    const pointer = `${spot.pointer}/${index}`;
    if (item.kind === 'object') checkObject(context, item, shape, pointer, surroundings, spotOfObject(item, pointer));
    else if (item.kind !== 'substitution')
      context.reject(spotOfNode(item, pointer), 'Expected value of type Object', field.page);
  });
}

/** What an inline Map does not read, but AWS lets stand. */
const INERT_INLINE = /^(Label|ToleratedFailure(Count|Percentage)(Path)?)$/;

/** Gives back the name of the field that was meant, if that is certain. */
function reportUnknown(
  { definition, report, reject }: RuleContext,
  shape: Shape,
  property: PropertyNode,
  pointer: string,
  { language, state }: Surroundings,
  node: ObjectNode,
): string | undefined {
  const key = property.key.value;
  const spot = spotOfKey(property, pointer);
  const aws = { message: `Field '${key}' is not supported`, location: pointer };
  const elsewhere = findField(shape.name, key);
  if (elsewhere?.queryLanguage !== undefined && elsewhere.queryLanguage !== language) {
    const message = `The QueryLanguage is set to '${language}', but field '${key}' is only supported for the '${elsewhere.queryLanguage}' QueryLanguage`;
    reject(spot, message, elsewhere.page, { aws: { location: pointer } });
    return undefined;
  }
  if (elsewhere) {
    const message = `'${key}' is for a distributed Map: set ProcessorConfig.Mode to DISTRIBUTED, or remove it.`;
    const distribute = state ? [makeDistributed(definition, state)] : [];
    if (INERT_INLINE.test(key)) {
      const fixes = [removeField(definition, spot.pointer), ...distribute];
      report('IGNORED_FIELD', spot, message, { page: elsewhere.page, fixes });
    } else reject(spot, message, elsewhere.page, { aws, fixes: distribute });
    return undefined;
  }
  const taken = new Set(node.properties.map((other) => other.key.value));
  const candidates = shape.fields.map(({ name }) => name).filter((name) => !taken.has(name));
  const nearest = findNearest(key, candidates);
  if (nearest === undefined) reject(spot, aws.message, shape.page, { aws });
  else
    reject(spot, `${aws.message}: is '${nearest}' meant?`, shape.page, {
      fixes: [changeKey(definition, spot.pointer, nearest)],
      aws,
    });
  return nearest;
}

function checkGroup(
  { reject }: RuleContext,
  shape: Shape,
  group: FieldGroup,
  present: readonly PropertyNode[],
  pointer: string,
  spot: Spot,
): void {
  // By position: of the keys that stand, few belong to a group; of a group's names, few stand.
  const found = present.filter(
    (property, index) => group.fields.includes(property.key.value) && isSet(property) && !isRepeated(present, index),
  );
  const second = found[1];
  if (group.rule !== 'atLeastOne' && second) {
    const names = group.fields.length > 5 ? found.map(({ key }) => key.value) : group.fields;
    const message = `There should only be one of the following fields: [${names.join(', ')}]`;
    reject(spotOfKey(second, pointer), message, shape.page, { aws: { location: pointer } });
  } else if (group.rule !== 'atMostOne' && found.length === 0) {
    reject(spot, describeMissing(group.fields), shape.page);
  }
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
