import { definitionOf } from './build-definition.ts';
import type { Definition } from './definition.ts';
import { JSON_SYNTAX } from './parse-json.ts';
import type { Syntax, SyntaxTree, TextFormat } from './syntax.ts';
import { YAML_SYNTAX } from './yaml-syntax.ts';

/** YAML for `.yaml` and `.yml`, JSON for everything else. */
export function formatOf(path: string): TextFormat {
  return /\.ya?ml$/i.test(path) ? 'yaml' : 'json';
}

export function syntaxOf(format: TextFormat): Syntax {
  return format === 'yaml' ? YAML_SYNTAX : JSON_SYNTAX;
}

/** Reads any JSON or YAML text, such as a template, into nodes with places. Never throws. */
export function parseSyntax(text: string, format: TextFormat): SyntaxTree {
  return syntaxOf(format).read(text);
}

/**
 * Reads a state machine's text. Never throws: what cannot be read is in `problems`. A caller that must not load the
 * YAML library calls `definitionOf` with JSON_SYNTAX itself.
 */
export function parseDefinition(text: string, format: TextFormat): Definition {
  const syntax = syntaxOf(format);
  const { root, problems } = syntax.read(text);
  return definitionOf(root, text, syntax, problems);
}
