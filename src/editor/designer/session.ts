import * as vscode from 'vscode';
import {
  DESIGNER_HOST_MESSAGES,
  DESIGNER_PAGE_MESSAGES,
  type DesignerAnnotations,
  type GestureAnswer,
} from '../../protocol/designer.ts';
import type { ExecutionSnapshot } from '../../protocol/execution-snapshot.ts';
import type { Graph } from '../../protocol/graph.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import type { DefinitionInDocument } from '../language/definition-in-document.ts';
import { ExpectedError } from '../errors.ts';
import { rangeOf } from '../language/diagnostics.ts';
import { loadLanguage } from '../language/load.ts';
import type { Services } from '../services.ts';
import { fillPanel, type PagePanel } from '../webviews/page-panel.ts';
import { annotate } from './annotate.ts';
import { applyFix } from './apply-fix.ts';
import { applyGesture, refuse, type FindGesture } from './apply-gesture.ts';
import { drawUpdate, type Drawing, type Layouts } from './draw-update.ts';
import { exportPicture } from './export-picture.ts';
import { LatestWork } from './latest-work.ts';
import { loadDesign } from './load-design.ts';
import { findComparison } from './read-only.ts';
import { showInText, showText } from './show-in-text.ts';

/** From one picture to the next while somebody types; the first comes at once. */
const PAUSE_MILLISECONDS = 60;
/** What is said of the states takes as long as the picture itself, and may lag behind a burst of keys. */
const SLOW_PAUSE_MILLISECONDS = 200;

type Page = PagePanel<typeof DESIGNER_HOST_MESSAGES, typeof DESIGNER_PAGE_MESSAGES>;

/**
 * One designer of one definition. The text is the model: the page says what was done and on which version, the text is
 * edited, and what the text says then goes back to the page. Undo, redo and saving are VS Code's own.
 */
export class DesignerSession {
  readonly #services: Services;
  readonly chosen: ChosenDefinition;
  readonly #tellSelected: (pointer: string) => void;
  readonly #document: vscode.TextDocument;
  readonly #logicalId: string | undefined;
  readonly #page: Page;
  readonly #panel: vscode.WebviewPanel;
  readonly #redraw = new LatestWork(() => this.#quietly(this.#draw()), PAUSE_MILLISECONDS);
  readonly #annotate = new LatestWork(() => this.#quietly(this.#say()), SLOW_PAUSE_MILLISECONDS);
  /** The last that the text gave: kept while it is broken. */
  #graph: Graph | undefined;
  #said: DesignerAnnotations | undefined;
  readonly #layouts: Layouts = new WeakMap();
  #collapsed: ReadonlySet<string> = new Set();
  #snapshot: ExecutionSnapshot | undefined;
  #selected: string | undefined;

  /** `tellSelected` hears which state somebody has selected on the canvas, by pointer. */
  constructor(
    services: Services,
    panel: vscode.WebviewPanel,
    chosen: ChosenDefinition,
    tellSelected: (pointer: string) => void,
  ) {
    const { document, logicalId } = chosen;
    this.chosen = chosen;
    this.#tellSelected = tellSelected;
    this.#services = services;
    this.#document = document;
    this.#logicalId = logicalId;
    this.#panel = panel;
    this.#page = fillPanel(services, panel, {
      view: 'designer',
      title: this.#title,
      hostMessages: DESIGNER_HOST_MESSAGES,
      pageMessages: DESIGNER_PAGE_MESSAGES,
    });
    this.#answer();
    void this.#quietly(this.#prepare());
    const subscriptions = [
      vscode.workspace.onDidChangeTextDocument((change) => {
        if (change.document === document) void this.#redraw.ask();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections, kind }) => {
        const [selection] = selections;
        // A cursor that only follows an edit of ours must not take the selection away.
        if (textEditor.document === document && selection && kind !== undefined)
          void this.#quietly(this.#select(selection.active));
      }),
      services.projects.onDidChange(() => void this.#annotate.ask()),
      services.prices.onDidChange(() => void this.#annotate.ask()),
    ];
    panel.onDidDispose(() => {
      this.#redraw.dispose();
      this.#annotate.dispose();
      for (const subscription of subscriptions) subscription.dispose();
    });
  }

  get isActive(): boolean {
    return this.#panel.active;
  }

  /** Selects a state on the canvas. */
  select(pointer: string): void {
    if (pointer === this.#selected) return;
    this.#selected = pointer;
    this.#page.endpoint.notify('select', { pointer });
  }

  get uri(): vscode.Uri {
    return this.#document.uri;
  }

  showSnapshot(snapshot: ExecutionSnapshot | undefined): void {
    this.#snapshot = snapshot;
    this.#page.endpoint.notify('snapshot', { snapshot });
  }

  #answer(): void {
    const { endpoint } = this.#page;
    endpoint.handle('ready', async ({ collapsed }) => {
      this.#collapsed = new Set(collapsed);
      await this.#redraw.ask();
      endpoint.notify('select', { pointer: this.#selected });
      endpoint.notify('snapshot', { snapshot: this.#snapshot });
      return undefined;
    });
    endpoint.handle('collapse', async ({ collapsed }) => {
      this.#collapsed = new Set(collapsed);
      await this.#redraw.ask();
      return undefined;
    });
    endpoint.handle('gesture', ({ documentVersion, gesture }) => this.#perform(documentVersion, () => gesture));
    endpoint.handle('insertPreset', ({ documentVersion, preset, at }) =>
      this.#perform(documentVersion, async ({ definition }) => {
        const { presetFragment } = await loadDesign();
        const fragment = presetFragment(preset, definition.machine?.queryLanguage ?? 'JSONPath');
        if (fragment === undefined) return vscode.l10n.t('There is no {0} to insert.', preset);
        return at ? { kind: 'insert', at, fragment } : { kind: 'begin', fragment };
      }),
    );
    endpoint.handle('copy', ({ states }) => this.#copy(states));
    endpoint.handle('paste', ({ documentVersion, at }) =>
      this.#perform(documentVersion, async () => {
        const { parseFragment } = await loadDesign();
        const fragment = parseFragment(await vscode.env.clipboard.readText());
        if (fragment === undefined) return vscode.l10n.t('The clipboard holds no states: copy some first.');
        return at ? { kind: 'insert', at, fragment } : { kind: 'begin', fragment };
      }),
    );
    endpoint.handle('fix', (request) => this.#change(() => applyFix(this.#services, this.chosen, request)));
    endpoint.handle('undo', () => this.#travel('undo'));
    endpoint.handle('redo', () => this.#travel('redo'));
    endpoint.handle('form', async ({ pointer }) => {
      const { makeStateForm } = await loadDesign();
      const at = await this.#read();
      return at && makeStateForm(at.definition, pointer);
    });
    endpoint.handle('suggest', async (request) => {
      const at = await this.#read();
      return at ? (await loadDesign()).suggestExpression(at.definition, request) : [];
    });
    endpoint.handle('evaluate', async (request) => {
      const at = await this.#read();
      return at
        ? (await loadDesign()).evaluateExpression(at.definition, request)
        : { value: undefined, error: vscode.l10n.t('The text holds no state machine now.') };
    });
    endpoint.handle('browse', async (request) =>
      (await import('./browse.ts')).browseBucket(this.#services, this.#document, request),
    );
    endpoint.handle('firstItems', async ({ pointer }) => {
      const at = await this.#read();
      if (at === undefined) throw new ExpectedError(vscode.l10n.t('The text holds no state machine now.'));
      return (await import('./browse.ts')).readFirstItems(this.#services, this.#document, at.definition, pointer);
    });
    endpoint.handle('reveal', ({ pointer, focus }) => this.#reveal(pointer, focus));
    endpoint.handle('revealProblem', async ({ start }) => {
      const at = await this.#read();
      const place = { start, end: start };
      await showInText(this.#document, at ? at.rangeOf(place) : rangeOf(this.#document, place), true);
      return undefined;
    });
    endpoint.handle('export', async (request) => {
      await exportPicture(this.#document, this.#title, this.#graph, (await this.#read())?.definition, request);
      return undefined;
    });
  }

  get #title(): string {
    return this.#logicalId ?? this.#document.uri.path.slice(this.#document.uri.path.lastIndexOf('/') + 1);
  }

  #read(): Promise<DefinitionInDocument | undefined> {
    return this.#services.definitions.readOne(this.#document, this.#logicalId);
  }

  /** What fails here was not asked for by the page: it is logged. */
  async #quietly(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#services.log.error(error instanceof Error ? error : String(error));
    }
  }

  /** While the page is being made: what its first picture takes, and what is said of the states. */
  async #prepare(): Promise<void> {
    await this.#drawUpdate();
    await this.#annotate.ask();
  }

  #drawUpdate(): Promise<Drawing> {
    const [title, collapsed, layouts] = [this.#title, this.#collapsed, this.#layouts];
    const readOnly = findComparison(this.#panel);
    return drawUpdate(this.#services, { ...this.chosen, title, readOnly, collapsed, layouts });
  }

  /** Sends the picture of the text as it is now. It may be an old one when it is there: the next is on its way then. */
  async #draw(): Promise<void> {
    const drawn = await this.#drawUpdate();
    this.#graph = drawn.graph ?? this.#graph;
    const { findings, costs = [] } = this.#said ?? {};
    this.#page.endpoint.notify('update', { ...drawn, graph: this.#graph, findings, costs });
    void this.#annotate.ask();
  }

  async #say(): Promise<void> {
    this.#said = await annotate(this.#services, this.chosen);
    this.#page.endpoint.notify('annotations', this.#said);
  }

  async #perform(documentVersion: number, find: FindGesture): Promise<GestureAnswer> {
    const apply = (): Promise<GestureAnswer> => applyGesture(this.#services, this.chosen, documentVersion, find);
    return this.#follow(await this.#change(apply));
  }

  async #change(apply: () => Promise<GestureAnswer>): Promise<GestureAnswer> {
    const compared = findComparison(this.#panel);
    return compared === undefined ? apply() : refuse(compared);
  }

  #follow(answer: GestureAnswer): GestureAnswer {
    this.#selected = answer.select ?? this.#selected;
    return answer;
  }

  async #copy(states: readonly string[]): Promise<GestureAnswer> {
    const at = await this.#read();
    const { copyFragment } = await loadDesign();
    const text = at && copyFragment(at.definition, states);
    if (text === undefined) return refuse(vscode.l10n.t('Select a state to copy first.'));
    await vscode.env.clipboard.writeText(text);
    const says = vscode.l10n.t('Copied as ASL text.');
    return { refused: undefined, select: undefined, says, documentVersion: undefined };
  }

  /** VS Code's own undo, which acts on the editor that has the focus: a panel of a template lends it to the text. */
  async #travel(command: 'undo' | 'redo'): Promise<{ documentVersion: number }> {
    if (findComparison(this.#panel) !== undefined) return { documentVersion: this.#document.version };
    if (this.#logicalId !== undefined) await showText(this.#document, vscode.ViewColumn.One);
    else this.#panel.reveal(this.#panel.viewColumn);
    await vscode.commands.executeCommand(command);
    this.#panel.reveal(this.#panel.viewColumn);
    return { documentVersion: this.#document.version };
  }

  async #select(position: vscode.Position): Promise<void> {
    const at = await this.#read();
    const { stateAt } = await loadLanguage();
    const offset = at?.offsetAt(position);
    const pointer = at && offset !== undefined ? stateAt(at.definition, offset)?.pointer : undefined;
    if (pointer === this.#selected) return;
    this.#selected = pointer;
    this.#page.endpoint.notify('select', { pointer });
  }

  async #reveal(pointer: string, focus: boolean): Promise<undefined> {
    this.#selected = pointer;
    this.#tellSelected(pointer);
    const at = await this.#read();
    const { stateByPointer } = await loadLanguage();
    const state = at && stateByPointer(at.definition, pointer);
    if (state) await showInText(this.#document, at.rangeOf(state.nameNode), focus);
    return undefined;
  }
}
