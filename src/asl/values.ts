import { keyOfFunction, PLACEHOLDER } from './functions.ts';
import type { JsonObject, JsonValue } from './json.ts';
import type { PropertyNode, SubstitutionNode, ValueNode } from './syntax.ts';

/** The first property of this name; undefined when there is none, or the node is no object. */
export function propertyOf(node: ValueNode | undefined, name: string): PropertyNode | undefined {
  if (node?.kind !== 'object') return undefined;
  for (const property of node.properties) if (property.key.value === name) return property;
  return undefined;
}

/** The value of a string; undefined for everything else. */
export function stringOf(node: ValueNode | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined;
}

/** The value of a number; undefined for everything else. */
export function numberOf(node: ValueNode | undefined): number | undefined {
  return node?.kind === 'number' ? node.value : undefined;
}

/**
 * The value that a node stands for. Functions are in their JSON form: `!Sub x` is `{"Fn::Sub": "x"}`. Of a key that is
 * written twice the last counts, as for every JSON parser; a key without a value is left out.
 */
export function toJson(node: ValueNode): JsonValue {
  switch (node.kind) {
    case 'object': {
      const object: JsonObject = {};
      for (const { key, value } of node.properties) if (value) setKey(object, key.value, toJson(value));
      return object;
    }
    case 'array':
      return node.items.map(toJson);
    case 'null':
      return null;
    case 'substitution':
      return functionToJson(node);
    default:
      return node.value;
  }
}

function functionToJson({ fn, argument }: SubstitutionNode): JsonObject {
  return { [keyOfFunction(fn)]: argument ? toJson(argument) : null };
}

/** Sets an own property of any name: assigning to `__proto__` would set the prototype instead. */
export function setKey(object: JsonObject, key: string, value: JsonValue): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/**
 * True for a value that only the deployment knows: a CloudFormation function, or a string that holds a `${Name}`. A
 * JSONata or intrinsic string may hold one too, since the replacement knows nothing of the language around it.
 */
export function isSubstituted(node: ValueNode | undefined): boolean {
  if (node?.kind === 'string') return isSubstitutedText(node.value);
  return node?.kind === 'substitution';
}

/** The same of a string's value. */
export function isSubstitutedText(text: string): boolean {
  return text.includes('${') && PLACEHOLDER.test(text);
}
