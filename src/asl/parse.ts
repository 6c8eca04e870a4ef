import { definitionOf } from './build-definition.ts';
import type { Definition } from './definition.ts';
import { parseJsonSyntax } from './parse-json.ts';
import { parseYamlSyntax } from './parse-yaml.ts';
import type { SyntaxTree, TextFormat } from './syntax.ts';

/** YAML for `.yaml` and `.yml`, JSON for everything else. */
export function formatOf(path: string): TextFormat {
  return /\.ya?ml$/i.test(path) ? 'yaml' : 'json';
}

/** Reads any JSON or YAML text, such as a template, into nodes with places. Never throws. */
export function parseSyntax(text: string, format: TextFormat): SyntaxTree {
  return format === 'yaml' ? parseYamlSyntax(text) : parseJsonSyntax(text);
}

/**
 * Reads a state machine's text. Never throws: what cannot be read is in `problems`. A caller that must not load the
 * YAML parser calls `parseJsonSyntax` and `definitionOf` itself.
 */
export function parseDefinition(text: string, format: TextFormat): Definition {
  const { root, problems } = parseSyntax(text, format);
  return definitionOf(root, text, format, problems);
}
