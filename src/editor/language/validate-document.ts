import type * as vscode from 'vscode';
import type { Finding } from '../../validation/finding.ts';
import type { Services } from '../services.ts';
import { loadLanguage, loadTemplates } from './load.ts';

/** What is wrong with the definitions of a document, in its places; undefined when it holds none. */
export async function validateDocument(
  services: Services,
  document: vscode.TextDocument,
): Promise<Finding[] | undefined> {
  const { definitions, projects } = services;
  if (!definitions.kindOf(document)) return undefined;
  const all = await definitions.readAll(document);
  const found = await Promise.all(
    all.map((each) =>
      each.validate(async (definition) => {
        const type = (await projects.find(document.uri))?.project?.type;
        return (await loadLanguage()).validateDefinition(definition, { type });
      }),
    ),
  );
  const template = await definitions.readTemplate(document);
  if (template?.unread.length) {
    const { describeUnread } = await loadTemplates();
    found.push(template.unread.flatMap(describeUnread));
  }
  return found.flat();
}
