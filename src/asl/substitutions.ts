import type { Definition } from './definition.ts';
import { everyPlaceholder, functionOfKey } from './functions.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { formatPointer } from './pointer.ts';
import type { StringNode, ValueNode } from './syntax.ts';
import { setKey } from './values.ts';

/** One place of a definition that the deployment fills in. */
export interface Substitution {
  /** The name inside `${…}`, or the function: `Sub`, `GetAtt`, `Raw` for a `${…}` that stands in no string. */
  readonly name: string;
  readonly kind: 'placeholder' | 'function';
  /** JSON Pointer of the value, or of the value whose key it is in. */
  readonly pointer: string;
  readonly start: number;
  readonly end: number;
}

/** Every `${Name}` and every CloudFormation function, in the order of the text. */
export function listSubstitutions(definition: Definition): Substitution[] {
  const found: Substitution[] = [];
  const { text } = definition;
  const addPlaceholders = ({ start, end, value }: StringNode, path: readonly (string | number)[]): void => {
    const pattern = everyPlaceholder();
    if (!pattern.test(value)) return;
    pattern.lastIndex = 0;
    const raw = text.slice(start, end);
    for (const match of raw.matchAll(pattern)) {
      const at = start + match.index;
      found.push({
        name: match[1] ?? '',
        kind: 'placeholder',
        pointer: formatPointer(path),
        start: at,
        end: at + match[0].length,
      });
    }
  };
  const walk = (node: ValueNode, path: readonly (string | number)[]): void => {
    switch (node.kind) {
      case 'object':
        for (const { key, value } of node.properties) {
          addPlaceholders(key, [...path, key.value]);
          if (value) walk(value, [...path, key.value]);
        }
        return;
      case 'array':
        node.items.forEach((item, index) => walk(item, [...path, index]));
        return;
      case 'string':
        addPlaceholders(node, path);
        return;
      case 'substitution': {
        const { fn, start, end, argument } = node;
        found.push({ name: fn, kind: 'function', pointer: formatPointer(path), start, end });
        if (argument) walk(argument, path);
        return;
      }
      default:
    }
  };
  if (definition.root) walk(definition.root, []);
  return found;
}

/** A definition's value with all that was known filled in. */
export interface Substituted {
  readonly value: JsonValue;
  /** What has no value, each once: names as inside `${…}`, and `Fn::…` for functions that are not understood. */
  readonly unresolved: readonly string[];
}

/**
 * Fills in what the deployment would: `${Name}` wherever it stands in a string or a key, since DefinitionSubstitutions
 * replaces text, and the functions Ref, GetAtt (as `Name.Attribute`), Sub and Join. `names` may hold `AWS::Region` and
 * its like. What has no value stays as it is written, and is listed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 */
export function applySubstitutions(value: JsonValue, names: Readonly<Record<string, string>>): Substituted {
  const unresolved = new Set<string>();
  const known = new Map(Object.entries(names));
  return { value: fill(value, { known, unresolved }), unresolved: [...unresolved] };
}

interface Filling {
  readonly known: ReadonlyMap<string, string>;
  readonly unresolved: Set<string>;
}

function fill(value: JsonValue, filling: Filling): JsonValue {
  if (typeof value === 'string') return fillText(value, filling);
  if (Array.isArray(value)) return value.map((item) => fill(item, filling));
  if (!isJsonObject(value)) return value;
  const call = functionIn(value);
  if (call) return fillFunction(value, call, filling);
  const object: JsonObject = {};
  for (const [key, item] of Object.entries(value)) setKey(object, fillText(key, filling), fill(item, filling));
  return object;
}

function fillText(text: string, { known, unresolved }: Filling): string {
  if (!text.includes('${')) return text;
  return text.replace(everyPlaceholder(), (written, name: string) => {
    const value = known.get(name);
    if (value === undefined) unresolved.add(name);
    return value ?? written;
  });
}

interface FunctionCall {
  readonly fn: string;
  readonly argument: JsonValue;
}

function functionIn(value: JsonObject): FunctionCall | undefined {
  const [entry, second] = Object.entries(value);
  if (entry === undefined || second !== undefined) return undefined;
  const [key, argument] = entry;
  const fn = functionOfKey(key, { kind: typeof argument, value: argument });
  return fn === undefined ? undefined : { fn, argument };
}

function fillFunction(written: JsonObject, { fn, argument }: FunctionCall, filling: Filling): JsonValue {
  const result = READ.get(fn)?.(argument, filling, written);
  if (result === undefined)
    filling.unresolved.add(fn === 'Raw' && typeof argument === 'string' ? argument : `Fn::${fn}`);
  return result ?? written;
}

/** Gives what was written where a name has no value, and nothing for an argument of a shape that it does not take. */
type Fill = (argument: JsonValue, filling: Filling, written: JsonObject) => JsonValue | undefined;

/** The functions that can be worked out here. */
const READ: ReadonlyMap<string, Fill> = new Map<string, Fill>([
  ['Ref', lookUp],
  ['GetAtt', (argument, ...rest) => lookUp(attributeName(argument), ...rest)],
  ['Raw', fillRaw],
  ['Sub', fillSub],
  ['Join', fillJoin],
]);

/** `["Name", "Arn"]` and `"Name.Arn"` are the same attribute. */
function attributeName(argument: JsonValue): JsonValue {
  const isPath = Array.isArray(argument) && argument.every((part) => typeof part === 'string');
  return isPath ? argument.join('.') : argument;
}

function lookUp(name: JsonValue, { known, unresolved }: Filling, written: JsonObject): JsonValue | undefined {
  if (typeof name !== 'string') return undefined;
  const value = known.get(name);
  if (value === undefined) unresolved.add(name);
  return value ?? written;
}

/** A `${Name}` that stands in no string becomes whatever the text of its value is: a number, an object. */
function fillRaw(text: JsonValue, filling: Filling, written: JsonObject): JsonValue | undefined {
  if (typeof text !== 'string') return undefined;
  const value = fillText(text, filling);
  if (value === text) return written;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return undefined;
  }
}

/** `${!Name}` is how Sub writes a `${Name}` that stays. */
function fillSub(argument: JsonValue, filling: Filling): string | undefined {
  const [text, own] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return undefined;
  const known = new Map(filling.known);
  if (isJsonObject(own))
    for (const [name, item] of Object.entries(own)) {
      const value = fill(item, filling);
      if (typeof value === 'string') known.set(name, value);
    }
  return fillText(text, { ...filling, known }).replaceAll('${!', '${');
}

function fillJoin(argument: JsonValue, filling: Filling): string | undefined {
  const [delimiter, parts] = Array.isArray(argument) ? argument : [];
  if (typeof delimiter !== 'string' || !Array.isArray(parts)) return undefined;
  const texts = parts.map((part) => fill(part, filling));
  return texts.every((part) => typeof part === 'string') ? texts.join(delimiter) : undefined;
}
