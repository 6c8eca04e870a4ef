import * as vscode from 'vscode';
import type { ExecutionSnapshot } from '../../protocol/execution-snapshot.ts';
import type { Graph } from '../../protocol/graph.ts';
import { PREVIEW_HOST_MESSAGES, PREVIEW_PAGE_MESSAGES } from '../../protocol/preview.ts';
import type { Services } from '../services.ts';
import { openPagePanel, type PagePanel } from '../webviews/page-panel.ts';
import type { PreviewSubject } from './preview-subject.ts';

/** Long enough for a burst of keys, short enough to seem immediate. */
const DELAY_MILLISECONDS = 80;

type Panel = PagePanel<typeof PREVIEW_HOST_MESSAGES, typeof PREVIEW_PAGE_MESSAGES>;

const MOST_PROBLEMS = 20;

/** The preview of one definition, or of one pipeline: follows its text and its cursor, and leads back to both. */
export class PreviewPanel {
  readonly #services: Services;
  readonly #document: vscode.TextDocument;
  readonly #subject: PreviewSubject;
  readonly #page: Panel;
  readonly #subscriptions: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;
  /** The last graph that the text gave: kept while it is broken. */
  #graph: Graph | undefined;
  #snapshot: ExecutionSnapshot | undefined;
  #selected: string | undefined;

  constructor(services: Services, subject: PreviewSubject) {
    const { document } = subject;
    this.#services = services;
    this.#document = document;
    this.#subject = subject;
    this.#page = openPagePanel(services, {
      view: 'preview',
      title: vscode.l10n.t('Preview {0}', subject.title),
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
    endpoint.handle('reveal', ({ pointer }) => this.#reveal(pointer));
    endpoint.handle('revealProblem', async ({ start }) => this.#show(await subject.rangeOfProblem(start)));
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

  get visible(): boolean {
    return this.#page.panel.visible;
  }

  get onDidChangeVisible(): vscode.Event<unknown> {
    return this.#page.panel.onDidChangeViewState;
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

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update(), DELAY_MILLISECONDS);
  }

  async #update(): Promise<void> {
    const { version } = this.#document;
    const { kind, title } = this.#subject;
    try {
      const { graph, problems } = await this.#subject.draw();
      if (this.#document.version !== version) return;
      this.#graph = graph ?? this.#graph;
      this.#page.endpoint.notify('graph', {
        documentVersion: version,
        kind,
        title,
        graph: this.#graph,
        stale: graph === undefined,
        problems: problems.slice(0, MOST_PROBLEMS).map(({ message, start }) => ({ message, start })),
      });
    } catch (error) {
      this.#services.log.error(error instanceof Error ? error : String(error));
    }
  }

  async #select(position: vscode.Position): Promise<void> {
    try {
      const pointer = await this.#subject.nodeAt(position);
      if (pointer === this.#selected) return;
      this.#selected = pointer;
      this.#page.endpoint.notify('select', { pointer });
    } catch (error) {
      this.#services.log.error(error instanceof Error ? error : String(error));
    }
  }

  async #reveal(pointer: string): Promise<undefined> {
    const range = await this.#subject.rangeOfNode(pointer);
    if (range) await this.#show(range);
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
