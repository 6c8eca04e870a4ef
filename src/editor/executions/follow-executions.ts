import * as vscode from 'vscode';
import { layOutJson } from '../../executions/lay-out-json.ts';
import { ExpectedError } from '../errors.ts';
import { revealState } from '../run/results-panel.ts';
import type { Services } from '../services.ts';
import { ExecutionPanel } from './execution-panel.ts';
import { onConnection, type ExecutionRef } from './execution-ref.ts';
import type { ExecutionTexts } from './execution-texts.ts';
import { createDefinitionFinder } from './find-definition.ts';
import type { Overlay } from './overlay.ts';
import { showText } from './show-execution.ts';

const ACTIONS = {
  stop: 'fanout.stopExecution',
  redrive: 'fanout.redriveExecution',
  rerun: 'fanout.rerunExecution',
  compare: 'fanout.compareExecutions',
  copyCommand: 'fanout.copyCliCommand',
} as const;

/** Opens the pages of executions, one for each. */
export class ExecutionPages implements vscode.Disposable {
  readonly #services: Services;
  readonly #texts: ExecutionTexts;
  readonly #overlay: Overlay;
  readonly #panels = new Map<string, ExecutionPanel>();

  constructor(services: Services, texts: ExecutionTexts, overlay: Overlay) {
    this.#services = services;
    this.#texts = texts;
    this.#overlay = overlay;
  }

  /** Shows the page of an execution and follows it, again where it was followed to its end before. */
  async follow(ref: ExecutionRef): Promise<void> {
    const open = this.#panels.get(ref.executionArn);
    if (open !== undefined) {
      open.page.panel.reveal();
      open.follow();
      return;
    }
    const find = await createDefinitionFinder(this.#services, ref.choice);
    const panel = new ExecutionPanel(this.#services, ref, (feed, { stateMachineArn }) => {
      const definition = find(stateMachineArn);
      return definition && this.#overlay.follow(feed, definition);
    });
    this.#panels.set(ref.executionArn, panel);
    panel.page.panel.onDidDispose(() => this.#panels.delete(ref.executionArn));
    this.#handle(panel, find);
    panel.follow();
  }

  dispose(): void {
    for (const { page } of [...this.#panels.values()]) page.panel.dispose();
  }

  #handle(panel: ExecutionPanel, find: (stateMachineArn: string) => vscode.Uri | undefined): void {
    const { endpoint } = panel.page;
    const { ref } = panel;
    const { choice } = ref;
    const definitionOf = (): vscode.Uri | undefined => panel.machine && find(panel.machine.stateMachineArn);
    endpoint.handle('act', ({ action }) => execute(ACTIONS[action], ref));
    endpoint.handle('copyArn', () => copy(ref.executionArn));
    endpoint.handle('copyText', ({ part }) => copy(requireText(panel.described?.[part])));
    endpoint.handle('openText', ({ part }) => openText(requireText(panel.described?.[part])));
    endpoint.handle('openExecution', ({ executionArn }) => execute('fanout.followExecution', { executionArn, choice }));
    endpoint.handle('openResults', ({ mapRunArn }) => execute('fanout.openMapRunResults', { mapRunArn, choice }));
    endpoint.handle('openEvent', async ({ id }) => {
      const texts = (await readTexts(panel, id)).map(({ name, text, isCut }) => {
        const shown = showText(text);
        return { name, text: shown.text, isCut: shown.isCut || isCut };
      });
      return { id, texts };
    });
    endpoint.handle('openEventText', async ({ id, name }) => openText(await readEventText(panel, id, name)));
    endpoint.handle('copyEventText', async ({ id, name }) => copy(await readEventText(panel, id, name)));
    const logUrl = async (): Promise<string> => {
      const { logLinkOf } = await import('../../executions/log-link.ts');
      return requireText(panel.machine?.logGroupArn && logLinkOf(panel.machine.logGroupArn, ref.executionArn)?.url);
    };
    // As a text: a Uri would escape what the console has escaped in its own way.
    endpoint.handle('openLog', async () => execute('vscode.open', await logUrl()));
    endpoint.handle('copyLog', async () => copy(await logUrl()));
    endpoint.handle('reveal', ({ pointer }) => this.#reveal(panel, definitionOf(), pointer));
    endpoint.handle('openPreview', (): undefined => {
      const definition = definitionOf();
      if (definition === undefined)
        throw new ExpectedError(vscode.l10n.t('No definition of this workspace is that of this execution.'));
      execute('fanout.openPreview', definition);
      return undefined;
    });
    endpoint.handle('failedChildren', ({ mapRunArn }) => listFailed(this.#services, { ...ref, mapRunArn }));
    endpoint.handle('updateMapRun', async (change) => {
      const { UpdateMapRunCommand } = await import('@aws-sdk/client-sfn');
      await onConnection(this.#services, choice, 'states:UpdateMapRun', ({ client }) =>
        client.send(new UpdateMapRunCommand(change)),
      );
      return undefined;
    });
  }

  /** In the definition of the workspace, else in the one that the execution was started with. */
  async #reveal(panel: ExecutionPanel, definition: vscode.Uri | undefined, pointer: string): Promise<undefined> {
    if (definition !== undefined) return revealState(this.#services, definition, pointer);
    const [{ parseDefinition }, { stateByPointer }] = await Promise.all([
      import('../../asl/parse.ts'),
      import('../../asl/scopes.ts'),
    ]);
    const text = layOutJson(requireText(panel.machine?.definition));
    const state = stateByPointer(parseDefinition(text, 'json'), pointer);
    const document = await vscode.workspace.openTextDocument(this.#texts.keep({ name: 'definition.json', text }));
    const start = document.positionAt(state?.nameNode.start ?? 0);
    const selection = new vscode.Range(start, document.positionAt(state?.nameNode.end ?? 0));
    await vscode.window.showTextDocument(document, { selection, preview: true });
    return undefined;
  }
}

/** Through its command, which tells what goes wrong. Not waited for: some ask the user. */
function execute(command: string, ...args: readonly unknown[]): undefined {
  void vscode.commands.executeCommand(command, ...args);
}

async function copy(text: string): Promise<undefined> {
  await vscode.env.clipboard.writeText(text);
}

async function openText(text: string): Promise<undefined> {
  const content = layOutJson(text);
  const language = content.startsWith('{') || content.startsWith('[') ? 'json' : 'plaintext';
  const document = await vscode.workspace.openTextDocument({ language, content });
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}

function requireText(text: string | undefined): string {
  if (text === undefined) throw new ExpectedError(vscode.l10n.t('There is no such text yet.'));
  return text;
}

async function readTexts(panel: ExecutionPanel, id: number) {
  const { textsOf } = await import('../../executions/event-details.ts');
  const event = await panel.readEvent(id);
  if (event === undefined) throw new ExpectedError(vscode.l10n.t('The history has no event {0} any more.', id));
  return textsOf(event);
}

async function readEventText(panel: ExecutionPanel, id: number, name: string): Promise<string> {
  return requireText((await readTexts(panel, id)).find((each) => each.name === name)?.text);
}

async function listFailed(services: Services, { mapRunArn, choice }: ExecutionRef & { readonly mapRunArn: string }) {
  const { ExecutionList } = await import('../../executions/execution-list.ts');
  const list = new ExecutionList({ mapRunArn }, { statuses: ['FAILED', 'TIMED_OUT'], name: '' });
  await onConnection(services, choice, 'states:ListExecutions', ({ client }) => list.more(client));
  const children = list.executions.map(({ executionArn, name, status, stopDate }) => ({
    executionArn,
    name,
    status,
    stopDate: stopDate?.toISOString(),
  }));
  return { children, hasMore: list.hasMore };
}
