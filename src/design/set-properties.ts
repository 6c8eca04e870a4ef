import type { Change } from '../asl/changes.ts';
import type { JsonObject } from '../asl/json.ts';
import { escapeToken, nodeAt, parsePointer } from '../asl/pointer.ts';
import type { ObjectNode } from '../asl/syntax.ts';
import { setKey, toJson } from '../asl/values.ts';
import type { Draft, Refusal } from './draft.ts';
import type { Property } from './gesture.ts';

/**
 * Sets properties of one or several objects, each in its own text. `Key` and `Key.$` are one property, whose place is
 * kept; so is that of one that goes while another comes. An object that is not there, or null, is made.
 */
export function setProperties(draft: Draft, properties: readonly Property[]): Refusal {
  const changes: Change[] = [];
  for (const pointer of new Set(properties.map(({ object }) => object))) {
    const own = properties.filter(({ object }) => object === pointer);
    const node = nodeAt(draft.definition.root, pointer);
    if (node?.kind === 'object') changes.push(...changesOf(node, pointer, own));
    else if (node === undefined || node.kind === 'null') changes.push(...makeObject(pointer, own, node !== undefined));
    else
      return `${nameOf(pointer)} is no object but ${JSON.stringify(toJson(node))}: take it out first, or change it in the text.`;
  }
  return draft.changeAll(changes);
}

function nameOf(pointer: string): string {
  return parsePointer(pointer)?.at(-1) ?? 'This';
}

function makeObject(pointer: string, properties: readonly Property[], isNull: boolean): Change[] {
  const value: JsonObject = {};
  for (const { key, value: own } of properties) if (own !== undefined) setKey(value, key, own);
  if (Object.keys(value).length === 0) return [];
  if (isNull) return [{ kind: 'set', pointer, value }];
  const parent = pointer.slice(0, pointer.lastIndexOf('/'));
  return [{ kind: 'insert-property', pointer: parent, key: nameOf(pointer), value }];
}

function changesOf(node: ObjectNode, pointer: string, properties: readonly Property[]): Change[] {
  const there = new Set(node.properties.map(({ key }) => key.value));
  const place = (key: string): string => `${pointer}/${escapeToken(key)}`;
  const written = (key: string): string[] => [key, `${key}.$`].filter((each) => there.has(each));
  // Those that go leave their places to those that come.
  const free = properties.filter(({ value }) => value === undefined).flatMap(({ key }) => written(key));
  const changes: Change[] = [];
  for (const { key, value } of properties) {
    if (value === undefined) continue;
    const [first, twin] = written(key);
    if (twin !== undefined) free.push(twin);
    const at = first ?? free.shift();
    if (at === undefined) changes.push({ kind: 'insert-property', pointer, key, value });
    else changes.push({ kind: 'set', pointer: place(at), value });
    if (at !== undefined && at !== key) changes.push({ kind: 'rename-key', pointer: place(at), key });
  }
  return [...changes, ...free.map((key): Change => ({ kind: 'remove', pointer: place(key) }))];
}
