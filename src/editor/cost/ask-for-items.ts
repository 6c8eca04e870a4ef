import * as vscode from 'vscode';
import type { JsonObject } from '../../asl/json.ts';
import type { DataMeasure } from '../../items/count-items.ts';
import { ExpectedError } from '../errors.ts';
import { withSignal } from '../with-signal.ts';

/** What somebody said, or what was counted. */
export interface AskedItems {
  readonly given: JsonObject;
  readonly data: DataMeasure | undefined;
}

/** Nothing can be priced without a number of items; everything else has a default that is listed. */
export async function askForItems(): Promise<AskedItems> {
  const count = vscode.l10n.t('Count the Items of a File…');
  const type = vscode.l10n.t('Type a Number');
  const chosen = await vscode.window.showQuickPick(
    [
      { label: type, detail: vscode.l10n.t('When you know about how many there will be.') },
      {
        label: count,
        detail: vscode.l10n.t('CSV, JSON, JSON Lines or Parquet on this machine; its average item is weighed, too.'),
      },
    ],
    { title: vscode.l10n.t('Estimate Cost'), placeHolder: vscode.l10n.t('How many items does a run have?') },
  );
  if (!chosen) throw new vscode.CancellationError();
  return chosen.label === count
    ? { given: {}, data: await countItemsOfFile() }
    : { given: await askForNumber(), data: undefined };
}

async function askForNumber(): Promise<JsonObject> {
  const { parseWorkloadValue, readWorkload } = await import('../../cost/workload.ts');
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Estimate Cost'),
    prompt: vscode.l10n.t('How many items does a run have? (To keep it, write it as workload.items into fanout.json.)'),
    value: '1_000_000',
    validateInput: (value) => {
      const read = readWorkload({ items: parseWorkloadValue('items', value) }, {});
      return 'errors' in read ? read.errors[0] : undefined;
    },
  });
  if (text === undefined) throw new vscode.CancellationError();
  return { items: parseWorkloadValue('items', text) };
}

/** Lets choose a file on this machine and counts what is in it; throws CancellationError where that is given up. */
export async function countItemsOfFile(): Promise<DataMeasure> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Which File Holds the Items?'),
      openLabel: vscode.l10n.t('Count'),
    })) ?? [];
  if (!file) throw new vscode.CancellationError();
  if (file.scheme !== 'file')
    throw new ExpectedError(vscode.l10n.t('Only files on disk can be counted, and this is on {0}.', file.scheme));
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Counting {0}', vscode.workspace.asRelativePath(file)),
      cancellable: true,
    },
    async (progress, token) => {
      const [{ countFile }, { ItemReaderError }] = await Promise.all([
        import('../../items/count-items.ts'),
        import('../../items/item-source.ts'),
      ]);
      const onProgress = (items: number): void =>
        progress.report({ message: vscode.l10n.t('{0} items', items.toLocaleString('en-US')) });
      return withSignal(token, (signal) => countFile(file.fsPath, { signal, onProgress })).catch((error: unknown) => {
        throw error instanceof ItemReaderError ? new ExpectedError(error.message) : error;
      });
    },
  );
}
