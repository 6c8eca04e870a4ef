import { isJsonObject, type JsonValue } from '../asl/json.ts';
import { parseKeepingNumbers } from '../asl/kept-numbers.ts';

/** A JSON text with line ends and indent, its numbers digit by digit; any other text, and a plain value, as it is. */
export function layOutJson(text: string): string {
  try {
    const value: JsonValue = parseKeepingNumbers(text);
    return Array.isArray(value) || isJsonObject(value) ? JSON.stringify(value, undefined, 2) : text;
  } catch {
    return text;
  }
}
