import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ResultsQuery } from '../../items/query-results.ts';
import type { ResultSet } from '../../items/result-files.ts';
import { ExpectedError } from '../errors.ts';
import { withSignal } from '../with-signal.ts';

/** Asks for a file and writes records to it, under a notification that cancels it. */
export async function exportRecords(set: ResultSet, query: ResultsQuery): Promise<void> {
  const { exportFormatOf, exportResults } = await import('../../items/export-results.ts');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Records'),
    filters: { [vscode.l10n.t('JSON Lines')]: ['jsonl'], CSV: ['csv'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.file(join(folder, 'records.jsonl')) }),
  });
  if (target === undefined) return;
  const format = exportFormatOf(target.path);
  if (format === undefined || target.scheme !== 'file')
    throw new ExpectedError(vscode.l10n.t('Records are exported to a file that ends in .jsonl or .csv.'));
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Exporting records');
  const exporting = vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const onRecords = (records: number): void => progress.report({ message: records.toLocaleString('en-US') });
    return withSignal(token, (signal) =>
      exportResults(set, query, { path: target.fsPath, format }, { signal, onRecords }),
    );
  });
  const count = await Promise.resolve(exporting).catch((error: unknown) => {
    if (error instanceof vscode.CancellationError) return undefined;
    throw error;
  });
  if (count === undefined) return;
  const name = vscode.workspace.asRelativePath(target);
  const open = vscode.l10n.t('Open');
  const said = vscode.window.showInformationMessage(
    count === 1
      ? vscode.l10n.t('1 record is in {0}.', name)
      : vscode.l10n.t('{0} records are in {1}.', count.toLocaleString('en-US'), name),
    open,
  );
  // Not waited for: the records are written, and the message may stay.
  said.then(
    (chosen) => (chosen === open ? vscode.window.showTextDocument(target) : undefined),
    () => undefined,
  );
}
