import type { Syntax, TextFormat } from '../../asl/syntax.ts';
import type * as Language from './language.ts';
import type * as Templates from './templates.ts';

/** The language: parser and rules, in a chunk of its own that is loaded with the first definition. */
export function loadLanguage(): Promise<typeof Language> {
  return import(/* webpackChunkName: "language" */ './language.ts');
}

/** Definitions in templates, in a chunk of its own that is loaded with the first template. */
export function loadTemplates(): Promise<typeof Templates> {
  return import(/* webpackChunkName: "templates" */ './templates.ts');
}

/** YAML's parser is a chunk of its own: who only has JSON does not load it. */
export async function loadSyntax(format: TextFormat): Promise<Syntax> {
  if (format === 'json') return (await loadLanguage()).JSON_SYNTAX;
  return (await import(/* webpackChunkName: "yaml" */ '../../asl/yaml-syntax.ts')).YAML_SYNTAX;
}
