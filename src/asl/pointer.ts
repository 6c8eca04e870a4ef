import { keyOfFunction } from './functions.ts';
import type { PropertyNode, ValueNode } from './syntax.ts';
import { propertyOf } from './values.ts';

/** One token of a JSON Pointer, escaped (RFC 6901 §3). */
export function escapeToken(token: string): string {
  return token.includes('/') || token.includes('~') ? token.replaceAll('~', '~0').replaceAll('/', '~1') : token;
}

/** The JSON Pointer of a path of keys and positions; `""` for the root. */
export function formatPointer(tokens: readonly (string | number)[]): string {
  return tokens.map((token) => `/${escapeToken(String(token))}`).join('');
}

/** The tokens of a JSON Pointer; undefined when it is not one. */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value at a JSON Pointer; undefined where there is none. A function's argument is under its key in JSON. */
export function nodeAt(root: ValueNode | undefined, pointer: string): ValueNode | undefined {
  const tokens = parsePointer(pointer);
  return tokens?.reduce<ValueNode | undefined>((node, token) => node && childAt(node, token), root);
}

function childAt(node: ValueNode, token: string): ValueNode | undefined {
  switch (node.kind) {
    case 'object':
      return propertyOf(node, token)?.value;
    case 'array':
      return /^(?:0|[1-9]\d*)$/.test(token) ? node.items[Number(token)] : undefined;
    case 'substitution':
      return keyOfFunction(node.fn) === token ? node.argument : undefined;
    default:
      return undefined;
  }
}

/** The innermost thing at an offset. */
export interface PlaceInTree {
  /** JSON Pointer of the value, or of the value whose key this is. */
  readonly pointer: string;
  readonly node: ValueNode | undefined;
  /** The property that the offset is in the key of; undefined inside of a value. */
  readonly property: PropertyNode | undefined;
}

/**
 * The innermost value, or key, that holds an offset (its end included, as for a cursor); undefined outside of the root.
 * What an alias stands for has no place of its own: its place is the alias.
 */
export function pointerAt(root: ValueNode | undefined, offset: number): PlaceInTree | undefined {
  if (root === undefined || !holds(root, offset)) return undefined;
  let pointer = '';
  for (let node = root; ;) {
    if (node.kind === 'object') {
      const property = find(node.properties, offset);
      if (property === undefined || samePlace(property, node)) return { pointer, node, property: undefined };
      pointer += `/${escapeToken(property.key.value)}`;
      const { key, value } = property;
      if (value === undefined || !holds(value, offset) || holds(key, offset)) return { pointer, node: value, property };
      node = value;
      continue;
    }
    const child: ValueNode | undefined =
      node.kind === 'array'
        ? find(node.items, offset)
        : node.kind === 'substitution' && node.argument && holds(node.argument, offset)
          ? node.argument
          : undefined;
    if (child === undefined || (node.kind === 'array' && samePlace(child, node)))
      return { pointer, node, property: undefined };
    if (node.kind === 'array') pointer += `/${node.items.indexOf(child)}`;
    else if (node.kind === 'substitution') pointer += `/${escapeToken(keyOfFunction(node.fn))}`;
    node = child;
  }
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function holds({ start, end }: Place, offset: number): boolean {
  return start <= offset && offset <= end;
}

function samePlace(a: Place, b: Place): boolean {
  return a.start === b.start && a.end === b.end;
}

/** Of places in the order of the text, the last that holds the offset: at a border the cursor is before what follows. */
function find<T extends Place>(places: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((places[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const found = places[low - 1];
  return found && holds(found, offset) ? found : undefined;
}
