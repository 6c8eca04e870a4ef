import { everyPlaceholder } from '../asl/functions.ts';
import { formatPointer } from '../asl/pointer.ts';
import type { StringNode, ValueNode } from '../asl/syntax.ts';
import { propertyOf, stringOf } from '../asl/values.ts';

/** A resource of a template as it is written, with places. */
export interface TemplateResource {
  readonly logicalId: string;
  /** `AWS::SQS::Queue`; empty where it has none. */
  readonly type: string;
  /** JSON Pointer of the resource. */
  readonly pointer: string;
  /** Its logical id in the text. */
  readonly key: StringNode;
  /** From its logical id to its end. */
  readonly start: number;
  readonly end: number;
  readonly properties: ValueNode | undefined;
}

/** What a value of a template names: `!GetAtt Table.StreamArn` is `Table` with `StreamArn`, `!Ref Table` has none. */
export interface Reference {
  readonly logicalId: string;
  readonly attribute: string | undefined;
}

/** A SAM or CloudFormation template, as far as its values can be told before it is deployed. */
export interface TemplateResources {
  readonly resources: ReadonlyMap<string, TemplateResource>;
  /** The Default of a parameter; undefined where there is none. */
  readonly defaults: ReadonlyMap<string, ValueNode>;
  /** The section of Globals for a kind of resource: `Function`. */
  readonly globals: (kind: string) => ValueNode | undefined;
}

/** The sections of Globals that a resource of a type takes its properties from. */
const GLOBALS: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::Api': 'Api',
  'AWS::Serverless::HttpApi': 'HttpApi',
  'AWS::Serverless::SimpleTable': 'SimpleTable',
  'AWS::Serverless::StateMachine': 'StateMachine',
};

/** The resources of a template's tree; none for a text that is no template. A logical id written twice counts once. */
export function readResources(root: ValueNode | undefined): TemplateResources {
  const resources = new Map<string, TemplateResource>();
  const section = propertyOf(root, 'Resources')?.value;
  for (const { key, value, start, end } of section?.kind === 'object' ? section.properties : []) {
    if (value?.kind !== 'object') continue;
    const type = stringOf(propertyOf(value, 'Type')?.value) ?? '';
    const pointer = formatPointer(['Resources', key.value]);
    const properties = propertyOf(value, 'Properties')?.value;
    resources.set(key.value, { logicalId: key.value, type, pointer, key, start, end, properties });
  }
  const defaults = new Map<string, ValueNode>();
  const parameters = propertyOf(root, 'Parameters')?.value;
  for (const { key, value } of parameters?.kind === 'object' ? parameters.properties : []) {
    const fallback = propertyOf(value, 'Default')?.value;
    if (fallback) defaults.set(key.value, fallback);
  }
  const globals = propertyOf(root, 'Globals')?.value;
  return { resources, defaults, globals: (kind) => propertyOf(globals, kind)?.value };
}

/**
 * A property of a resource by its path, or the one of Globals that SAM gives it. Parameters in the way are read by
 * their defaults.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export function propertyAt(
  template: TemplateResources,
  { type, properties }: TemplateResource,
  ...path: readonly string[]
): ValueNode | undefined {
  const section = Object.hasOwn(GLOBALS, type) ? GLOBALS[type] : undefined;
  return (
    valueAt(template, properties, ...path) ??
    (section === undefined ? undefined : valueAt(template, template.globals(section), ...path))
  );
}

/** What stands in a value at a path of keys, parameters read by their defaults. */
export function valueAt(
  template: TemplateResources,
  node: ValueNode | undefined,
  ...path: readonly string[]
): ValueNode | undefined {
  return path.reduce<ValueNode | undefined>(
    (at, key) => resolveParameter(template, propertyOf(at, key)?.value),
    resolveParameter(template, node),
  );
}

/** The default of the parameter that a `Ref` names; every other value as it is. */
export function resolveParameter(template: TemplateResources, node: ValueNode | undefined): ValueNode | undefined {
  const name = node?.kind === 'substitution' && node.fn === 'Ref' ? stringOf(node.argument) : undefined;
  return (name === undefined ? undefined : template.defaults.get(name)) ?? node;
}

/** A number, also one that is written as a text (`'5'`, as parameters are); undefined for what only a deployment knows. */
export function numberIn(template: TemplateResources, node: ValueNode | undefined): number | undefined {
  const value = resolveParameter(template, node);
  if (value?.kind === 'number') return value.value;
  return value?.kind === 'string' && /^\d+$/.test(value.value) ? Number(value.value) : undefined;
}

/** A text without placeholders; undefined for what only a deployment knows. */
export function textIn(template: TemplateResources, node: ValueNode | undefined): string | undefined {
  return stringOf(resolveParameter(template, node));
}

/** The items of a list; a value by itself is a list of one, as in policies. */
export function itemsIn(node: ValueNode | undefined): readonly ValueNode[] {
  return node === undefined ? [] : node.kind === 'array' ? node.items : [node];
}

/**
 * The resources that a value names by Ref, GetAtt or Sub, inside of other functions and of objects and lists too, in
 * the order of the text. Parameters and pseudo parameters are none.
 */
export function referencesIn(template: TemplateResources, node: ValueNode | undefined): Reference[] {
  const found: Reference[] = [];
  const add = (name: string): void => {
    const [logicalId = '', attribute] = name.split(/\.(.*)/s);
    if (template.resources.has(logicalId)) found.push({ logicalId, attribute });
  };
  const walk = (at: ValueNode | undefined): void => {
    if (at?.kind === 'array') at.items.forEach(walk);
    else if (at?.kind === 'object') for (const { value } of at.properties) walk(value);
    if (at?.kind !== 'substitution') return;
    const { fn, argument } = at;
    if (fn === 'Ref') add(stringOf(argument) ?? '');
    else if (fn === 'GetAtt')
      add(
        itemsIn(argument)
          .flatMap((part) => stringOf(part) ?? [])
          .join('.'),
      );
    else if (fn === 'Sub') {
      const [text, variables] = itemsIn(argument);
      const own = variables?.kind === 'object' ? variables : undefined;
      for (const [, name = ''] of (stringOf(text) ?? '').matchAll(everyPlaceholder()))
        if (propertyOf(own, name) === undefined) add(name);
      walk(own);
    } else walk(argument);
  };
  walk(node);
  return found;
}
