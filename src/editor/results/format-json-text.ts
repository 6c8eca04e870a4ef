import { isJsonObject, type JsonValue } from '../../asl/json.ts';
import { parseKeepingNumbers } from '../../asl/kept-numbers.ts';

/** A JSON text with line ends and indent, its numbers digit by digit; undefined for a text that is no object or array. */
export function formatJsonText(text: string): string | undefined {
  try {
    const value: JsonValue = parseKeepingNumbers(text);
    return Array.isArray(value) || isJsonObject(value) ? JSON.stringify(value, undefined, 2) : undefined;
  } catch {
    return undefined;
  }
}
