import type * as vscode from 'vscode';
import { allStates } from '../../asl/scopes.ts';
import type { NodeFinding } from '../../protocol/designer.ts';
import type { Finding } from '../../validation/finding.ts';
import type { DefinitionInDocument } from '../language/definition-in-document.ts';
import { loadLanguage } from '../language/load.ts';
import { ignoredCodes } from '../language/validate-document.ts';
import type { Services } from '../services.ts';

/** What is wrong with a definition, in its own places and pointers, so that fixes can be made like gestures. */
export async function findingsOf(
  { projects, templates }: Services,
  { uri }: vscode.TextDocument,
  { definition, embedded }: DefinitionInDocument,
): Promise<readonly Finding[]> {
  const [{ checkDefinition }, project, machine] = await Promise.all([
    loadLanguage(),
    projects.find(uri),
    embedded ? undefined : templates.find(uri),
  ]);
  return checkDefinition(definition, {
    type: embedded ? embedded.type : project?.project?.type,
    machine: embedded ?? machine,
    ignored: ignoredCodes(uri),
  });
}

/** Each finding at the innermost state that it is about; what is about none stays where it is. */
export function placeFindings({ definition }: DefinitionInDocument, findings: readonly Finding[]): NodeFinding[] {
  const pointers = [...allStates(definition)].map(({ pointer }) => pointer);
  const known = new Set(pointers);
  return findings.map(({ pointer, code, severity, message, fixes, start }) => {
    let at = pointer;
    while (at !== '' && !known.has(at)) at = at.slice(0, at.lastIndexOf('/'));
    return { node: at, pointer, code, severity, message, fixes: fixes.map(({ title }) => title), start };
  });
}
