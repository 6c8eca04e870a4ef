import * as vscode from 'vscode';
import type { RunRequest } from '../../executions/prepare-run.ts';
import { ExpectedError } from '../errors.ts';

/** Throws where the folder is not trusted: whatever runs a workflow runs code of its folder. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new ExpectedError(
    vscode.l10n.t('Running a workflow runs code of this folder, and the folder is not trusted.'),
    {
      title: vscode.l10n.t('Manage Workspace Trust'),
      run: () => vscode.commands.executeCommand('workbench.trust.manage'),
    },
  );
}

/** Throws for a document of another file system than this machine's. */
export function requireOnDisk(document: vscode.TextDocument): void {
  if (document.uri.scheme === 'file' || document.isUntitled) return;
  throw new ExpectedError(
    vscode.l10n.t('A local run needs its files on disk, and this one is on {0}.', document.uri.scheme),
  );
}

/** What a local run of a document's text is made from: its place, the settings, the endpoints that they name. */
export async function describeRun(
  document: vscode.TextDocument,
): Promise<Omit<RunRequest, 'input'> & { readonly environment: Record<string, string> }> {
  const { NO_FLAGS } = await import('../../executions/prepare-run.ts');
  const settings = vscode.workspace.getConfiguration('fanout', document.uri);
  return {
    definitionPath: document.uri.fsPath,
    definitionText: document.getText(),
    limits: projectLimits(document.uri),
    flags: {
      ...NO_FLAGS,
      clock: settings.get('run.clock', 'real'),
      limits: settings.get('run.limits', 'aws'),
      pace: settings.get('run.pace', 'none'),
    },
    environment: endpointVariables(settings),
  };
}

/** fanout.json may use what lies in the workspace folder, and nothing outside of it. */
function projectLimits(definition: vscode.Uri): { root?: string } {
  const folder = vscode.workspace.getWorkspaceFolder(definition);
  return folder ? { root: folder.uri.fsPath.replaceAll('\\', '/') } : {};
}

function endpointVariables(settings: vscode.WorkspaceConfiguration): Record<string, string> {
  const wanted = {
    AWS_ENDPOINT_URL_S3: settings.get('run.s3Endpoint', ''),
    AWS_ENDPOINT_URL_LAMBDA: settings.get('run.lambdaEndpoint', ''),
  };
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ''));
}
