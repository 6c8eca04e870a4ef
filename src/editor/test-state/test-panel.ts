import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { StateTester } from '../../executions/test-state.ts';
import {
  TEST_STATE_HOST_MESSAGES,
  TEST_STATE_PAGE_MESSAGES,
  type TestableState,
  type TestForm,
  type TestOutcome,
} from '../../protocol/test-state.ts';
import { loadLanguage } from '../language/definition-store.ts';
import { rangeOf } from '../language/diagnostics.ts';
import { describeRun, requireOnDisk, requireTrust } from '../run/run-request.ts';
import type { Services } from '../services.ts';
import { openPagePanel, type PagePanel } from '../webviews/page-panel.ts';
import { describeSubject, listStates, TestMemory } from './test-subject.ts';

/** Long enough for a burst of keys: a state that is renamed is renamed in the list too. */
const DELAY_MILLISECONDS = 300;

type Panel = PagePanel<typeof TEST_STATE_HOST_MESSAGES, typeof TEST_STATE_PAGE_MESSAGES>;

/** Tests the states of one document, as its text is when the test starts. Ends its runtime when it is closed. */
export class TestPanel {
  readonly #services: Services;
  readonly #document: vscode.TextDocument;
  readonly #memory: TestMemory;
  readonly #page: Panel;
  #selected: string;
  #states: readonly TestableState[] = [];
  #tester: StateTester | undefined;
  #running: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(services: Services, document: vscode.TextDocument, pointer: string) {
    this.#services = services;
    this.#document = document;
    this.#memory = new TestMemory(services.context.workspaceState);
    this.#selected = pointer;
    this.#page = openPagePanel(services, {
      view: 'test-state',
      title: vscode.l10n.t('Test a State of {0}', document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1)),
      column: vscode.ViewColumn.Beside,
      hostMessages: TEST_STATE_HOST_MESSAGES,
      pageMessages: TEST_STATE_PAGE_MESSAGES,
    });
    const { endpoint, panel } = this.#page;
    endpoint.handle('ready', () => this.#show());
    endpoint.handle('choose', async ({ pointer: chosen }) => this.choose(chosen));
    endpoint.handle('test', ({ pointer: tested, form }) => this.#test(tested, form));
    endpoint.handle('cancel', () => this.#cancel());
    endpoint.handle('testNext', ({ pointer: from, nextState, input }) => this.#testNext(from, nextState, input));
    endpoint.handle('reveal', ({ pointer: revealed }) => this.#reveal(revealed));
    const subscriptions = [
      vscode.workspace.onDidChangeTextDocument((change) => change.document === document && this.#schedule()),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed === document) panel.dispose();
      }),
    ];
    panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      for (const subscription of subscriptions) subscription.dispose();
      this.#running?.abort();
      this.#tester?.close().catch((error: unknown) => services.log.error(String(error)));
    });
  }

  get onDidDispose(): vscode.Event<void> {
    return this.#page.panel.onDidDispose;
  }

  reveal(): void {
    this.#page.panel.reveal(undefined, false);
  }

  dispose(): void {
    this.#page.panel.dispose();
  }

  /** Turns to another state, with what it was tested with last. */
  async choose(pointer: string): Promise<undefined> {
    this.#selected = pointer;
    return this.#show();
  }

  async #show(): Promise<undefined> {
    const definition = await this.#services.definitions.read(this.#document);
    this.#states = definition ? listStates(definition) : [];
    const subject = describeSubject(this.#memory, this.#document.uri, this.#states, this.#selected);
    this.#selected = subject.selected;
    this.#page.endpoint.notify('subject', subject);
    return undefined;
  }

  /** The list follows the text; the form is the user's, and stays unless its state is gone. */
  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#followText().catch((error: unknown) => this.#services.log.error(String(error)));
    }, DELAY_MILLISECONDS);
  }

  async #followText(): Promise<void> {
    const definition = await this.#services.definitions.read(this.#document);
    const states = definition && definition.problems.length === 0 ? listStates(definition) : [];
    // While the text is broken the list is the last that could be read.
    if (states.length > 0 && JSON.stringify(states) !== JSON.stringify(this.#states)) await this.#show();
  }

  async #test(pointer: string, form: TestForm): Promise<TestOutcome> {
    requireTrust();
    requireOnDisk(this.#document);
    const { name } = await this.#requireState(pointer);
    await this.#memory.keep(this.#document.uri, pointer, form);
    const { StateTester: Tester } = await import('../../executions/test-state.ts');
    this.#tester ??= new Tester();
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    try {
      return await this.#tester.test({
        ...(await describeRun(this.#document)),
        stateName: name,
        form,
        signal: running.signal,
      });
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  #cancel(): undefined {
    this.#running?.abort();
    return undefined;
  }

  async #testNext(from: string, nextState: string, input: string): Promise<undefined> {
    const { scope } = await this.#requireState(from);
    const next = scope.byName.get(nextState);
    if (!next?.type) throw new Error(vscode.l10n.t('There is no state "{0}" any more.', nextState));
    const { pointer, name, type } = next;
    const form = this.#memory.recall(this.#document.uri, { pointer, name, type, inside: [] });
    await this.#memory.keep(this.#document.uri, pointer, { ...form, input });
    return this.choose(pointer);
  }

  async #requireState(pointer: string) {
    const definition = await this.#services.definitions.read(this.#document);
    const state = definition && (await findState(definition, pointer));
    if (state) return state;
    throw new Error(vscode.l10n.t('This state is not in the text any more: choose another.'));
  }

  async #reveal(pointer: string): Promise<undefined> {
    const { nameNode } = await this.#requireState(pointer);
    await vscode.window.showTextDocument(this.#document, {
      viewColumn: vscode.ViewColumn.One,
      selection: rangeOf(this.#document, nameNode),
    });
    return undefined;
  }
}

async function findState(definition: Definition, pointer: string) {
  const { stateByPointer } = await loadLanguage();
  return stateByPointer(definition, pointer);
}
