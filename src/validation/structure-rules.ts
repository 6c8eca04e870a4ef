import type { State } from '../asl/definition.ts';
import { asStateType, findField, shapeOf } from '../asl/fields.ts';
import { LARGEST_NAME } from '../asl/fields/common-fields.ts';
import { COMPARISON_NAMES } from '../asl/fields/choice-fields.ts';
import type { Field, FieldGroup, Shape, ShapeName } from '../asl/fields/field.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { keyProperties } from '../asl/keyed-properties.ts';
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
  checkObject(context, machine.node, 'Machine', '', surroundings);
  for (const state of context.states) checkState(context, state);
}

function checkState(context: RuleContext, state: State): void {
  const { report, reject } = context;
  const { length } = state.name;
  if (length === 0 || length > LARGEST_NAME) {
    const message = `A state's name has 1 to ${LARGEST_NAME} characters; this one has ${length}.`;
    report('INVALID_STATE_NAME', spotOfState(state), message, { page: PAGES.quotas });
  }
  if (!state.node) {
    if (!isStateSubstituted(state))
      reject(spotOfState(state), `State '${state.name}' must be an object.`, PAGES.states);
    return;
  }
  const type = asStateType(state.type);
  const written = state.fields.get('Type');
  if (type) {
    checkQueryLanguage(context, state);
    const surroundings = { language: state.queryLanguage, mode: modeOfMap(state), state };
    checkObject(context, state.node, type, state.pointer, surroundings, state);
  } else if (!written) {
    reject(spotOfState(state), 'These fields are required: [Type]', PAGES.states);
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

/** What lacks a key is pointed at by the name of the state, or by the key, that it is the value of. */
type Named = State | PropertyNode;

function spotOf(node: ObjectNode, pointer: string, named: Named | undefined): Spot {
  const { start, end } =
    named === undefined ? spotOfObject(node, pointer) : 'nameNode' in named ? named.nameNode : named.key;
  return { pointer, start, end };
}

function checkObject(
  context: RuleContext,
  node: ObjectNode,
  name: ShapeName,
  pointer: string,
  surroundings: Surroundings,
  named?: Named,
): void {
  const shape = shapeOf(name, surroundings.language, surroundings.mode);
  // Of a key that is written twice the first is looked at.
  const present = node.properties.length > FEW ? [...keyProperties(node).values()] : node.properties;
  /** Fields that a mistyped key stands for: said once, at that key. */
  let meant: string[] | undefined;
  /** Fields that a mistyped key can stand for: looked for once, since all keys may be mistyped. */
  let free: readonly string[] | undefined;
  for (let index = 0; index < present.length; index++) {
    const property = present[index];
    if (property === undefined || isRepeated(present, index)) continue;
    const field = shape.byName.get(property.key.value);
    if (field) checkField(context, field, property, pointer, surroundings, node);
    else {
      free ??= namesLeft(shape, present);
      (meant ??= []).push(reportUnknown(context, shape, property, pointer, surroundings, free) ?? '');
    }
  }
  checkRequired(context, shape, node, pointer, named, meant);
  for (const group of shape.groups)
    if (meant === undefined || !meant.some((one) => group.fields.includes(one)))
      checkGroup(context, shape, group, node, present, pointer, named);
  checkVariable(context, node, shape, pointer, named);
}

function checkRequired(
  context: RuleContext,
  shape: Shape,
  node: ObjectNode,
  pointer: string,
  named: Named | undefined,
  meant: readonly string[] = [],
): void {
  let missing: string[] | undefined;
  for (const { name } of shape.required)
    if (!propertyOf(node, name) && !meant.includes(name)) (missing ??= []).push(name);
  if (missing === undefined) return;
  context.reject(spotOf(node, pointer, named), `These fields are required: [${missing.join(', ')}]`, shape.page);
}

/** Up to this many keys, comparing each with each is faster than a map of them. */
const FEW = 16;

/** Whether one of the properties before it has the same key. */
function isRepeated(properties: readonly PropertyNode[], index: number): boolean {
  if (properties.length > FEW) return false;
  const key = properties[index]?.key.value;
  for (let before = 0; before < index; before++) if (properties[before]?.key.value === key) return true;
  return false;
}

/** A comparison needs a Variable; And, Or and Not have none. */
function checkVariable(
  { reject }: RuleContext,
  node: ObjectNode,
  shape: Shape,
  pointer: string,
  named: Named | undefined,
): void {
  if (!shape.byName.has('Variable') || propertyOf(node, 'Variable')) return;
  if (node.properties.some(({ key }) => COMPARISON_NAMES.has(key.value)))
    reject(spotOf(node, pointer, named), 'These fields are required: [Variable]', shape.page);
}

function checkField(
  context: RuleContext,
  field: Field,
  property: PropertyNode,
  pointer: string,
  surroundings: Surroundings,
  node: ObjectNode,
): void {
  if (field.replacedBy !== undefined) {
    const spot = spotOfKey(property, pointer);
    context.report('DEPRECATED_FIELD', spot, `'${field.name}' is the old name of '${field.replacedBy}'.`, {
      page: field.page,
      fixes: propertyOf(node, field.replacedBy) ? [] : [changeKey(context.definition, spot.pointer, field.replacedBy)],
    });
  }
  const { value } = property;
  if (field.value.kind === 'object' && value?.kind === 'object')
    checkObject(context, value, field.value.shape, `${pointer}/${field.name}`, surroundings, property);
  else if (field.value.kind === 'list' && value?.kind === 'array')
    checkList(context, field, value.items, property, pointer, surroundings);
  else checkValue(context, field, property, pointer, surroundings);
}

function checkList(
  context: RuleContext,
  field: Field,
  items: readonly ValueNode[],
  property: PropertyNode,
  parent: string,
  surroundings: Surroundings,
): void {
  if (field.value.kind !== 'list') return;
  const { shape, minItems } = field.value;
  if (items.length < minItems)
    context.reject(spotOfKey(property, parent), `'${field.name}' must not be empty.`, field.page, {
      aws: { message: 'Value cannot be empty' },
    });
  items.forEach((item, index) => {
    const pointer = `${parent}/${field.name}/${index}`;
    if (item.kind === 'object') checkObject(context, item, shape, pointer, surroundings);
    else if (item.kind !== 'substitution')
      context.reject(spotOfNode(item, pointer), 'Expected value of type Object', field.page);
  });
}

/** Names of the fields of a shape that an object does not have yet. */
function namesLeft({ fields }: Shape, present: readonly PropertyNode[]): readonly string[] {
  const taken = new Set(present.map(({ key }) => key.value));
  return fields.map(({ name }) => name).filter((name) => !taken.has(name));
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
  free: readonly string[],
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
  const nearest = findNearest(key, free);
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
  node: ObjectNode,
  present: readonly PropertyNode[],
  pointer: string,
  named: Named | undefined,
): void {
  const first = findOfGroup(group, present, 0);
  const second = first < 0 ? undefined : present[findOfGroup(group, present, first + 1)];
  if (group.rule !== 'atLeastOne' && second) {
    const names = group.fields.length > 5 ? namesOfGroup(group, present) : group.fields;
    const message = `There should only be one of the following fields: [${names.join(', ')}]`;
    reject(spotOfKey(second, pointer), message, shape.page, { aws: { location: pointer } });
  } else if (group.rule !== 'atMostOne' && first < 0) {
    reject(spotOf(node, pointer, named), describeMissing(group.fields), shape.page);
  }
}

/** Where the next field of the group stands, from a position on; -1 when there is none. */
function findOfGroup({ fields }: FieldGroup, present: readonly PropertyNode[], from: number): number {
  for (let index = from; index < present.length; index++) {
    const property = present[index];
    if (property && fields.includes(property.key.value) && isSet(property) && !isRepeated(present, index)) return index;
  }
  return -1;
}

function namesOfGroup(group: FieldGroup, present: readonly PropertyNode[]): string[] {
  return present.filter((_, index) => findOfGroup(group, present, index) === index).map(({ key }) => key.value);
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
