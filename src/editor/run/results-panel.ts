import * as vscode from 'vscode';
import type { JsonValue } from '../../asl/json.ts';
import type { ResultLocation } from '../../asl/result-location.ts';
import { RESULTS_HOST_MESSAGES, RESULTS_PAGE_MESSAGES, type ExecutionResults } from '../../protocol/results.ts';
import { ExpectedError } from '../errors.ts';
import { rangeOf } from '../language/diagnostics.ts';
import { loadLanguage } from '../language/definition-store.ts';
import type { Services } from '../services.ts';
import { openPagePanel, type PagePanel } from '../webviews/page-panel.ts';
import { manifestObject } from '../results/result-source.ts';
import { ResultViewer, type Rerun } from '../results/result-viewer.ts';
import { findManifests, locateManifest, type Manifest } from './result-files.ts';

/** What a person may do from the page. */
export interface ResultsActions {
  readonly stop: () => void;
  readonly redrive: () => Thenable<unknown>;
  readonly rerun: Rerun;
}

/** What is shown of an execution; its files are found in its output. */
export interface ShownExecution extends Omit<ExecutionResults, 'title' | 'output' | 'files'> {
  /** Undefined while it runs, and when it did not succeed. */
  readonly output: JsonValue | undefined;
}

/** So often a page is drawn anew while its execution goes on. */
const PAUSE_MILLISECONDS = 250;

/** The results page of one execution: how far it is, how it ended, its counts, its output, and where its results lie. */
export class ResultsPanel {
  readonly #services: Services;
  readonly #definition: vscode.Uri;
  readonly #title: string;
  readonly #page: PagePanel<typeof RESULTS_HOST_MESSAGES, typeof RESULTS_PAGE_MESSAGES>;
  readonly #viewer: ResultViewer;
  #results: ExecutionResults | undefined;
  #output: JsonValue = null;
  #manifests: readonly Manifest[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(services: Services, definition: vscode.Uri, { stop, redrive, rerun }: ResultsActions) {
    this.#services = services;
    this.#definition = definition;
    this.#title = definition.path.slice(definition.path.lastIndexOf('/') + 1);
    this.#page = openPagePanel(services, {
      view: 'results',
      title: vscode.l10n.t('Results of {0}', this.#title),
      column: vscode.ViewColumn.Active,
      hostMessages: RESULTS_HOST_MESSAGES,
      pageMessages: RESULTS_PAGE_MESSAGES,
    });
    const { endpoint, panel } = this.#page;
    this.#viewer = new ResultViewer(services, endpoint, this.#title, rerun);
    endpoint.handle('ready', () => {
      this.#send();
      this.#viewer.send();
      return undefined;
    });
    endpoint.handle('showResults', ({ id }) => this.#view(this.#manifests[Number(id)]));
    endpoint.handle('openOutput', () => this.#openOutput());
    endpoint.handle('open', ({ id }) => openManifest(this.#manifests[Number(id)]));
    endpoint.handle('reveal', ({ pointer }) => revealState(services, definition, pointer));
    endpoint.handle('stop', () => {
      stop();
      return undefined;
    });
    endpoint.handle('redrive', () => {
      // Its end is not waited for: the page follows it.
      redrive().then(undefined, (error: unknown) => services.log.error(String(error)));
      return undefined;
    });
    panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      this.#viewer.dispose();
    });
  }

  get onDidDispose(): vscode.Event<void> {
    return this.#page.panel.onDidDispose;
  }

  reveal(): void {
    this.#page.panel.reveal(undefined, false);
  }

  /** Shows how far the execution is: soon, and the last of several. */
  update(execution: ShownExecution): void {
    this.#keep(execution, []);
    this.#timer ??= setTimeout(() => this.#send(), PAUSE_MILLISECONDS);
  }

  /** Shows how it has ended, and what its first result files hold. `located`: where its Map Runs may have left some. */
  async finish(execution: ShownExecution, located: readonly ResultLocation[]): Promise<void> {
    const project = await this.#services.projects.require(this.#definition);
    const named = findManifests(execution.output ?? null, project);
    const manifests =
      named.length > 0 ? named : await this.#existing(located.map((each) => locateManifest(each, project)));
    this.#keep(execution, manifests);
    this.#send();
    this.#view(manifests[0]);
  }

  /** A Map Run that has failed early leaves nothing. */
  async #existing(manifests: readonly Manifest[]): Promise<readonly Manifest[]> {
    const found = await Promise.all(
      manifests.map(async (manifest) => {
        const opening = manifestObject(this.#services, this.#definition, manifest.bucket, manifest.key).open();
        return opening.then(
          () => manifest,
          () => undefined,
        );
      }),
    );
    return found.filter((each) => each !== undefined);
  }

  #view(manifest: Manifest | undefined): undefined {
    if (manifest !== undefined)
      this.#viewer.show({
        ...manifestObject(this.#services, this.#definition, manifest.bucket, manifest.key),
        location: manifest.location,
      });
  }

  #keep({ output, ...execution }: ShownExecution, manifests: readonly Manifest[]): void {
    this.#output = output ?? null;
    this.#manifests = manifests;
    this.#results = {
      ...execution,
      title: this.#title,
      output: output === undefined ? undefined : JSON.stringify(output, undefined, 2),
      files: manifests.map(({ location }, index) => ({
        id: String(index),
        label: vscode.l10n.t('Result manifest'),
        location,
      })),
    };
  }

  #send(): undefined {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#results !== undefined) this.#page.endpoint.notify('results', this.#results);
  }

  async #openOutput(): Promise<undefined> {
    const content = JSON.stringify(this.#output, undefined, 2);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }));
  }
}

async function openManifest(manifest: Manifest | undefined): Promise<undefined> {
  if (!manifest?.file)
    throw new ExpectedError(
      vscode.l10n.t('This manifest is in no folder of fanout.json, so it cannot be opened from here.'),
    );
  await vscode.window.showTextDocument(manifest.file, { preview: false });
}

/** Shows where a state stands in its definition; the definition where it has no such state. */
export async function revealState(services: Services, definition: vscode.Uri, pointer: string): Promise<undefined> {
  const document = await vscode.workspace.openTextDocument(definition);
  const read = await services.definitions.read(document);
  const { stateByPointer } = await loadLanguage();
  const state = read && stateByPointer(read, pointer);
  await vscode.window.showTextDocument(document, state ? { selection: rangeOf(document, state.nameNode) } : {});
}
