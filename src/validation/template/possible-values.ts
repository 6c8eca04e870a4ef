import type { SubstitutionNode, ValueNode } from '../../asl/syntax.ts';
import { propertyOf, stringOf } from '../../asl/values.ts';
import type { TemplateTree } from './template-tree.ts';

/** A plain value, or undefined where the property is absent (as `!Ref AWS::NoValue` makes it). */
export type Plain = string | number | boolean | undefined;

/** What a property may be once it is deployed; undefined where the template does not tell. */
export type Possible = readonly Plain[] | undefined;

/** Fn::If of several conditions within each other: more than this are not followed. */
const MOST_VALUES = 32;
const DEEPEST = 8;

/**
 * Every value that a node may have: that of a parameter is its Default, both arms of Fn::If count, and of a mapping with
 * an open key all its values.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function possibleValues(tree: TemplateTree, node: ValueNode | undefined, depth = 0): Possible {
  if (node === undefined) return [undefined];
  if (depth > DEEPEST) return undefined;
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return [node.value];
    case 'substitution':
      return ofFunction(tree, node, depth + 1);
    default:
      return undefined;
  }
}

/** The same as numbers, which templates may also write as texts; undefined where one of them is none. */
export function possibleNumbers(
  tree: TemplateTree,
  node: ValueNode | undefined,
  otherwise: number | undefined,
): readonly number[] | undefined {
  const values = possibleValues(tree, node)?.map((value) => (value === undefined ? otherwise : numberFrom(value)));
  const numbers = values?.filter((value) => value !== undefined);
  return numbers && numbers.length === values?.length && numbers.length > 0 ? numbers : undefined;
}

/** Whether a node is certainly `true`, certainly not, or untold. */
export function possibleFlag(tree: TemplateTree, node: ValueNode | undefined): boolean | undefined {
  const flags = possibleValues(tree, node)?.map((value) => value === true || value === 'true');
  const [first] = flags ?? [];
  return flags?.every((flag) => flag === first) ? first : undefined;
}

function numberFrom(value: Exclude<Plain, undefined>): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : undefined;
}

function ofFunction(tree: TemplateTree, { fn, argument }: SubstitutionNode, depth: number): Possible {
  if (fn === 'Ref' && argument?.kind === 'string') return ofReference(tree, argument.value, depth);
  if (argument?.kind !== 'array') return undefined;
  if (fn === 'If') {
    const [, yes, no] = argument.items;
    return yes && no && both(possibleValues(tree, yes, depth), possibleValues(tree, no, depth));
  }
  return fn === 'FindInMap' && argument.items.length === 3 ? ofMapping(tree, argument.items, depth) : undefined;
}

function ofReference(tree: TemplateTree, name: string, depth: number): Possible {
  if (name === 'AWS::NoValue') return [undefined];
  const parameter = tree.parameters.get(name);
  const type = stringOf(propertyOf(parameter, 'Type')?.value);
  // The Default of these is the name of what holds the value.
  if (type === undefined || type.startsWith('AWS::SSM::')) return undefined;
  const value = propertyOf(parameter, 'Default')?.value;
  return value && possibleValues(tree, value, depth);
}

function ofMapping(tree: TemplateTree, [map, top, second]: readonly ValueNode[], depth: number): Possible {
  const name = stringOf(map);
  const mapping = name === undefined ? undefined : propertyOf(tree.mappings, name)?.value;
  if (mapping?.kind !== 'object') return undefined;
  let found: Possible = [];
  for (const row of rowsOf(tree, mapping, top, depth))
    for (const cell of rowsOf(tree, row, second, depth)) found = both(found, possibleValues(tree, cell, depth));
  return found?.length === 0 ? undefined : found;
}

/** The values under the keys that a node may be; under all of them where it is not told. */
function rowsOf(tree: TemplateTree, node: ValueNode, key: ValueNode | undefined, depth: number): readonly ValueNode[] {
  if (node.kind !== 'object') return [];
  const keys = possibleValues(tree, key, depth);
  return node.properties.flatMap(({ key: { value: name }, value }) =>
    value && (keys === undefined || keys.some((each) => String(each) === name)) ? [value] : [],
  );
}

function both(a: Possible, b: Possible): Possible {
  if (a === undefined || b === undefined || a.length + b.length > MOST_VALUES) return undefined;
  return [...a, ...b];
}
