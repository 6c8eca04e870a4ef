import * as vscode from 'vscode';
import { linesOf, positionAt } from '../../asl/lines.ts';
import type { ReferencedDefinition, TemplateMachine } from '../../project/embedded-definitions.ts';
import type { Finding } from '../../validation/finding.ts';
import { loadLanguage, loadSyntax, loadTemplates } from '../language/load.ts';
import { kindOfText, languageOfPath, type TextKind } from '../language/text-kind.ts';
import { ignoredCodes, validateDocument } from '../language/validate-document.ts';
import type { Services } from '../services.ts';

const CANDIDATES = '**/*.{asl,json,yaml,yml,template}';
const NOT_OURS = '**/{node_modules,.aws-sam,cdk.out,dist,.git}/**';
/** Files that are read at once. */
const AT_ONCE = 8;

/** Without ranges for a file that is open: its problems are shown already. */
type OnFile = (uri: vscode.Uri, findings: readonly Finding[], ranges: readonly vscode.Range[] | undefined) => void;

/** One run over the workspace: templates first, since they say what the files are that they name. */
export class WorkspaceCheck {
  readonly #services: Services;
  readonly #onFile: OnFile;
  readonly #progress: vscode.Progress<{ message: string; increment?: number }>;
  readonly #token: vscode.CancellationToken;
  readonly #machines = new Map<string, TemplateMachine>();
  readonly #definitions: vscode.Uri[] = [];

  constructor(
    services: Services,
    onFile: OnFile,
    progress: vscode.Progress<{ message: string; increment?: number }>,
    token: vscode.CancellationToken,
  ) {
    this.#services = services;
    this.#onFile = onFile;
    this.#progress = progress;
    this.#token = token;
  }

  /** True when it was cancelled. */
  async run(): Promise<boolean> {
    const files = await vscode.workspace.findFiles(CANDIDATES, NOT_OURS, undefined, this.#token);
    await this.#forEach(files, 50, (uri) => this.#look(uri));
    await this.#forEach(this.#definitions, 50, (uri) => this.#checkDefinition(uri));
    return this.#token.isCancellationRequested;
  }

  /** Some at a time, with progress of `share` percent in all; one that cannot be read is logged. */
  async #forEach(uris: readonly vscode.Uri[], share: number, visit: (uri: vscode.Uri) => Promise<void>): Promise<void> {
    const waiting = uris.values();
    const lane = async (): Promise<void> => {
      for (const uri of waiting) {
        if (this.#token.isCancellationRequested) return;
        try {
          await visit(uri);
        } catch (error) {
          this.#services.log.warn(`${uri.toString()}: ${error instanceof Error ? error.message : String(error)}`);
        }
        this.#progress.report({ message: vscode.workspace.asRelativePath(uri), increment: share / uris.length });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  async #look(uri: vscode.Uri): Promise<void> {
    const text = await readText(uri);
    const kind = kindOfText(text, languageOfPath(uri.path));
    if (kind?.holds === 'template') await this.#checkTemplate(uri, text, kind);
    else if (kind) this.#definitions.push(uri);
  }

  async #checkTemplate(uri: vscode.Uri, text: string, { format }: TextKind): Promise<void> {
    const [{ checkTemplate, describeMissing, findDefinitions, validateEmbedded }, syntax] = await Promise.all([
      loadTemplates(),
      loadSyntax(format),
    ]);
    const ignored = ignoredCodes(uri);
    const template = findDefinitions(text, syntax);
    const findings = template.embedded.flatMap((each) => validateEmbedded(each, { text, syntax }, { ignored }));
    const others: Finding[] = [];
    for (const each of template.referenced) if (!(await this.#follow(uri, each))) others.push(...describeMissing(each));
    const definitions = await this.#services.definitions.referenced.read(uri, template);
    findings.push(...checkTemplate(template, { text, syntax }, { ignored, others, definitions }));
    this.#tell(uri, text, findings);
  }

  /** False when the file that a template names is not there. What lies outside of the workspace is left alone. */
  async #follow(template: vscode.Uri, machine: ReferencedDefinition): Promise<boolean> {
    const uri = vscode.Uri.joinPath(template, '..', machine.path);
    if (!vscode.workspace.getWorkspaceFolder(uri)) return true;
    this.#machines.set(uri.toString(), machine);
    try {
      await vscode.workspace.fs.stat(uri);
      return true;
    } catch {
      return false;
    }
  }

  async #checkDefinition(uri: vscode.Uri): Promise<void> {
    const open = openDocument(uri);
    if (open) {
      this.#onFile(uri, (await validateDocument(this.#services, open)) ?? [], undefined);
      return;
    }
    const text = await readText(uri);
    const kind = kindOfText(text, languageOfPath(uri.path));
    if (!kind) return;
    const [{ checkDefinition, definitionOf }, syntax] = await Promise.all([loadLanguage(), loadSyntax(kind.format)]);
    const { root, problems } = syntax.read(text);
    const type = (await this.#services.projects.find(uri))?.project?.type;
    const machine = this.#machines.get(uri.toString());
    const definition = definitionOf(root, text, syntax, problems);
    this.#tell(uri, text, checkDefinition(definition, { type, machine, ignored: ignoredCodes(uri) }));
  }

  #tell(uri: vscode.Uri, text: string, findings: readonly Finding[]): void {
    if (this.#token.isCancellationRequested) return;
    const lines = linesOf(text);
    const place = (offset: number): vscode.Position => {
      const { line, character } = positionAt(lines, offset);
      return new vscode.Position(line, character);
    };
    const ranges = findings.map(({ start, end }) => new vscode.Range(place(start), place(end)));
    this.#onFile(uri, findings, openDocument(uri) ? undefined : ranges);
  }
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
}

/** As the editor has it, where it is open. */
async function readText(uri: vscode.Uri): Promise<string> {
  return openDocument(uri)?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
