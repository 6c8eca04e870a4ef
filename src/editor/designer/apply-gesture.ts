import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { Gesture, GesturePlan } from '../../design/gesture.ts';
import type { GestureAnswer } from '../../protocol/designer.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import type { DefinitionInDocument } from '../language/definition-in-document.ts';
import type { Services } from '../services.ts';
import { loadDesign } from './load-design.ts';
import { findReadOnlyReason } from './read-only.ts';

/** Says what is to be done to a definition as it is now, or in one line why that cannot be. */
export type FindGesture = (at: DefinitionInDocument) => Promise<Gesture | string> | Gesture | string;

/**
 * Plans a gesture on the text of a version that somebody has seen, and makes it as one edit: one step to undo. A text
 * that is another one by now, or that cannot be read, is left as it is.
 */
export async function applyGesture(
  services: Services,
  chosen: ChosenDefinition,
  documentVersion: number,
  find: FindGesture,
): Promise<GestureAnswer> {
  const { document } = chosen;
  const at = await readForGesture(services, chosen);
  if (document.version !== documentVersion || at === undefined) return STALE;
  // Before anybody is asked what to do, or where.
  const readOnly = await findReadOnlyReason(document);
  if (readOnly !== undefined) return refuse(readOnly);
  const gesture = await find(at);
  if (typeof gesture === 'string') return refuse(gesture);
  const { planGesture } = await loadDesign();
  return applyPlan(document, documentVersion, at, planGesture(at.definition, gesture));
}

/** A definition, or a blank file as the one to be. */
async function readForGesture(
  { definitions }: Services,
  { document, logicalId }: ChosenDefinition,
): Promise<DefinitionInDocument | undefined> {
  const at = await definitions.readOne(document, logicalId);
  if (at !== undefined || logicalId !== undefined || document.getText().trim() !== '') return at;
  const { readBlank } = await loadDesign();
  return readBlank(document);
}

/** Makes edits that were planned on a version of the document; later versions are left as they are. */
export async function applyPlan(
  document: vscode.TextDocument,
  version: number,
  at: DefinitionInDocument,
  plan: GesturePlan,
): Promise<GestureAnswer> {
  if ('refused' in plan) return refuse(plan.refused);
  if (!isWhole(at.definition) && document.getText().trim() !== '')
    return refuse(vscode.l10n.t('The text cannot be read as it is: mend it first.'));
  const { select, says } = plan;
  if (plan.edits.length === 0) return { refused: undefined, select, says, documentVersion: undefined };
  const readOnly = await findReadOnlyReason(document);
  if (readOnly !== undefined) return refuse(readOnly);
  const edits = await at.toTextEdits(plan.edits);
  if (edits === undefined)
    return refuse(vscode.l10n.t('This cannot be written where the definition stands: change it in the text.'));
  if (document.version !== version) return STALE;
  const change = new vscode.WorkspaceEdit();
  change.set(document.uri, edits);
  const done = await vscode.workspace.applyEdit(change);
  return done
    ? { refused: undefined, select, says, documentVersion: Math.max(document.version, version + 1) }
    : refuse(vscode.l10n.t('The file could not be changed: is it read-only?'));
}

/** Comments and last commas in JSON are faults for AWS, but the text can be read all the same. */
export function isWhole({ problems }: Definition): boolean {
  return problems.every(({ code }) => code === 'JSON_COMMENT' || code === 'JSON_TRAILING_COMMA' || code === 'YAML_TAG');
}

export const refuse = (refused: string): GestureAnswer => ({
  refused,
  select: undefined,
  says: undefined,
  documentVersion: undefined,
});

export const STALE = refuse(vscode.l10n.t('The text has changed meanwhile: try again.'));
