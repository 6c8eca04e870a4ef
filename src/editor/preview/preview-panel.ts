import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { ExecutionSnapshot } from '../../protocol/execution-snapshot.ts';
import type { Graph } from '../../protocol/graph.ts';
import { PREVIEW_HOST_MESSAGES, PREVIEW_PAGE_MESSAGES, type PreviewProblem } from '../../protocol/preview.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import type { DefinitionInDocument } from '../language/definition-in-document.ts';
import { loadLanguage } from '../language/load.ts';
import { rangeOf } from '../language/diagnostics.ts';
import type { Services } from '../services.ts';
import { openPagePanel, type PagePanel } from '../webviews/page-panel.ts';

/** Long enough for a burst of keys, short enough to seem immediate. */
const DELAY_MILLISECONDS = 80;

type Panel = PagePanel<typeof PREVIEW_HOST_MESSAGES, typeof PREVIEW_PAGE_MESSAGES>;

/** The preview of one definition: follows its text and its cursor, and leads back to both. */
export class PreviewPanel {
  readonly #services: Services;
  readonly #document: vscode.TextDocument;
  readonly #logicalId: string | undefined;
  readonly #page: Panel;
  readonly #subscriptions: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;
  /** The last graph that the text gave: kept while it is broken. */
  #graph: Graph | undefined;
  #snapshot: ExecutionSnapshot | undefined;
  #selected: string | undefined;

  constructor(services: Services, { document, logicalId }: ChosenDefinition) {
    this.#services = services;
    this.#document = document;
    this.#logicalId = logicalId;
    this.#page = openPagePanel(services, {
      view: 'preview',
      title: vscode.l10n.t('Preview {0}', this.#title),
      column: vscode.ViewColumn.Beside,
      hostMessages: PREVIEW_HOST_MESSAGES,
      pageMessages: PREVIEW_PAGE_MESSAGES,
    });
    const { endpoint, panel } = this.#page;
    endpoint.handle('ready', async () => {
      await this.#update();
      endpoint.notify('select', { pointer: this.#selected });
      endpoint.notify('snapshot', { snapshot: this.#snapshot });
      return undefined;
    });
    endpoint.handle('reveal', ({ pointer }) => this.#revealState(pointer));
    endpoint.handle('revealProblem', ({ start }) => this.#revealProblem(start));
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument((change) => change.document === document && this.#schedule()),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed === document) panel.dispose();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        const [selection] = selections;
        if (textEditor.document === document && selection) void this.#select(selection.active);
      }),
    ];
    panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      for (const subscription of this.#subscriptions) subscription.dispose();
    });
  }

  get onDidDispose(): vscode.Event<void> {
    return this.#page.panel.onDidDispose;
  }

  reveal(): void {
    this.#page.panel.reveal(undefined, true);
  }

  dispose(): void {
    this.#page.panel.dispose();
  }

  showSnapshot(snapshot: ExecutionSnapshot | undefined): void {
    this.#snapshot = snapshot;
    this.#page.endpoint.notify('snapshot', { snapshot });
  }

  get #title(): string {
    return this.#logicalId ?? fileName(this.#document);
  }

  #read(): Promise<DefinitionInDocument | undefined> {
    return this.#services.definitions.readOne(this.#document, this.#logicalId);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update(), DELAY_MILLISECONDS);
  }

  async #update(): Promise<void> {
    const { version } = this.#document;
    try {
      const definition = (await this.#read())?.definition;
      const { layoutDefinition } = await import(/* webpackChunkName: "graph" */ '../../graph/layout.ts');
      if (this.#document.version !== version) return;
      const problems = definition?.problems ?? [
        { message: vscode.l10n.t('This text holds no state machine.'), start: 0 },
      ];
      const readable = definition?.machine !== undefined && isWhole(definition);
      if (readable) this.#graph = layoutDefinition(definition);
      this.#page.endpoint.notify('graph', {
        documentVersion: version,
        title: this.#title,
        graph: this.#graph,
        stale: !readable,
        problems: readable ? [] : describeProblems(problems),
      });
    } catch (error) {
      this.#services.log.error(error instanceof Error ? error : String(error));
    }
  }

  async #select(position: vscode.Position): Promise<void> {
    try {
      const at = await this.#read();
      const { stateAt } = await loadLanguage();
      const offset = at?.offsetAt(position);
      const pointer = at && offset !== undefined ? stateAt(at.definition, offset)?.pointer : undefined;
      if (pointer === this.#selected) return;
      this.#selected = pointer;
      this.#page.endpoint.notify('select', { pointer });
    } catch (error) {
      this.#services.log.error(error instanceof Error ? error : String(error));
    }
  }

  async #revealState(pointer: string): Promise<undefined> {
    const at = await this.#read();
    const { stateByPointer } = await loadLanguage();
    const state = at && stateByPointer(at.definition, pointer);
    if (state) await this.#show(at.rangeOf(state.nameNode));
    return undefined;
  }

  async #revealProblem(start: number): Promise<undefined> {
    const at = await this.#read();
    const place = { start, end: start };
    await this.#show(at ? at.rangeOf(place) : rangeOf(this.#document, place));
    return undefined;
  }

  async #show(range: vscode.Range): Promise<undefined> {
    const shown = vscode.window.visibleTextEditors.find(({ document }) => document === this.#document);
    const editor = await vscode.window.showTextDocument(this.#document, {
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
      selection: range,
    });
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    return undefined;
  }
}

/** Comments and last commas in JSON are faults for AWS, but the text can be read all the same. */
function isWhole({ problems }: Definition): boolean {
  return problems.every(({ code }) => code === 'JSON_COMMENT' || code === 'JSON_TRAILING_COMMA');
}

function describeProblems(problems: readonly PreviewProblem[]): PreviewProblem[] {
  const found =
    problems.length > 0 ? problems : [{ message: vscode.l10n.t('A state machine is an object.'), start: 0 }];
  return found.slice(0, 20).map(({ message, start }) => ({ message, start }));
}

const fileName = ({ uri }: vscode.TextDocument): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);
