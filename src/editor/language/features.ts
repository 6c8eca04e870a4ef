/**
 * What the pure room `language/` gives, as VS Code takes it. A chunk of its own: register-features.ts loads it when
 * something is first asked for.
 */
import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import { completeAt } from '../../language/complete.ts';
import type { Completion, CompletionKind } from '../../language/completion.ts';
import { hoverAt } from '../../language/hover.ts';
import { findDeclarations, findReferences } from '../../language/navigate.ts';
import { outlineOf, type OutlineEntry } from '../../language/outline.ts';
import { foldsOf, selectionsAt } from '../../language/ranges.ts';
import { renameableAt, renameAt } from '../../language/rename.ts';
import { semanticTokensOf } from '../../language/semantic-tokens.ts';
import { TOKEN_TYPES } from '../../language/token-types.ts';
import type { DefinitionInDocument } from './definition-in-document.ts';

const KINDS: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  field: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.EnumMember,
  state: vscode.CompletionItemKind.Reference,
  variable: vscode.CompletionItemKind.Variable,
  function: vscode.CompletionItemKind.Function,
  member: vscode.CompletionItemKind.Field,
  resource: vscode.CompletionItemKind.Module,
  error: vscode.CompletionItemKind.Event,
  snippet: vscode.CompletionItemKind.Snippet,
  path: vscode.CompletionItemKind.Value,
};

export function provideCompletions(source: DefinitionInDocument, offset: number): vscode.CompletionItem[] {
  // A snippet cannot be escaped: its holes would be as well.
  if (!source.isWrittenPlainly) return [];
  return completeAt(source.definition, offset).map((completion) => toItem(source, completion));
}

function toItem(source: DefinitionInDocument, completion: Completion): vscode.CompletionItem {
  const { label, kind, detail, about, insert, filter, sort, edits, suggestNext } = completion;
  const item = new vscode.CompletionItem(detail === '' ? label : { label, description: detail }, KINDS[kind]);
  item.insertText = new vscode.SnippetString(insert);
  item.range = source.rangeOf(completion);
  item.filterText = filter;
  item.sortText = sort;
  if (about !== '') item.documentation = new vscode.MarkdownString(about);
  if (edits.length > 0)
    item.additionalTextEdits = edits.map((edit) => new vscode.TextEdit(source.rangeOf(edit), edit.text));
  if (suggestNext) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}

export function provideHover(source: DefinitionInDocument, offset: number): vscode.Hover | undefined {
  const hover = hoverAt(source.definition, offset);
  return hover && new vscode.Hover(new vscode.MarkdownString(hover.markdown), source.rangeOf(hover.range));
}

export function provideDefinition(
  source: DefinitionInDocument,
  offset: number,
  uri: vscode.Uri,
): vscode.DefinitionLink[] | undefined {
  const found = findDeclarations(source.definition, offset);
  return found?.targets.map((target) => ({
    originSelectionRange: source.rangeOf(found.range),
    targetUri: uri,
    targetRange: source.rangeOf(target.whole),
    targetSelectionRange: source.rangeOf(target),
  }));
}

export function provideReferences(
  source: DefinitionInDocument,
  offset: number,
  uri: vscode.Uri,
  withDeclaration: boolean,
): vscode.Location[] {
  return findReferences(source.definition, offset)
    .filter(({ kind }) => withDeclaration || kind === 'use')
    .map((reference) => new vscode.Location(uri, source.rangeOf(reference)));
}

export function provideHighlights(source: DefinitionInDocument, offset: number): vscode.DocumentHighlight[] {
  return findReferences(source.definition, offset).map(
    (reference) =>
      new vscode.DocumentHighlight(
        source.rangeOf(reference),
        reference.kind === 'declaration' ? vscode.DocumentHighlightKind.Write : vscode.DocumentHighlightKind.Read,
      ),
  );
}

/** @throws Error what VS Code shows: that nothing can be renamed here. */
export function prepareRename(
  source: DefinitionInDocument,
  offset: number,
): { readonly range: vscode.Range; readonly placeholder: string } {
  const found = renameableAt(source.definition, offset);
  if (!found) throw new Error(vscode.l10n.t('States and variables can be renamed: put the cursor on the name of one.'));
  return { range: source.rangeOf(found.range), placeholder: found.name };
}

/** All of a rename as one edit. @throws Error what VS Code shows: why it cannot be made. */
export async function provideRename(
  source: DefinitionInDocument,
  offset: number,
  uri: vscode.Uri,
  name: string,
): Promise<vscode.WorkspaceEdit> {
  const plan = renameAt(source.definition, offset, name);
  if ('refused' in plan) throw new Error(plan.refused);
  const edits = await source.toTextEdits(plan.edits);
  if (!edits) throw new Error(vscode.l10n.t('The text around this name cannot hold the new one: change it by hand.'));
  const all = new vscode.WorkspaceEdit();
  all.set(uri, edits);
  return all;
}

/** In a template below the resource that the definition belongs to. */
export function provideSymbols(source: DefinitionInDocument): vscode.DocumentSymbol[] {
  const { definition, logicalId } = source;
  const symbols = outlineOf(definition).map((entry) => toSymbol(source, entry));
  if (logicalId === undefined || !definition.root) return symbols;
  const range = source.rangeOf(definition.root);
  const detail = vscode.l10n.t('state machine');
  const machine = new vscode.DocumentSymbol(logicalId, detail, vscode.SymbolKind.Module, range, range);
  machine.children = symbols;
  return [machine];
}

function toSymbol(source: DefinitionInDocument, entry: OutlineEntry): vscode.DocumentSymbol {
  const kind = entry.kind === 'branch' ? vscode.SymbolKind.Namespace : vscode.SymbolKind.Function;
  const { name, detail, range, selection } = entry;
  const symbol = new vscode.DocumentSymbol(name, detail, kind, source.rangeOf(range), source.rangeOf(selection));
  symbol.children = entry.children.map((child) => toSymbol(source, child));
  return symbol;
}

export function provideFolds(definition: Definition): vscode.FoldingRange[] {
  return foldsOf(definition).map(({ start, end }) => new vscode.FoldingRange(start, end));
}

export function provideSelection(source: DefinitionInDocument, offset: number): vscode.SelectionRange | undefined {
  return selectionsAt(source.definition, offset)
    .toReversed()
    .reduce<vscode.SelectionRange | undefined>(
      (parent, range) => new vscode.SelectionRange(source.rangeOf(range), parent),
      undefined,
    );
}

/** @param builder of the legend that is made of TOKEN_TYPES; `defaultLibrary` is its only modifier. */
export function addSemanticTokens(source: DefinitionInDocument, builder: vscode.SemanticTokensBuilder): void {
  for (const token of semanticTokensOf(source.definition)) {
    const range = source.rangeOf(token);
    if (range.isSingleLine)
      builder.push(
        range.start.line,
        range.start.character,
        range.end.character - range.start.character,
        TOKEN_TYPES.indexOf(token.type),
        token.isLibrary ? 1 : 0,
      );
  }
}
