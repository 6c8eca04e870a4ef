import type * as vscode from 'vscode';
import type { Finding } from '../../validation/finding.ts';
import type { DefinitionInDocument } from '../language/definition-in-document.ts';
import { ignoredCodes } from '../language/validate-document.ts';
import type { Services } from '../services.ts';

/** What is wrong with a definition, in its own places and pointers, so that fixes can be made like gestures. */
export async function findingsOf(
  { definitions, projects, templates }: Services,
  { uri }: vscode.TextDocument,
  { definition, embedded }: DefinitionInDocument,
): Promise<readonly Finding[]> {
  const [project, machine] = await Promise.all([projects.find(uri), embedded ? undefined : templates.find(uri)]);
  return definitions.checked.check(definition, {
    type: embedded ? embedded.type : project?.project?.type,
    machine: embedded ?? machine,
    ignored: ignoredCodes(uri),
  });
}
