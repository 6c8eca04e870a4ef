import type { Editable } from '../../asl/plan-change.ts';
import { formatPointer } from '../../asl/pointer.ts';
import type { ObjectNode, PropertyNode, StringNode, Syntax, ValueNode } from '../../asl/syntax.ts';
import { propertyOf, stringOf } from '../../asl/values.ts';
import { spotOfKey, spotOfValue, type Spot } from '../report.ts';

/** An object of a template with the pointer that leads to it; of what is missing, where it would be added. */
export interface Section {
  readonly node: ObjectNode;
  readonly pointer: string;
}

/** A resource of a template. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly key: StringNode;
  /** JSON Pointer of the resource. */
  readonly pointer: string;
  readonly node: ObjectNode;
  /** Undefined where it has none, or where a function stands in their place. */
  readonly properties: Section | undefined;
}

/** A template as its rules see it. */
export interface TemplateTree {
  readonly editable: Editable;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly parameters: ReadonlyMap<string, ValueNode>;
  readonly mappings: ValueNode | undefined;
  /** Properties that SAM gives to every function. */
  readonly functionGlobals: ValueNode | undefined;
  /** Whether a macro or a loop (Transform, Fn::Transform, Fn::ForEach) makes resources that cannot be seen. */
  readonly hasUnseen: boolean;
}

/**
 * The resources, parameters and globals of a template.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export function readTemplateTree(root: ValueNode | undefined, text: string, syntax: Syntax): TemplateTree {
  const section = propertyOf(root, 'Resources')?.value;
  const resources = new Map<string, TemplateResource>();
  for (const { key, value } of section?.kind === 'object' ? section.properties : []) {
    const type = stringOf(propertyOf(value, 'Type')?.value);
    if (value?.kind !== 'object' || type === undefined) continue;
    const pointer = formatPointer(['Resources', key.value]);
    const properties = propertyOf(value, 'Properties')?.value;
    resources.set(key.value, {
      logicalId: key.value,
      type,
      key,
      pointer,
      node: value,
      properties: isSeen(properties) ? { node: properties, pointer: `${pointer}/Properties` } : undefined,
    });
  }
  const globals = propertyOf(root, 'Globals')?.value;
  return {
    editable: { text, format: syntax.format, syntax, root, base: '' },
    resources,
    parameters: entriesOf(propertyOf(root, 'Parameters')?.value),
    mappings: propertyOf(root, 'Mappings')?.value,
    functionGlobals: propertyOf(globals, 'Function')?.value,
    hasUnseen: !isSeen(section) || !isKnownTransform(propertyOf(root, 'Transform')?.value),
  };
}

/** An object all of whose properties are written there: Fn::Transform would add some. */
function isSeen(node: ValueNode | undefined): node is ObjectNode {
  return node?.kind === 'object' && !node.properties.some(({ key }) => key.value.startsWith('Fn::'));
}

/** AWS's own transforms add nothing that the rules do not know of; a macro may add anything. */
function isKnownTransform(node: ValueNode | undefined): boolean {
  if (node?.kind === 'array') return node.items.every(isKnownTransform);
  return node === undefined || /^AWS::(?:Serverless-|LanguageExtensions)/.test(stringOf(node) ?? '');
}

/** Whether a resource has properties that cannot be seen. */
export function hasHiddenProperties({ node, properties }: TemplateResource): boolean {
  return properties === undefined && propertyOf(node, 'Properties') !== undefined;
}

/** The resources of some types, in the order of the text. */
export function resourcesOf({ resources }: TemplateTree, ...types: readonly string[]): readonly TemplateResource[] {
  return [...resources.values()].filter(({ type }) => types.includes(type));
}

/** The value of a property of a resource; undefined where there is none. */
export function valueOf({ properties }: TemplateResource, name: string): ValueNode | undefined {
  return propertyOf(properties?.node, name)?.value;
}

/** An object below another; undefined where there is none, or a function in its place or among its properties. */
export function sectionIn(parent: Section | undefined, name: string): Section | undefined {
  const value = propertyOf(parent?.node, name)?.value;
  return parent && isSeen(value) ? { node: value, pointer: parent.pointer + formatPointer([name]) } : undefined;
}

/** Where something is said of a property: its value where it has one, else what should have it. */
export function spotOf(section: Section, name: string, owner: Spot): Spot {
  const property = propertyOf(section.node, name);
  return property ? spotOfValue(property, section.pointer) : owner;
}

/** The name of a resource, for what it lacks. */
export function spotOfResource({ key, pointer }: TemplateResource): Spot {
  return { pointer, start: key.start, end: key.end };
}

/** The key of an entry of a section, such as an event of a function. */
export function spotOfEntry(property: PropertyNode, parent: Section): Spot {
  return spotOfKey(property, parent.pointer);
}

function entriesOf(node: ValueNode | undefined): ReadonlyMap<string, ValueNode> {
  const entries = node?.kind === 'object' ? node.properties : [];
  return new Map(entries.flatMap(({ key, value }) => (value ? [[key.value, value]] : [])));
}
