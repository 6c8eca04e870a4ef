import { parsePointer } from './pointer.ts';
import type { ArrayNode, ObjectNode, PropertyNode, ValueNode } from './syntax.ts';

/** A value together with what it stands in. */
export interface Located {
  /** Absent where a key has no value. */
  readonly node: ValueNode | undefined;
  /** Absent for the root. */
  readonly parent: ObjectNode | ArrayNode | undefined;
  /** How the parent itself was reached. */
  readonly above: Located | undefined;
  /** Absent for an item, and for the root. */
  readonly property: PropertyNode | undefined;
  /** Position in the parent; 0 for the root. */
  readonly index: number;
  /** It, or what holds it, came by an alias, and has no text of its own. */
  readonly isCopy: boolean;
}

/** The value at a JSON Pointer with its surroundings; undefined where nothing stands, and inside of functions. */
export function locate(root: ValueNode | undefined, pointer: string): Located | undefined {
  const tokens = parsePointer(pointer);
  if (root === undefined || tokens === undefined) return undefined;
  let at: Located | undefined = {
    node: root,
    parent: undefined,
    above: undefined,
    property: undefined,
    index: 0,
    isCopy: false,
  };
  for (const token of tokens) at = at && step(at, token);
  return at;
}

function step(above: Located, token: string): Located | undefined {
  const parent = above.node;
  if (parent?.kind === 'array') {
    const node = /^(?:0|[1-9]\d*)$/.test(token) ? parent.items[Number(token)] : undefined;
    if (node === undefined) return undefined;
    const isCopy = above.isCopy || isSamePlace(node, parent);
    return { node, parent, above, property: undefined, index: Number(token), isCopy };
  }
  if (parent?.kind !== 'object') return undefined;
  const index = parent.properties.findIndex(({ key }) => key.value === token);
  const property = parent.properties[index];
  if (property === undefined) return undefined;
  const node = property.value;
  return {
    node,
    parent,
    above,
    property,
    index,
    isCopy: above.isCopy || (node !== undefined && isSamePlace(property.key, node)),
  };
}

/** Copies all lie at the place of their alias: a key and its value as well. */
function isSamePlace(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start === b.start && a.end === b.end;
}
