import type { QueryLanguage } from '../asl/definition.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import { setKey } from '../asl/values.ts';
import { stateSnippets } from '../language/snippets.ts';
import { isHole, type SnippetValue } from '../language/snippet.ts';
import type { Fragment } from './gesture.ts';

/** A state to begin with, as the palette shows it. */
export interface Preset {
  /** Its label, which no other has. */
  readonly id: string;
  readonly type: string;
  readonly about: string;
}

/** What the palette offers in a query language. */
export function presetsOf(language: QueryLanguage): Preset[] {
  return stateSnippets(language).map(({ label, about, value }) => ({
    id: label,
    about,
    type: typeOf(fill(value)),
  }));
}

/** The states of a preset; undefined for an id that there is not. */
export function presetFragment(id: string, language: QueryLanguage): Fragment | undefined {
  const snippet = stateSnippets(language).find(({ label }) => label === id);
  if (snippet === undefined) return undefined;
  const name = snippet.name.hole;
  return { StartAt: name, States: { [name]: fill(snippet.value) } };
}

function typeOf(value: JsonValue): string {
  return isJsonObject(value) && typeof value.Type === 'string' ? value.Type : '';
}

/** A snippet with what stands in its holes at first. */
function fill(value: SnippetValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (isHole(value)) return value.isRaw === true ? (JSON.parse(value.hole) as JsonValue) : value.hole;
  if (Array.isArray(value)) return (value as readonly SnippetValue[]).map(fill);
  const object: JsonObject = {};
  for (const [key, item] of Object.entries(value)) setKey(object, key, fill(item));
  return object;
}
