import type { JsonValue } from '../asl/json.ts';

/** Values are never changed once they are made, so that their text stays theirs. */
const TEXTS = new WeakMap<object, string>();

/**
 * Keeps the JSON text of a value for as long as the value is there, so that a batch, or what a handler answers, is not
 * made into text again on its way through a state. `text` must be what `JSON.stringify` gives.
 */
export function keepText(value: JsonValue, text: string): void {
  if (typeof value === 'object' && value !== null) TEXTS.set(value, text);
}

/** The text of a value where it was kept. */
export function keptText(value: object): string | undefined {
  return TEXTS.get(value);
}

/** The compact JSON text of a value. */
export function textOf(value: JsonValue): string {
  return (typeof value === 'object' && value !== null ? TEXTS.get(value) : undefined) ?? JSON.stringify(value);
}
