import { definitionOf } from './build-definition.ts';
import type { Definition } from './definition.ts';
import type { JsonValue } from './json.ts';
import { parseJsonSyntax } from './parse-json.ts';
import { printJson } from './print-json.ts';

/** A definition that has no text of its own yet: its text is the value printed as JSON. */
export function definitionFromValue(value: JsonValue): Definition {
  const text = printJson(value);
  const { root, problems } = parseJsonSyntax(text);
  return definitionOf(root, text, 'json', problems);
}
