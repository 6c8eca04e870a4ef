import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { TemplateDefinitions } from '../../project/embedded-definitions.ts';
import { isAbsolutePath } from '../../project/paths.ts';
import { loadLanguage, loadSyntax } from './load.ts';
import { readText } from './template-machines.ts';
import { kindOfText, languageOfPath } from './text-kind.ts';

/** More than a template has state machines. */
const MOST_KEPT = 50;

/**
 * The definitions in files of their own that templates name, for what a template's rules ask of them. Each is read anew
 * when its text has changed, saved or not.
 */
export class ReferencedDefinitions {
  readonly #known = new Map<string, { readonly text: string; readonly definition: Promise<Definition> }>();

  /** By logical id; without those that are missing, no definitions, or outside of the workspace folder. */
  async read(template: vscode.Uri, { referenced }: TemplateDefinitions): Promise<ReadonlyMap<string, Definition>> {
    const found = await Promise.all(
      referenced.map(async ({ logicalId, path }) => {
        const definition = isAbsolutePath(path) ? undefined : await this.#readOne(template, path);
        return definition ? [[logicalId, definition] as const] : [];
      }),
    );
    return new Map(found.flat());
  }

  async #readOne(template: vscode.Uri, path: string): Promise<Definition | undefined> {
    const uri = vscode.Uri.joinPath(template, '..', path);
    if (!vscode.workspace.getWorkspaceFolder(uri)) return undefined;
    const text = await readText(uri);
    const kind = text === undefined ? undefined : kindOfText(text, languageOfPath(uri.path));
    if (text === undefined || kind?.holds !== 'definition') return undefined;
    const key = uri.toString();
    const known = this.#known.get(key);
    if (known?.text === text) return known.definition;
    if (this.#known.size >= MOST_KEPT) this.#known.clear();
    const definition = parse(text, kind.format);
    this.#known.set(key, { text, definition });
    return definition;
  }
}

async function parse(text: string, format: Definition['format']): Promise<Definition> {
  const [{ definitionOf }, syntax] = await Promise.all([loadLanguage(), loadSyntax(format)]);
  const { root, problems } = syntax.read(text);
  return definitionOf(root, text, syntax, problems);
}
