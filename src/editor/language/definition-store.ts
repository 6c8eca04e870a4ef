import type * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { TextFormat } from '../../asl/syntax.ts';
import type * as Language from './language.ts';
import { looksLikeDefinition } from './sniff.ts';

/** The languages that are state machines by their file name; others are looked at. */
const OWN_LANGUAGES: Readonly<Record<string, TextFormat>> = { asl: 'json', 'asl-yaml': 'yaml' };
const SNIFFED_LANGUAGES: Readonly<Record<string, TextFormat>> = { json: 'json', jsonc: 'json', yaml: 'yaml' };

/** For feature registrations: where a definition may be. */
export const DEFINITION_SELECTOR: vscode.DocumentSelector = [
  ...Object.keys(OWN_LANGUAGES),
  ...Object.keys(SNIFFED_LANGUAGES),
].map((language) => ({ language }));

/** Longer texts are left alone: Step Functions takes definitions of up to 1 MB. */
const LONGEST_TEXT = 10 * 1024 * 1024;

/** The language: parser and rules, in a chunk of its own that is loaded with the first definition. */
export function loadLanguage(): Promise<typeof Language> {
  return import(/* webpackChunkName: "language" */ './language.ts');
}

interface Entry {
  readonly version: number;
  readonly languageId: string;
  /** Undefined: no definition. */
  readonly format: TextFormat | undefined;
  /** From the first time that it is asked for. */
  definition?: Promise<Definition>;
}

/** Looks at each version of each open document once, and reads it once, however many features ask. */
export class DefinitionStore {
  readonly #entries = new WeakMap<vscode.TextDocument, Entry>();

  /** Which format the document's definition is in; undefined when it holds none. */
  formatOf(document: vscode.TextDocument): TextFormat | undefined {
    return this.#look(document).format;
  }

  /** The definition of this version of the document; undefined when it holds none or is too long to be one. */
  async read(document: vscode.TextDocument): Promise<Definition | undefined> {
    const entry = this.#look(document);
    if (!entry.format) return undefined;
    entry.definition ??= parse(document.getText(), entry.format);
    return entry.definition;
  }

  #look(document: vscode.TextDocument): Entry {
    const { version, languageId } = document;
    const known = this.#entries.get(document);
    if (known?.version === version && known.languageId === languageId) return known;
    const entry = { version, languageId, format: findFormat(document) };
    this.#entries.set(document, entry);
    return entry;
  }
}

function findFormat(document: vscode.TextDocument): TextFormat | undefined {
  const own = OWN_LANGUAGES[document.languageId];
  const sniffed = SNIFFED_LANGUAGES[document.languageId];
  if (!own && !sniffed) return undefined;
  const text = document.getText();
  if (text.length > LONGEST_TEXT) return undefined;
  return own ?? (looksLikeDefinition(text) ? sniffed : undefined);
}

/** YAML's parser is a chunk of its own: who only has JSON does not load it. */
async function parse(text: string, format: TextFormat): Promise<Definition> {
  const { definitionOf, JSON_SYNTAX } = await loadLanguage();
  const syntax =
    format === 'json'
      ? JSON_SYNTAX
      : (await import(/* webpackChunkName: "yaml" */ '../../asl/yaml-syntax.ts')).YAML_SYNTAX;
  const { root, problems } = syntax.read(text);
  return definitionOf(root, text, syntax, problems);
}
