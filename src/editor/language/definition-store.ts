import type * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { Syntax, SyntaxTree, TextFormat } from '../../asl/syntax.ts';
import type { TemplateDefinitions } from '../../project/embedded-definitions.ts';
import { CheckedDefinitions } from './checked-definitions.ts';
import { DefinitionInDocument } from './definition-in-document.ts';
import { loadLanguage, loadSyntax, loadTemplates } from './load.ts';
import { ReferencedDefinitions } from './referenced-definitions.ts';
import { DEFINITION_LANGUAGES, formatOfTemplate, kindOfText, type TextKind } from './text-kind.ts';
import { YamlThread, type ReadText } from './yaml-thread.ts';

export { loadLanguage } from './load.ts';

/** For feature registrations: where a definition may be. */
export const DEFINITION_SELECTOR: vscode.DocumentSelector = DEFINITION_LANGUAGES.map((language) => ({ language }));

interface Entry {
  readonly version: number;
  readonly languageId: string;
  /** Undefined: no definition. */
  readonly kind: TextKind | undefined;
  /** From the first time that they are asked for. */
  definition?: Promise<Definition>;
  template?: Promise<TemplateDefinitions>;
  resources?: Promise<ReadText>;
}

/** Looks at each version of each open document once, and reads it once, however many features ask. */
export class DefinitionStore implements vscode.Disposable {
  /** Definitions in files of their own that templates name. */
  readonly referenced = new ReferencedDefinitions();
  /** What is wrong with those that were read here. */
  readonly checked = new CheckedDefinitions();
  readonly #yaml = new YamlThread(async () => (await loadSyntax('yaml')).read);
  readonly #entries = new WeakMap<vscode.TextDocument, Entry>();

  /** What this version of the document is; undefined when it holds no definition, or is too long to. */
  kindOf(document: vscode.TextDocument): TextKind | undefined {
    return this.#look(document).kind;
  }

  /** The definition that this version of the document is; undefined when it is not one, as a template. */
  async read(document: vscode.TextDocument): Promise<Definition | undefined> {
    const entry = this.#look(document);
    if (entry.kind?.holds !== 'definition') return undefined;
    entry.definition ??= this.#parseOwn(document, entry.kind.format);
    return entry.definition;
  }

  /** The state machines of this version of a template; undefined when the document is none. */
  async readTemplate(document: vscode.TextDocument): Promise<TemplateDefinitions | undefined> {
    const entry = this.#look(document);
    if (entry.kind?.holds !== 'template') return undefined;
    entry.template ??= this.parseTemplate(document, document.getText(), entry.kind.format);
    return entry.template;
  }

  /** The tree of this version of a template, whatever its resources are; undefined when the document is none. */
  async readResources(document: vscode.TextDocument): Promise<SyntaxTree | undefined> {
    const entry = this.#look(document);
    const text = document.getText();
    const format = formatOfTemplate(text, document.languageId);
    if (format === undefined) return undefined;
    entry.resources ??= loadSyntax(format).then((syntax) => this.#readText(document, text, syntax));
    return (await entry.resources).tree;
  }

  /** The state machines of the text of a template; `owner` stands for the file, as a document does for an open one. */
  async parseTemplate(owner: object, ownText: string, format: TextFormat): Promise<TemplateDefinitions> {
    const [{ findDefinitions }, syntax] = await Promise.all([loadTemplates(), loadSyntax(format)]);
    const { text, tree } = await this.#readText(owner, ownText, syntax);
    return findDefinitions(text, { ...syntax, read: (other) => (other === text ? tree : syntax.read(other)) });
  }

  /** Every definition in the document: the one that it is, or those that are written in it as a template. */
  async readAll(document: vscode.TextDocument): Promise<readonly DefinitionInDocument[]> {
    const { kind } = this.#look(document);
    if (!kind) return [];
    const definition = await this.read(document);
    const syntax = await loadSyntax(kind.format);
    if (definition) return [new DefinitionInDocument(document, syntax, definition)];
    const template = await this.readTemplate(document);
    return (template?.embedded ?? []).map(
      (embedded) => new DefinitionInDocument(document, syntax, embedded.definition, embedded),
    );
  }

  /** The definition at a position of the document; undefined where there is none. */
  async readAt(document: vscode.TextDocument, position: vscode.Position): Promise<DefinitionInDocument | undefined> {
    return (await this.readAll(document)).find((each) => each.offsetAt(position) !== undefined);
  }

  /** The definition of a resource of a template; without one, the definition that the document is. */
  async readOne(document: vscode.TextDocument, logicalId?: string): Promise<DefinitionInDocument | undefined> {
    return (await this.readAll(document)).find((each) => each.logicalId === logicalId);
  }

  #look(document: vscode.TextDocument): Entry {
    const { version, languageId } = document;
    const known = this.#entries.get(document);
    if (known?.version === version && known.languageId === languageId) return known;
    const isOurs = DEFINITION_LANGUAGES.includes(languageId);
    const entry = { version, languageId, kind: isOurs ? kindOfText(document.getText(), languageId) : undefined };
    this.#entries.set(document, entry);
    return entry;
  }

  dispose(): void {
    this.#yaml.dispose();
  }

  async #parseOwn(document: vscode.TextDocument, format: TextFormat): Promise<Definition> {
    const [{ definitionOf }, syntax] = await Promise.all([loadLanguage(), loadSyntax(format)]);
    const { text, tree } = await this.#readText(document, document.getText(), syntax);
    return definitionOf(tree.root, text, syntax, tree.problems);
  }

  /** Of this version, or of a newer one that came meanwhile: places are looked up in the document as it is then. */
  async #readText(owner: object, text: string, syntax: Syntax): Promise<ReadText> {
    return syntax.format === 'yaml' ? this.#yaml.read(owner, text) : { text, tree: syntax.read(text) };
  }
}
