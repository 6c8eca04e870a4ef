import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { parsePointer } from './pointer.ts';
import { setKey } from './values.ts';

/** One change of a definition. Pointers are JSON Pointers that start at the definition's root. */
export type Change =
  | { readonly kind: 'set'; readonly pointer: string; readonly value: JsonValue }
  | { readonly kind: 'remove'; readonly pointer: string }
  | {
      readonly kind: 'insert-property';
      /** Of the object that gets it. */
      readonly pointer: string;
      readonly key: string;
      readonly value: JsonValue;
      /** Position among the properties; at the end when absent. */
      readonly index?: number;
    }
  | {
      readonly kind: 'insert-item';
      /** Of the array that gets it. */
      readonly pointer: string;
      readonly value: JsonValue;
      /** At the end when absent. */
      readonly index?: number;
    }
  | { readonly kind: 'rename-key'; readonly pointer: string; readonly key: string };

/** The value that a change makes of another; undefined when there is nothing to change at its pointer. */
export function changeValue(value: JsonValue, change: Change, base = ''): JsonValue | undefined {
  const path = parsePointer(base + change.pointer);
  return path && changeAt(value, path, change);
}

function changeAt(value: JsonValue, path: readonly string[], change: Change): JsonValue | undefined {
  const [token, ...rest] = path;
  const inContainer = change.kind === 'remove' || change.kind === 'rename-key';
  if (token === undefined) return inContainer ? undefined : changeHere(value, change);
  if (inContainer && rest.length === 0) return changeEntry(value, token, change);
  const child = entryOf(value, token);
  const changed = child === undefined ? undefined : changeAt(child, rest, change);
  if (changed === undefined) return undefined;
  if (Array.isArray(value)) return value.with(Number(token), changed);
  return isJsonObject(value) ? mapEntries(value, ([key, item]) => [[key, key === token ? changed : item]]) : undefined;
}

function entryOf(value: JsonValue, token: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(token) ? value[Number(token)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

function changeHere(value: JsonValue, change: Change): JsonValue | undefined {
  if (change.kind === 'set') return change.value;
  if (change.kind === 'insert-item')
    return Array.isArray(value) ? value.toSpliced(change.index ?? value.length, 0, change.value) : undefined;
  if (change.kind !== 'insert-property' || !isJsonObject(value) || Object.hasOwn(value, change.key)) return undefined;
  const entries = Object.entries(value);
  const added = entries.toSpliced(change.index ?? entries.length, 0, [change.key, change.value]);
  return objectOf(added);
}

function changeEntry(
  value: JsonValue,
  token: string,
  change: Extract<Change, { kind: 'remove' | 'rename-key' }>,
): JsonValue | undefined {
  if (entryOf(value, token) === undefined) return undefined;
  if (Array.isArray(value)) return change.kind === 'remove' ? value.toSpliced(Number(token), 1) : undefined;
  if (!isJsonObject(value)) return undefined;
  if (change.kind === 'remove') return mapEntries(value, (entry) => (entry[0] === token ? [] : [entry]));
  if (change.key !== token && Object.hasOwn(value, change.key)) return undefined;
  return mapEntries(value, ([key, item]) => [[key === token ? change.key : key, item]]);
}

type Entry = [key: string, value: JsonValue];

function mapEntries(object: JsonObject, map: (entry: Entry) => Entry[]): JsonObject {
  return objectOf(Object.entries(object).flatMap(map));
}

function objectOf(entries: readonly Entry[]): JsonObject {
  const object: JsonObject = {};
  for (const [key, value] of entries) setKey(object, key, value);
  return object;
}
