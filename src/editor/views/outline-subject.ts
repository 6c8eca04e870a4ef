import * as vscode from 'vscode';
import type { ChosenDefinition } from '../active-definition.ts';
import type { Designers } from '../designer/designer.ts';
import type { Services } from '../services.ts';

/** What the outline is about: all definitions of a document, or one of a template, where its designer is in front. */
export interface OutlineSubject {
  readonly document: vscode.TextDocument;
  readonly only: ChosenDefinition | undefined;
}

/**
 * The document of the tab in front: a text, or a designer. Undefined where that is something else that has its own
 * meaning; `last` where it is a page that belongs to what was there before, as a preview.
 */
export function findSubject(
  services: Services,
  designers: Designers,
  last: OutlineSubject | undefined,
): OutlineSubject | undefined {
  const designed = designers.active();
  if (designed) return { document: designed.document, only: designed.logicalId === undefined ? undefined : designed };
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputWebview) return last?.document.isClosed === false ? last : undefined;
  const uri =
    input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom
      ? input.uri
      : input instanceof vscode.TabInputTextDiff
        ? input.modified
        : undefined;
  const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri?.toString());
  return document && holdsDefinition(services, document) ? { document, only: undefined } : undefined;
}

/** Also a file that is still blank, by its name. */
function holdsDefinition({ definitions }: Services, document: vscode.TextDocument): boolean {
  return definitions.kindOf(document) !== undefined || isBlank(document);
}

export function isBlank(document: vscode.TextDocument): boolean {
  return /^asl(-yaml)?$/.test(document.languageId) && document.getText().trim() === '';
}
