import type { Change } from '../asl/changes.ts';
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from '../asl/json.ts';
import { escapeToken } from '../asl/pointer.ts';
import type { ArrayNode, ObjectNode, ValueNode } from '../asl/syntax.ts';
import { toJson } from '../asl/values.ts';

/**
 * The changes that make a value of the one at a pointer, as deep in it as they can be: what both have is not written
 * again, so that its comments and its layout stay.
 */
export function changesTo(node: ValueNode, value: JsonValue, pointer: string): Change[] {
  if (isSameJson(toJson(node), value)) return [];
  if (node.kind === 'object' && isJsonObject(value)) return changesOfObject(node, value, pointer);
  if (node.kind === 'array' && Array.isArray(value) && node.items.length > 0 && value.length > 0)
    return changesOfArray(node, value, pointer);
  return [{ kind: 'set', pointer, value }];
}

function changesOfObject(node: ObjectNode, value: JsonObject, pointer: string): Change[] {
  const place = (key: string): string => `${pointer}/${escapeToken(key)}`;
  const there = new Map(node.properties.map((property) => [property.key.value, property.value]));
  const kept = [...there].flatMap(([key, own]): Change[] => {
    const wanted = Object.hasOwn(value, key) ? value[key] : undefined;
    if (wanted === undefined) return [];
    return own === undefined
      ? [{ kind: 'set', pointer: place(key), value: wanted }]
      : changesTo(own, wanted, place(key));
  });
  const added = Object.entries(value).filter(([key]) => !there.has(key));
  const gone = [...there.keys()].filter((key) => !Object.hasOwn(value, key));
  return [
    ...kept,
    ...added.map(([key, own]): Change => ({ kind: 'insert-property', pointer, key, value: own })),
    ...gone.map((key): Change => ({ kind: 'remove', pointer: place(key) })),
  ];
}

/** Items that are the same at both ends stay where they are; those between are paired, added or taken out. */
function changesOfArray({ items }: ArrayNode, value: readonly JsonValue[], pointer: string): Change[] {
  const shorter = Math.min(items.length, value.length);
  const isKept = (item: ValueNode | undefined, wanted: JsonValue | undefined): boolean =>
    item !== undefined && wanted !== undefined && isSameJson(toJson(item), wanted);
  let start = 0;
  while (start < shorter && isKept(items[start], value[start])) start++;
  let same = 0;
  while (same < shorter - start && isKept(items.at(-1 - same), value.at(-1 - same))) same++;
  const old = items.slice(start, items.length - same);
  const wanted = value.slice(start, value.length - same);
  const paired = old.flatMap((item, index) => {
    const own = wanted[index];
    return own === undefined ? [] : changesTo(item, own, `${pointer}/${start + index}`);
  });
  const added = wanted.slice(old.length).map((own, index): Change => {
    return { kind: 'insert-item', pointer, value: own, index: start + old.length + index };
  });
  // Backwards, so that none moves those that are still to go.
  const gone = old.slice(wanted.length).map((_, index) => start + wanted.length + index);
  const removed = gone.reverse().map((index): Change => ({ kind: 'remove', pointer: `${pointer}/${index}` }));
  return [...paired, ...added, ...removed];
}
