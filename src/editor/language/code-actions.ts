import * as vscode from 'vscode';
import type { Finding } from '../../validation/finding.ts';
import { isLasting } from '../../validation/lasting-codes.ts';
import { DEFINITION_SELECTOR } from './definition-store.ts';
import { rangeOf, type FindingsOf } from './diagnostics.ts';
import { suppressionAction } from './suppress.ts';

/** Quick fixes: each is one undo step and leaves the rest of the text as it is. */
export function registerCodeActions(findingsOf: FindingsOf): vscode.Disposable {
  const kind = vscode.CodeActionKind.QuickFix;
  return vscode.languages.registerCodeActionsProvider(
    DEFINITION_SELECTOR,
    {
      provideCodeActions(document, _range, context) {
        const findings = findingsOf(document);
        return context.diagnostics.flatMap((diagnostic) => {
          const finding = findings.find((each) => isShownAs(document, each, diagnostic));
          if (!finding) return [];
          const fixes = finding.fixes.flatMap((fix) => {
            // What was planned and refused has none.
            if (fix.edits.length === 0) return [];
            const action = new vscode.CodeAction(fix.title, kind);
            action.diagnostics = [diagnostic];
            action.isPreferred = finding.fixes.length === 1;
            action.edit = new vscode.WorkspaceEdit();
            for (const edit of fix.edits) action.edit.replace(document.uri, rangeOf(document, edit), edit.text);
            return [action];
          });
          if (isLasting(finding.code)) return fixes;
          const suppression = suppressionAction(document.uri, finding);
          suppression.diagnostics = [diagnostic];
          return [...fixes, suppression];
        });
      },
    },
    { providedCodeActionKinds: [kind] },
  );
}

function isShownAs(document: vscode.TextDocument, finding: Finding, diagnostic: vscode.Diagnostic): boolean {
  return (
    diagnostic.source === (finding.source ?? 'fanout') &&
    diagnostic.message === finding.message &&
    diagnostic.range.isEqual(rangeOf(document, finding))
  );
}
