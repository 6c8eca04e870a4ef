import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { TextEdit } from '../../asl/syntax.ts';

/** A definition and where its places are in the document that it is read from. */
export interface DefinitionSource {
  readonly definition: Definition;
  /** The offset in the definition's own text; undefined for a position outside of it. */
  offsetAt(position: vscode.Position): number | undefined;
  rangeOf(range: { readonly start: number; readonly end: number }): vscode.Range;
  /** Undefined where the document cannot hold such an edit. */
  toTextEdits(edits: readonly TextEdit[]): Promise<vscode.TextEdit[] | undefined>;
}

/** A document that is one definition. */
export function sourceOf(document: vscode.TextDocument, definition: Definition): DefinitionSource {
  const rangeOf = ({ start, end }: { readonly start: number; readonly end: number }): vscode.Range =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  return {
    definition,
    offsetAt: (position) => document.offsetAt(position),
    rangeOf,
    toTextEdits: (edits) => Promise.resolve(edits.map((edit) => new vscode.TextEdit(rangeOf(edit), edit.text))),
  };
}
