import * as vscode from 'vscode';
import type { Finding } from '../../validation/finding.ts';
import { diagnosticOf } from '../language/diagnostics.ts';
import { registerCommand, reportError } from '../register-command.ts';
import type { Services } from '../services.ts';
import { offerProblems } from './offer-problems.ts';
import { WorkspaceCheck } from './workspace-check.ts';

/** *Validate Workspace*: every definition of all folders, also those in templates, into Problems. */
export function registerValidateWorkspace(services: Services): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('fanout-workspace');
  const forget = (uris: readonly vscode.Uri[]): void => uris.forEach((uri) => collection.delete(uri));
  return vscode.Disposable.from(
    collection,
    // From then on its problems are shown as it is typed.
    vscode.workspace.onDidOpenTextDocument(({ uri }) => collection.delete(uri)),
    vscode.workspace.onDidDeleteFiles(({ files }) => forget(files)),
    vscode.workspace.onDidRenameFiles(({ files }) => forget(files.map(({ oldUri }) => oldUri))),
    registerCommand(services, 'fanout.validateWorkspace', async () => {
      collection.clear();
      const counts = { files: 0, error: 0, warning: 0, info: 0 };
      const onFile = (
        uri: vscode.Uri,
        findings: readonly Finding[],
        ranges: readonly vscode.Range[] | undefined,
      ): void => {
        counts.files++;
        for (const { severity } of findings) counts[severity]++;
        if (ranges)
          collection.set(
            uri,
            findings.map((finding, index) => diagnosticOf(finding, ranges[index] ?? START)),
          );
      };
      const cancelled = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: vscode.l10n.t('Validating the workspace'),
          cancellable: true,
        },
        (progress, token) => new WorkspaceCheck(services, onFile, progress, token).run(),
      );
      // The command is done, whenever its message is dismissed.
      showSummary(counts, cancelled).catch((error: unknown) =>
        reportError(services.log, 'fanout.validateWorkspace', error),
      );
    }),
  );
}

const START = new vscode.Range(0, 0, 0, 0);

async function showSummary(
  { files, error, warning, info }: { files: number; error: number; warning: number; info: number },
  cancelled: boolean,
): Promise<void> {
  const sums = vscode.l10n.t('Files: {0}, errors: {1}, warnings: {2}, info: {3}.', files, error, warning, info);
  const message = cancelled
    ? vscode.l10n.t('Stopped before all was validated. {0}', sums)
    : files === 0
      ? vscode.l10n.t('This workspace has no state machine.')
      : sums;
  if (error + warning + info === 0) {
    await vscode.window.showInformationMessage(message);
    return;
  }
  await offerProblems(error > 0 ? vscode.window.showErrorMessage : vscode.window.showWarningMessage, message);
}
