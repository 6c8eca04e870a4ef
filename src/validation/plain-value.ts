import type { Definition } from '../asl/definition.ts';
import { keyOfFunction } from '../asl/functions.ts';
import type { JsonObject, JsonValue } from '../asl/json.ts';
import { nodeAt } from '../asl/pointer.ts';
import type { ValueNode } from '../asl/syntax.ts';
import { isSubstituted, setKey, toJson } from '../asl/values.ts';

/**
 * The definition as JSON for somebody who knows no functions of CloudFormation: each is a text `${Fn::GetAtt}` in its
 * place. What they say of such a place is to be left out (`isUnknownAt`). Undefined for a text that is no object.
 */
export function plainValueOf({ root }: Definition): JsonObject | undefined {
  const value = root?.kind === 'object' ? plain(root) : undefined;
  return value as JsonObject | undefined;
}

function plain(node: ValueNode): JsonValue {
  if (node.kind === 'substitution') return `\${${node.fn === 'Raw' ? 'Raw' : keyOfFunction(node.fn)}}`;
  if (node.kind === 'array') return node.items.map(plain);
  if (node.kind !== 'object') return toJson(node);
  const object: JsonObject = {};
  for (const { key, value } of node.properties) if (value) setKey(object, key.value, plain(value));
  return object;
}

/** Whether only the deployment knows what will stand at a JSON Pointer. */
export function isUnknownAt({ root }: Definition, pointer: string): boolean {
  return isSubstituted(nodeAt(root, pointer));
}
