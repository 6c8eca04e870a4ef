import { changeValue, type Change } from '../../asl/changes.ts';
import { applyEdits, differenceBetween, type EditPlan } from '../../asl/edits.ts';
import { isSameJson, type JsonValue } from '../../asl/json.ts';
import { planChange, type Editable } from '../../asl/plan-change.ts';
import { formatPointer } from '../../asl/pointer.ts';
import type { TextEdit, ValueNode } from '../../asl/syntax.ts';
import { propertyOf, stringOf, toJson } from '../../asl/values.ts';
import { planLater } from '../edits.ts';
import type { Fix } from '../finding.ts';
import type { Section, TemplateResource, TemplateTree } from './template-tree.ts';

/** A fix of one or more changes; planned when somebody asks for it, and none of it where one of them is refused. */
export function changeTemplate({ editable }: TemplateTree, title: string, changes: readonly Change[]): Fix {
  return planLater(title, () => planChanges(editable, changes));
}

/** The edits that make several changes, read again before they are handed out. */
function planChanges(editable: Editable, changes: readonly Change[]): EditPlan {
  const edits: TextEdit[] = [];
  for (const change of changes) {
    const plan = planChange(editable, change);
    if ('refused' in plan) return plan;
    edits.push(...plan.edits);
  }
  return givesAll(editable, changes, applyEdits(editable.text, edits)) ? { edits } : planInTurn(editable, changes);
}

/** Each change on the text that the one before it leaves, as one edit: where they meet at one place. */
function planInTurn(editable: Editable, changes: readonly Change[]): EditPlan {
  let { text, root } = editable;
  for (const change of changes) {
    const plan = planChange({ ...editable, text, root }, change);
    if ('refused' in plan) return plan;
    text = applyEdits(text, plan.edits);
    root = editable.syntax.read(text).root;
  }
  const edit = differenceBetween(editable.text, text);
  return { edits: edit ? [edit] : [] };
}

function givesAll({ text, syntax }: Editable, changes: readonly Change[], changed: string): boolean {
  const [before, after] = [syntax.read(text), syntax.read(changed)];
  if (before.root === undefined || after.root === undefined) return false;
  let expected: JsonValue | undefined = toJson(before.root);
  for (const change of changes) expected = expected === undefined ? undefined : changeValue(expected, change);
  return (
    expected !== undefined &&
    after.problems.length <= before.problems.length &&
    isSameJson(toJson(after.root), expected)
  );
}

/** Adds a property, or puts a value in the place of the one that is there. */
export function changeTo({ node, pointer }: Section, name: string, value: JsonValue): Change {
  return propertyOf(node, name)
    ? { kind: 'set', pointer: pointer + formatPointer([name]), value }
    : { kind: 'insert-property', pointer, key: name, value };
}

/**
 * The change that makes a property this number: that of the parameter's Default where it is `!Ref` of one. Undefined
 * where another function gives it, or the parameter's limits forbid.
 */
export function changeNumber(tree: TemplateTree, section: Section, name: string, value: number): Change | undefined {
  const node = propertyOf(section.node, name)?.value;
  if (node?.kind !== 'substitution') return changeTo(section, name, value);
  const parameter = node.fn === 'Ref' ? stringOf(node.argument) : undefined;
  const declared = parameter === undefined ? undefined : tree.parameters.get(parameter);
  if (parameter === undefined || declared?.kind !== 'object' || !takes(declared, value)) return undefined;
  const isNumber = propertyOf(declared, 'Default')?.value?.kind === 'number';
  const pointer = formatPointer(['Parameters', parameter, 'Default']);
  return { kind: 'set', pointer, value: isNumber ? value : String(value) };
}

function takes(parameter: ValueNode, value: number): boolean {
  if (propertyOf(parameter, 'AllowedValues')) return false;
  const limit = (name: string): number | undefined => {
    const node = propertyOf(parameter, name)?.value;
    return node && Number(toJson(node));
  };
  return value >= (limit('MinValue') ?? -Infinity) && value <= (limit('MaxValue') ?? Infinity);
}

/** The same of a resource's own property; undefined where a function stands in the place of its Properties. */
export function changeProperty(resource: TemplateResource, name: string, value: JsonValue): Change | undefined {
  if (resource.properties) return changeTo(resource.properties, name, value);
  if (propertyOf(resource.node, 'Properties')) return undefined;
  return { kind: 'insert-property', pointer: resource.pointer, key: 'Properties', value: { [name]: value } };
}

/** The change that adds a resource at the end of the template's Resources. */
export function addResource(logicalId: string, resource: JsonValue): Change {
  return { kind: 'insert-property', pointer: '/Resources', key: logicalId, value: resource };
}

/** A logical id that the template does not use yet. */
export function freeLogicalId({ resources, parameters }: TemplateTree, wanted: string): string {
  const isTaken = (id: string): boolean => resources.has(id) || parameters.has(id);
  for (let count = 1; ; count++) {
    const id = count === 1 ? wanted : `${wanted}${count}`;
    if (!isTaken(id)) return id;
  }
}
