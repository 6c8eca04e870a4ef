import type { JsonValue } from './json.ts';

/** JSON with an indent of two spaces, unless told, and a line end. What is nested too deeply to be printed gives an empty text. */
export function printJson(value: JsonValue, indent = 2): string {
  try {
    return `${JSON.stringify(value, null, indent)}\n`;
  } catch {
    // JSON.stringify recurses: it throws for some ten thousand levels, far beyond what any reader here takes.
    return '';
  }
}
