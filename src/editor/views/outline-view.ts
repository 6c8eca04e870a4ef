import * as vscode from 'vscode';
import type { ChosenDefinition } from '../active-definition.ts';
import { isWhole } from '../designer/apply-gesture.ts';
import type { Designers } from '../designer/designer.ts';
import { loadDesign } from '../designer/load-design.ts';
import type { DefinitionInDocument } from '../language/definition-in-document.ts';
import { loadLanguage } from '../language/load.ts';
import type { Services } from '../services.ts';
import { describeCounts, speak, type OutlineNode } from './outline-node.ts';
import { findSubject, isBlank, type OutlineSubject } from './outline-subject.ts';

const DELAY_MILLISECONDS = 150;

const keyOf = ({ line, character }: vscode.Position): string => `${line}:${character}`;

/** A definition in the outline, as of the version that it shows. */
export interface OutlinedDefinition extends ChosenDefinition {
  readonly version: number;
}

/**
 * The tree *Outline*: the workflow of the tab in front in words, for who does not use the canvas. It follows the text
 * and the cursor; what is selected in it is shown in the text and in designers.
 */
export class OutlineView implements vscode.TreeDataProvider<OutlineNode>, vscode.Disposable {
  readonly #services: Services;
  readonly #designers: Designers;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<OutlineNode>;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  #subject: OutlineSubject | undefined;
  #timer: NodeJS.Timeout | undefined;
  #building: Promise<void> | undefined;
  #definitions = new Map<OutlineNode, OutlinedDefinition>();
  /** Where a selection in the tree has put the cursor: that must not lead back. */
  #placed: string | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(services: Services, designers: Designers) {
    this.#services = services;
    this.#designers = designers;
    this.#view = vscode.window.createTreeView('fanout.outline', {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: true,
    });
    const look = (): void => this.#look();
    this.#subscriptions = [
      this.#changed,
      this.#view,
      this.#view.onDidChangeVisibility(() => this.#view.visible && this.#schedule(0)),
      designers.onDidChangeActive(look),
      designers.onDidSelect(({ document, logicalId, pointer }) =>
        this.#quietly(this.#follow(document, logicalId, pointer)),
      ),
      vscode.window.tabGroups.onDidChangeTabs(look),
      vscode.window.tabGroups.onDidChangeTabGroups(look),
      vscode.workspace.onDidOpenTextDocument(look),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#subject === undefined || document !== this.#subject.document) this.#look();
        else this.#schedule(DELAY_MILLISECONDS);
      }),
      services.projects.onDidChange(() => this.#schedule(DELAY_MILLISECONDS)),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections, kind }) => {
        const [selection] = selections;
        if (selection && kind !== undefined) this.#quietly(this.#followCursor(textEditor.document, selection.active));
      }),
    ];
    this.#look();
  }

  get selection(): readonly OutlineNode[] {
    return this.#view.selection;
  }

  getTreeItem(node: OutlineNode): vscode.TreeItem {
    const { TreeItemCollapsibleState: state } = vscode;
    const open = node.kind === 'machine' || node.kind === 'scope' || node.context.includes('holds');
    const item = new vscode.TreeItem(
      node.label,
      node.children.length === 0 ? state.None : open ? state.Expanded : state.Collapsed,
    );
    const problems = describeCounts(node.counts);
    const { errors, warnings } = node.counts;
    const color = errors > 0 ? 'list.errorForeground' : warnings > 0 ? 'list.warningForeground' : undefined;
    const chosen = this.definitionOf(node);
    item.id = [chosen?.document.uri.toString() ?? '', chosen?.logicalId ?? '', node.kind, node.pointer].join('\n');
    item.description = [...problems, node.description].filter((word) => word !== '').join(' · ');
    item.tooltip = speak(node);
    item.accessibilityInformation = { label: speak(node) };
    item.iconPath = new vscode.ThemeIcon(node.icon, color === undefined ? undefined : new vscode.ThemeColor(color));
    item.contextValue = node.context.join(' ');
    item.command = { command: 'fanout.revealState', title: vscode.l10n.t('Show'), arguments: [node] };
    return item;
  }

  async getChildren(node?: OutlineNode): Promise<OutlineNode[]> {
    if (node) return [...node.children];
    await this.#building;
    return [...this.#definitions.keys()];
  }

  getParent(node: OutlineNode): OutlineNode | undefined {
    return node.parent;
  }

  /** The definition that an entry belongs to; undefined once the outline shows something else. */
  definitionOf(node: OutlineNode): OutlinedDefinition | undefined {
    let root = node;
    while (root.parent) root = root.parent;
    return this.#definitions.get(root);
  }

  /** The entry of a state, scope or part in the outline as the text is now. */
  async find(chosen: ChosenDefinition, pointer: string): Promise<OutlineNode | undefined> {
    clearTimeout(this.#timer);
    await this.#build();
    return this.#find(chosen, pointer);
  }

  /** The state at the cursor of the text in front; the machine where that is at none. */
  async findAtCursor(): Promise<OutlineNode | undefined> {
    this.#look();
    await this.#build();
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined || editor.document !== this.#subject?.document) return [...this.#definitions.keys()][0];
    const { document, selection } = editor;
    const at = await this.#services.definitions.readAt(document, selection.active);
    const { logicalId } = at ?? {};
    return this.#find({ document, logicalId }, (at && (await this.#stateAt(at, selection.active))) ?? '');
  }

  /** Shows an entry's place in the text, if that is open, and selects it in designers. */
  async show(node: OutlineNode, focus: boolean): Promise<void> {
    const chosen = this.definitionOf(node);
    const at = chosen && (await this.#services.definitions.readOne(chosen.document, chosen.logicalId));
    if (chosen === undefined || at === undefined) return;
    const state = node.kind === 'part' || node.kind === 'scope' ? node.parent : node;
    if (state?.kind === 'state') this.#designers.select(chosen, state.pointer);
    const { placeOf } = await loadDesign();
    const place = placeOf(at.definition, node.pointer);
    const shown = vscode.window.visibleTextEditors.find(({ document }) => document === chosen.document);
    if (place === undefined || (shown === undefined && !focus)) return;
    const range = at.rangeOf(place);
    this.#placed = keyOf(range.start);
    const editor = focus
      ? await vscode.window.showTextDocument(chosen.document, {
          viewColumn: shown?.viewColumn ?? vscode.ViewColumn.Active,
        })
      : shown;
    if (editor === undefined) return;
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Moves the selection of the tree, if that is open. */
  async select(node: OutlineNode, focus: boolean): Promise<void> {
    if (this.#view.visible) await this.#view.reveal(node, { select: true, focus, expand: false });
  }

  #look(): void {
    const subject = findSubject(this.#services, this.#designers, this.#subject);
    const isSame =
      subject?.document === this.#subject?.document && subject?.only?.logicalId === this.#subject?.only?.logicalId;
    // The same object, too: what is being read for it must not be thrown away.
    if (isSame) return;
    this.#subject = subject;
    void vscode.commands.executeCommand('setContext', 'fanout.hasOutline', subject !== undefined);
    this.#schedule(0);
  }

  #schedule(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#view.visible) return;
    this.#timer = setTimeout(() => this.#quietly(this.#build()), milliseconds);
  }

  /** What fails here was not asked for by anybody: it is logged. */
  #quietly(work: Promise<void>): void {
    work.catch((error: unknown) => this.#services.log.error(error instanceof Error ? error : String(error)));
  }

  #build(): Promise<void> {
    const building = this.#read().finally(() => {
      if (this.#building === building) this.#building = undefined;
    });
    this.#building = building;
    return building;
  }

  async #read(): Promise<void> {
    const subject = this.#subject;
    const found = subject ? await this.#outlinesOf(subject) : new Map<OutlineNode, OutlinedDefinition>();
    if (this.#subject !== subject) return;
    this.#view.message = found === undefined ? vscode.l10n.t('The text cannot be read as it is now.') : '';
    // The last outline stays while the text is broken.
    const isOfSame = [...this.#definitions.values()].every(({ document }) => document === subject?.document);
    if (found === undefined && isOfSame) return;
    this.#definitions = found ?? new Map<OutlineNode, OutlinedDefinition>();
    this.#changed.fire(undefined);
  }

  /** Undefined where the text cannot be read. */
  async #outlinesOf({ document, only }: OutlineSubject): Promise<Map<OutlineNode, OutlinedDefinition> | undefined> {
    const { version } = document;
    const [found, { buildOutline, readBlank, findingsOf, placeFindings }] = await Promise.all([
      this.#services.definitions.readAll(document),
      loadDesign(),
    ]);
    const title = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
    const all = found.length === 0 && isBlank(document) ? [readBlank(document)] : found;
    const outlines = new Map<OutlineNode, OutlinedDefinition>();
    for (const at of all) {
      const { logicalId } = at;
      if (only && only.logicalId !== logicalId) continue;
      if (!isBlank(document) && !isWhole(at.definition)) return undefined;
      const findings = placeFindings(at.definition, await findingsOf(this.#services, document, at));
      outlines.set(buildOutline(at.definition, logicalId ?? title, findings), { document, logicalId, version });
    }
    return outlines;
  }

  #find({ document, logicalId }: ChosenDefinition, pointer: string): OutlineNode | undefined {
    for (const [root, chosen] of this.#definitions) {
      if (chosen.document !== document || chosen.logicalId !== logicalId) continue;
      for (const waiting = [root]; ;) {
        const node = waiting.pop();
        if (node === undefined) return undefined;
        if (node.pointer === pointer) return node;
        waiting.push(...node.children);
      }
    }
    return undefined;
  }

  async #followCursor(document: vscode.TextDocument, position: vscode.Position): Promise<void> {
    const place = keyOf(position);
    if (document !== this.#subject?.document || !this.#view.visible || place === this.#placed) return;
    this.#placed = undefined;
    const at = await this.#services.definitions.readAt(document, position);
    if (at) await this.#follow(document, at.logicalId, await this.#stateAt(at, position));
  }

  async #follow(document: vscode.TextDocument, logicalId: string | undefined, pointer = ''): Promise<void> {
    const node = this.#view.visible ? this.#find({ document, logicalId }, pointer) : undefined;
    if (node && !this.#view.selection.includes(node)) await this.#view.reveal(node, { select: true, focus: false });
  }

  async #stateAt(at: DefinitionInDocument, position: vscode.Position): Promise<string | undefined> {
    const { stateAt } = await loadLanguage();
    const offset = at.offsetAt(position);
    return offset === undefined ? undefined : stateAt(at.definition, offset)?.pointer;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const each of this.#subscriptions) each.dispose();
  }
}
