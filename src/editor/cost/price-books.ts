import * as vscode from 'vscode';
import type { ReadPriceBook } from '../../cost/price-book.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { withSignal } from '../with-signal.ts';

/** The region that a document's estimates are made for. */
export const costRegion = (file: vscode.Uri | undefined): string =>
  vscode.workspace.getConfiguration('fanout', file).get<string>('cost.region', '') || 'us-east-1';

/** The price books that estimates use: the refreshed one of a region where there is one, else the built-in one. */
export class PriceBooks implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #known = new Map<string, Promise<ReadPriceBook>>();
  /** Where refreshed books are kept. */
  readonly folder: string;

  readonly #settings = vscode.workspace.onDidChangeConfiguration(
    (change) => change.affectsConfiguration('fanout.cost') && this.#changed.fire(),
  );

  /** Prices were refreshed, or are those of another region now. */
  readonly onDidChange = this.#changed.event;

  constructor(context: vscode.ExtensionContext) {
    this.folder = vscode.Uri.joinPath(context.globalStorageUri, 'prices').fsPath;
  }

  /** For the region of a document, or another; `asOf` says of which day the prices are. */
  find(file: vscode.Uri | undefined, region = costRegion(file)): Promise<ReadPriceBook> {
    const known = this.#known.get(region) ?? findBook(this.folder, region);
    this.#known.set(region, known);
    return known;
  }

  forget(): void {
    this.#known.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#settings.dispose();
    this.#changed.dispose();
  }
}

async function findBook(folder: string, region: string): Promise<ReadPriceBook> {
  const [{ readCachedBook }, { builtInBook, CURRENT_BOOK }] = await Promise.all([
    import('../../prices/price-cache.ts'),
    import('../../cost/built-in-books.ts'),
  ]);
  const live = await readCachedBook(folder, region);
  return live ? { book: live } : builtInBook(CURRENT_BOOK, region);
}

/** *Refresh Prices*: AWS's public price list of the region of `fanout.cost.region`, kept for all workspaces. */
export function registerRefreshPrices(services: Services): vscode.Disposable {
  return registerCommand(services, 'fanout.refreshPrices', async () => {
    const region = costRegion(vscode.window.activeTextEditor?.document.uri);
    const book = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Reading the prices of AWS for {0}', region),
        cancellable: true,
      },
      (progress, token) => refresh(services, region, progress, token),
    );
    services.prices.forget();
    const show = vscode.l10n.t('Estimate Cost');
    const message = vscode.l10n.t('Estimates for {0} now use the prices of {1}.', region, book.asOf);
    vscode.window.showInformationMessage(message, show).then(
      (chosen) => chosen === show && vscode.commands.executeCommand('fanout.estimateCost'),
      () => undefined,
    );
  });
}

async function refresh(
  services: Services,
  region: string,
  progress: vscode.Progress<{ message: string; increment: number }>,
  token: vscode.CancellationToken,
) {
  const [{ refreshPrices }, { PricesError }, { baseBook }] = await Promise.all([
    import('../../prices/refresh-prices.ts'),
    import('../../prices/prices-error.ts'),
    import('../../cost/built-in-books.ts'),
  ]);
  let shown = 0;
  const onProgress = (service: string, done: number, of: number, bytes: number): void => {
    const increment = (100 * done) / of - shown;
    shown += increment;
    progress.report({ message: `${service}, ${(bytes / 1e6).toFixed(1)} MB`, increment });
  };
  const request = {
    region,
    folder: services.prices.folder,
    base: baseBook(region),
    today: new Date().toISOString().slice(0, 10),
    url: process.env.FANOUT_PRICE_LIST_URL,
    onProgress,
  };
  return withSignal(token, (signal) => refreshPrices({ ...request, signal })).catch((error: unknown) => {
    if (!(error instanceof PricesError)) throw error;
    throw new ExpectedError(vscode.l10n.t('{0} The prices from before are still used.', error.message), {
      title: vscode.l10n.t('Try Again'),
      run: () => vscode.commands.executeCommand('fanout.refreshPrices'),
    });
  });
}
