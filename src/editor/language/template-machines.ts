import * as vscode from 'vscode';
import type { TemplateMachine } from '../../project/embedded-definitions.ts';
import { isAbsolutePath } from '../../project/paths.ts';
import type { DefinitionStore } from './definition-store.ts';
import { kindOfText, languageOfPath } from './text-kind.ts';

/** Longer files are no templates: CloudFormation takes 1 MB. */
const LONGEST_FILE = 2 * 1024 * 1024;
const CANDIDATE = /\.(?:ya?ml|json|template)$/i;
const DEFINITION = /\.asl(?:\.json|\.ya?ml)?$/i;
/** After the last key in a template, before the definitions that it names are looked at again. */
const DELAY_MILLISECONDS = 400;

/** By the URI of the definition. */
type Machines = ReadonlyMap<string, TemplateMachine>;

/**
 * What templates say of the definitions in files of their own that they name (DefinitionUri): their type, and what is
 * put in the place of `${Name}`. Looks beside a definition and above it, up to its workspace folder. What was found is
 * kept until a file is made, changed or deleted: diagnostics ask with every change of a definition.
 */
export class TemplateMachines implements vscode.Disposable {
  readonly #definitions: DefinitionStore;
  readonly #changed = new vscode.EventEmitter<void>();
  /** Files that may be templates, by the URI of their folder. */
  readonly #folders = new Map<string, Promise<readonly vscode.Uri[]>>();
  /** Of those, the state machines that they name. */
  readonly #machines = new Map<string, Promise<Machines>>();
  /** Of those that are templates, or were: what stands for each where its text is read, as a document does. */
  readonly #owners = new Map<string, object>();
  readonly #subscriptions: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  /** Something that a template says may be another now. */
  readonly onDidChange = this.#changed.event;

  constructor(definitions: DefinitionStore) {
    this.#definitions = definitions;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.{yaml,yml,json,template}');
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      watcher,
      watcher.onDidCreate((uri) => this.#forget(uri, true)),
      watcher.onDidDelete((uri) => this.#forget(uri, true)),
      watcher.onDidChange((uri) => this.#forget(uri, false)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#forgetTyped(document)),
      // What was typed and not saved is gone.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri, false)),
    );
  }

  /** Undefined where no template names the file. */
  async find(definition: vscode.Uri): Promise<TemplateMachine | undefined> {
    const top = vscode.workspace.getWorkspaceFolder(definition)?.uri;
    if (!top) return undefined;
    for (const folder of foldersUp(definition, top))
      for (const file of await this.#candidatesIn(folder)) {
        const machine = (await this.#namedBy(file)).get(definition.toString());
        if (machine) return machine;
      }
    return undefined;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  #candidatesIn(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
    const key = folder.toString();
    const known = this.#folders.get(key) ?? listCandidates(folder);
    this.#folders.set(key, known);
    return known;
  }

  #namedBy(file: vscode.Uri): Promise<Machines> {
    const key = file.toString();
    const known = this.#machines.get(key) ?? this.#read(file);
    this.#machines.set(key, known);
    return known;
  }

  async #read(file: vscode.Uri): Promise<Machines> {
    const text = await readText(file);
    const kind = text === undefined ? undefined : kindOfText(text, languageOfPath(file.path));
    if (text === undefined || kind?.holds !== 'template') return new Map();
    const key = file.toString();
    const owner = this.#owners.get(key) ?? {};
    this.#owners.set(key, owner);
    const { referenced } = await this.#definitions.parseTemplate(owner, text, kind.format);
    const named = referenced.filter(({ path }) => !isAbsolutePath(path));
    return new Map(named.map((each) => [vscode.Uri.joinPath(file, '..', each.path).toString(), each]));
  }

  /** Most of what is typed in YAML and JSON is no template, and was none. */
  #forgetTyped(document: vscode.TextDocument): void {
    const { uri } = document;
    if (!isCandidate(uri.path)) return;
    if (this.#owners.has(uri.toString()) || this.#definitions.kindOf(document)?.holds === 'template')
      this.#forget(uri, false);
    else this.#machines.delete(uri.toString());
  }

  #forget(file: vscode.Uri, isListed: boolean): void {
    if (!isCandidate(file.path)) return;
    const wasListed = isListed && this.#folders.delete(vscode.Uri.joinPath(file, '..').toString());
    const wasRead = this.#machines.delete(file.toString());
    if (!wasListed && !wasRead) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), DELAY_MILLISECONDS);
  }
}

function isCandidate(path: string): boolean {
  return CANDIDATE.test(path) && !DEFINITION.test(path);
}

/** From the folder of a file to the topmost one. */
function* foldersUp(file: vscode.Uri, top: vscode.Uri): Generator<vscode.Uri> {
  let folder = vscode.Uri.joinPath(file, '..');
  for (;;) {
    yield folder;
    const above = vscode.Uri.joinPath(folder, '..');
    if (folder.path === top.path || above.path === folder.path) return;
    folder = above;
  }
}

/** Empty for a folder that cannot be listed. */
async function listCandidates(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
      .filter(([name, type]) => (type & vscode.FileType.File) !== 0 && isCandidate(name))
      .map(([name]) => vscode.Uri.joinPath(folder, name));
  } catch {
    return [];
  }
}

/** As the editor has it, where it is open; undefined for a file that cannot be read, or is too long. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > LONGEST_FILE) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
