import * as vscode from 'vscode';

/** Shows a range in the text editor that shows the document; one is opened only for who wants to go there. */
export async function showInText(document: vscode.TextDocument, range: vscode.Range, focus: boolean): Promise<void> {
  const shown = editorOf(document);
  if (shown === undefined && !focus) return;
  const editor = shown && !focus ? shown : await showText(document, vscode.ViewColumn.Beside);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** Gives the focus to the text: where it is shown, or else in a column. */
export function showText(document: vscode.TextDocument, column: vscode.ViewColumn): Thenable<vscode.TextEditor> {
  return vscode.window.showTextDocument(document, { viewColumn: editorOf(document)?.viewColumn ?? column });
}

function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find((editor) => editor.document === document);
}
