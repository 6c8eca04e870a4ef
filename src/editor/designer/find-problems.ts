import type * as vscode from 'vscode';
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
