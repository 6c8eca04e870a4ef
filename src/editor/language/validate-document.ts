import * as vscode from 'vscode';
import type { Finding } from '../../validation/finding.ts';
import type { Services } from '../services.ts';
import { loadSyntax, loadTemplates } from './load.ts';

/**
 * What is wrong with a document, a definition or a template, in its places; undefined when it is neither.
 *
 * @param opinions what others say of each, by logical id and in its own places.
 */
export async function validateDocument(
  services: Services,
  document: vscode.TextDocument,
  opinions: ReadonlyMap<string | undefined, readonly Finding[]> = new Map(),
): Promise<Finding[] | undefined> {
  const { definitions, projects, templates } = services;
  const kind = definitions.kindOf(document);
  if (!kind) return undefined;
  const ignored = ignoredCodes(document.uri);
  const all = await definitions.readAll(document);
  const found = await Promise.all(
    all.map(async (each) => {
      if (each.embedded) return each.validate({ ignored, opinions: opinions.get(each.logicalId) });
      const [project, machine] = await Promise.all([projects.find(document.uri), templates.find(document.uri)]);
      return definitions.checked.check(each.definition, {
        type: project?.project?.type,
        machine,
        ignored,
        opinions: opinions.get(undefined),
      });
    }),
  );
  const template = await definitions.readTemplate(document);
  if (template) {
    const text = document.getText();
    const [{ checkTemplate }, syntax, named] = await Promise.all([
      loadTemplates(),
      loadSyntax(kind.format),
      definitions.referenced.read(document.uri, template),
    ]);
    found.push(checkTemplate(template, { text, syntax }, { ignored, definitions: named }));
  }
  return found.flat();
}

/** The codes that the user does not want to see in this file. */
export function ignoredCodes(uri: vscode.Uri): readonly string[] {
  const codes = vscode.workspace.getConfiguration('fanout', uri).get<unknown>('validation.ignore', []);
  return Array.isArray(codes) ? codes.filter((code) => typeof code === 'string') : [];
}
