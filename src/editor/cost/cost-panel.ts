import * as vscode from 'vscode';
import {
  COST_HOST_MESSAGES,
  COST_PAGE_MESSAGES,
  type CostAnswer,
  type CostChange,
  type ExportFormat,
} from '../../protocol/cost-page.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import { loadLanguage } from '../language/definition-store.ts';
import { reportError } from '../register-command.ts';
import type { Services } from '../services.ts';
import type { WorkloadFault, WorkloadValues } from '../../cost/workload.ts';
import { openPagePanel, type PagePanel } from '../webviews/page-panel.ts';
import { countItemsOfFile, type AskedItems } from './ask-for-items.ts';
import { readCostInputs, type CostInputs } from './estimate-document.ts';
import { renderExport, suggestName } from './export-estimate.ts';
import { keepWorkload } from './keep-workload.ts';

/** Long enough for a burst of keys. */
const DELAY_MILLISECONDS = 400;

type Panel = PagePanel<typeof COST_HOST_MESSAGES, typeof COST_PAGE_MESSAGES>;

/** Compares the costs of one definition, as its text, its fanout.json and the prices are now. */
export class CostPanel {
  readonly #services: Services;
  readonly #chosen: ChosenDefinition;
  readonly #page: Panel;
  readonly #title: string;
  /** Said before the page was opened: the number of items, where nobody had written it down. */
  #asked: AskedItems['given'];
  /** What was counted last. */
  #data: AskedItems['data'];
  /** What the last run told, once it was asked for. */
  #run: WorkloadValues | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(services: Services, chosen: ChosenDefinition, asked: AskedItems) {
    this.#services = services;
    this.#chosen = chosen;
    this.#asked = asked.given;
    this.#data = asked.data;
    const { document, logicalId } = chosen;
    const file = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1);
    this.#title = logicalId === undefined ? file : `${logicalId} (${file})`;
    this.#page = openPagePanel(services, {
      view: 'cost',
      title: vscode.l10n.t('Cost of {0}', this.#title),
      column: vscode.ViewColumn.Beside,
      hostMessages: COST_HOST_MESSAGES,
      pageMessages: COST_PAGE_MESSAGES,
    });
    const { endpoint, panel } = this.#page;
    endpoint.handle('estimate', (change) => this.#estimate(change));
    endpoint.handle('keep', (change) => this.#keep(change));
    endpoint.handle('save', ({ change, format, image }) => this.#save(change, format, image));
    endpoint.handle('count', () => this.#count());
    endpoint.handle('measure', () => this.#measure());
    endpoint.handle('reveal', ({ pointer }) => this.#reveal(pointer));
    endpoint.handle('choose', () => this.#choose());
    const subscriptions = [
      vscode.workspace.onDidChangeTextDocument((change) => change.document === document && this.#schedule()),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed === document) panel.dispose();
      }),
      services.projects.onDidChange(() => this.#schedule()),
      services.prices.onDidChange(() => this.#schedule()),
    ];
    panel.onDidDispose(() => {
      clearTimeout(this.#timer);
      for (const subscription of subscriptions) subscription.dispose();
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

  /** What the page shows is not how things are any more. */
  refresh(): void {
    this.#page.endpoint.notify('stale', undefined);
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), DELAY_MILLISECONDS);
  }

  async #estimate(change: CostChange): Promise<CostAnswer> {
    const inputs = await this.#read(change);
    if ('errors' in inputs) return { subject: undefined, problems: inputs.errors };
    const [{ makeCostView }, { BOOK_REGIONS }, found] = await Promise.all([
      import('../../cost/cost-view.ts'),
      import('../../cost/built-in-books.ts'),
      this.#services.projects.find(this.#chosen.document.uri),
    ]);
    return {
      subject: {
        title: this.#title,
        view: makeCostView({ ...inputs, plotField: change.plotField }),
        regions: [...new Set([...BOOK_REGIONS, inputs.book.region])],
        isMeasured: this.#services.measures.has(this.#chosen.document.uri.toString()),
        keptIn: found && vscode.workspace.asRelativePath(found.uri),
      },
      problems: [],
    };
  }

  /** What was set on the page is over what was asked for before it opened; what was counted lies beneath both. */
  async #read({ values, region }: CostChange): Promise<CostInputs | WorkloadFault> {
    const given = { ...this.#asked, ...values };
    const measured = { data: this.#data && { ...this.#data }, run: this.#run };
    const inputs = await readCostInputs(
      this.#services,
      this.#chosen,
      given,
      measured,
      region === '' ? undefined : region,
    );
    const unreadable = vscode.l10n.t('This text holds no state machine: correct its first problem.');
    return inputs ?? { errors: [unreadable], onlyItemsMissing: false };
  }

  async #require(change: CostChange): Promise<CostInputs> {
    const inputs = await this.#read(change);
    if ('errors' in inputs) throw new Error(inputs.errors.join(' '));
    return inputs;
  }

  /** Asks for a file; true when it was counted. */
  async #count(): Promise<boolean> {
    try {
      this.#data = await countItemsOfFile();
      this.#asked = {};
      return true;
    } catch (error) {
      if (error instanceof vscode.CancellationError) return false;
      throw error;
    }
  }

  /** Takes over what the last run of the definition told; false where there was none. */
  #measure(): boolean {
    this.#run = this.#services.measures.get(this.#chosen.document.uri.toString());
    return this.#run !== undefined;
  }

  async #keep(change: CostChange): Promise<boolean> {
    const { assumptions } = await this.#require(change);
    const set = assumptions.filter(({ from }) => from === 'given' || from === 'data' || from === 'run');
    const values = Object.fromEntries(set.map(({ field, value }) => [field, value]));
    await keepWorkload(this.#services, this.#chosen.document.uri, values);
    this.#data = undefined;
    this.#run = undefined;
    return true;
  }

  async #save(change: CostChange, format: ExportFormat, image: string | undefined): Promise<undefined> {
    const content = await renderExport(await this.#require(change), format, image);
    const { extension, name } = suggestName(this.#title, format);
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(this.#chosen.document.uri, '..', name),
      filters: { [extension.toUpperCase()]: [extension] },
    });
    if (!target) return undefined;
    await vscode.workspace.fs.writeFile(target, content);
    const open = vscode.l10n.t('Open');
    const said = vscode.window.showInformationMessage(
      vscode.l10n.t('Saved {0}.', vscode.workspace.asRelativePath(target)),
      open,
    );
    // The page need not wait until somebody has read it.
    void said.then(
      (answer) => answer === open && vscode.commands.executeCommand('vscode.open', target),
      (error: unknown) => reportError(this.#services.log, 'fanout.estimateCost', error),
    );
    return undefined;
  }

  async #reveal(pointer: string): Promise<undefined> {
    const { document, logicalId } = this.#chosen;
    const at = await this.#services.definitions.readOne(document, logicalId);
    const { stateByPointer } = await loadLanguage();
    const state = at && stateByPointer(at.definition, pointer);
    if (!state) throw new Error(vscode.l10n.t('This state is not in the text any more.'));
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.One,
      selection: at.rangeOf(state.nameNode),
    });
    return undefined;
  }

  async #choose(): Promise<undefined> {
    await vscode.commands.executeCommand('fanout.chooseApproach');
    return undefined;
  }
}
