import type { Definition } from '../asl/definition.ts';
import { styleOf } from '../asl/text-style.ts';
import { completeExpression } from './complete-expression.ts';
import { completeKeys } from './complete-keys.ts';
import { completeValue } from './complete-values.ts';
import { CompletionList, type Completion } from './completion.ts';
import { findCursor, type Cursor } from './cursor.ts';
import { placeAt, type Place } from './place.ts';

/** Where something is being typed, and what the tables know of that place. */
export interface Spot {
  readonly definition: Definition;
  readonly offset: number;
  readonly cursor: Cursor;
  readonly place: Place;
}

/**
 * What may be written at an offset: keys by the state's type, the query language and the Map's mode, values, names of
 * states of the same scope, resources, errors, and the parts of expressions. Empty where nothing is known. Never throws.
 */
export function completeAt(definition: Definition, offset: number): readonly Completion[] {
  const cursor = findCursor(definition, offset);
  const place = cursor && placeAt(definition, cursor.tokens);
  if (!cursor || !place) return [];
  const spot: Spot = { definition, offset, cursor, place };
  const list = new CompletionList(definition.text, cursor, styleOf(definition).unit);
  if (cursor.role === 'key' && (cursor.hasValue || cursor.style !== 'yaml' || takesKeys(place)))
    completeKeys(spot, list);
  else if (!completeExpression(spot, list)) completeValue(spot, list);
  return list.items.filter(
    ({ start, end }) => isOnLine(definition.text, start, end) && start <= offset && offset <= end,
  );
}

/** In YAML the first word below a key may be a key, or the value itself. */
function takesKeys({ kind }: Place): boolean {
  return kind === 'object' || kind === 'untyped' || kind === 'states' || kind === 'payload';
}

function isOnLine(text: string, start: number, end: number): boolean {
  return !/[\r\n]/.test(text.slice(start, end));
}
