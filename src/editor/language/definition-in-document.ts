import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { Syntax, TextEdit } from '../../asl/syntax.ts';
import type { EmbeddedDefinition } from '../../project/embedded-definitions.ts';
import type { CheckOptions } from '../../validation/check-definition.ts';
import type { Finding } from '../../validation/finding.ts';
import { loadTemplates } from './load.ts';

/**
 * A definition of a document: all of it, or one of those in a template. The places in `definition` are its own, and may
 * not be the document's; everything that VS Code is told or asked goes through these methods.
 */
export class DefinitionInDocument {
  readonly definition: Definition;
  /** Undefined for a document that is one definition. */
  readonly embedded: EmbeddedDefinition | undefined;
  readonly #document: vscode.TextDocument;
  readonly #text: string;
  readonly #syntax: Syntax;

  constructor(document: vscode.TextDocument, syntax: Syntax, definition: Definition, embedded?: EmbeddedDefinition) {
    this.#document = document;
    this.#text = document.getText();
    this.#syntax = syntax;
    this.definition = definition;
    this.embedded = embedded;
  }

  /** The logical id of the resource that it belongs to; undefined for a document that is one definition. */
  get logicalId(): string | undefined {
    return this.embedded?.logicalId;
  }

  /** The offset in the definition's own text; undefined for a position outside of it. */
  offsetAt(position: vscode.Position): number | undefined {
    const offset = this.#document.offsetAt(position);
    const { embedded } = this;
    if (embedded === undefined) return offset;
    if (embedded.scalar) return embedded.scalar.toInner(offset);
    return embedded.start <= offset && offset <= embedded.end ? offset : undefined;
  }

  rangeOf({ start, end }: { readonly start: number; readonly end: number }): vscode.Range {
    return new vscode.Range(
      this.#document.positionAt(this.#toDocument(start)),
      this.#document.positionAt(this.#toDocument(end)),
    );
  }

  #toDocument(offset: number): number {
    return this.embedded?.scalar?.toOuter(offset) ?? offset;
  }

  /**
   * Whether what is typed stands in the document as it does in the definition: not so in a scalar with escapes, or on
   * one line.
   */
  get isWrittenPlainly(): boolean {
    const { scalar } = this.embedded ?? {};
    return (
      scalar === undefined || scalar.toOuterEdit({ start: 0, end: 0, text: '"\n"' })?.text.startsWith('"\n') === true
    );
  }

  /**
   * Edits of the definition as edits of the document; undefined where they cannot be made there, as new lines inside of
   * single quotes.
   */
  async toTextEdits(edits: readonly TextEdit[]): Promise<vscode.TextEdit[] | undefined> {
    const { embedded } = this;
    let placed: readonly TextEdit[] | undefined = edits;
    if (embedded?.scalar) {
      const { editsInTemplate } = await loadTemplates();
      placed = editsInTemplate(edits, embedded, embedded.scalar, { text: this.#text, syntax: this.#syntax });
    }
    return placed?.map(({ start, end, text }) => {
      const range = new vscode.Range(this.#document.positionAt(start), this.#document.positionAt(end));
      return new vscode.TextEdit(range, text);
    });
  }

  /** What is wrong with a definition in a template, in places and edits of the document; of others nothing. */
  async validate(options: Pick<CheckOptions, 'ignored' | 'opinions'>): Promise<Finding[]> {
    if (!this.embedded) return [];
    const { validateEmbedded } = await loadTemplates();
    return validateEmbedded(this.embedded, { text: this.#text, syntax: this.#syntax }, options);
  }
}
