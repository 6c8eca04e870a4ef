import * as vscode from 'vscode';
import { describeChoice, type ConnectionChoice } from '../../executions/connection-choice.ts';
import type { Services } from '../services.ts';

/** So long the status bar says that requests are held back. */
const RETRY_MILLISECONDS = 5000;

/** The status bar says what the workspace is connected to, while there is a workflow to look at; a click changes it. */
export function createConnectionStatus({ connections, workflows, log }: Services): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('fanout.connection', vscode.StatusBarAlignment.Left, 0);
  item.name = vscode.l10n.t('Step Functions Connection');
  item.command = 'fanout.chooseConnection';
  let timer: NodeJS.Timeout | undefined;
  const show = (): void => {
    clearTimeout(timer);
    const { choice } = connections;
    const name = describeChoice(choice);
    item.text = `${ICONS[choice.kind]} ${name}`;
    item.tooltip = tooltipOf(choice);
    item.accessibilityInformation = { label: vscode.l10n.t('Fanout is connected to {0}. Choose another.', name) };
  };
  const appear = async (): Promise<void> => {
    if (vscode.workspace.isTrusted && (await workflows.list()).length > 0) item.show();
    else item.hide();
  };
  const refresh = (): void => {
    appear().catch((error: unknown) => log.error(String(error)));
  };
  show();
  refresh();
  return vscode.Disposable.from(
    item,
    new vscode.Disposable(() => clearTimeout(timer)),
    connections.onDidChange(show),
    connections.onDidRetry(({ kind, attempt, of }) => {
      const name = describeChoice(connections.choice);
      const why = kind === 'throttled' ? vscode.l10n.t('throttled') : vscode.l10n.t('does not answer');
      item.text = vscode.l10n.t('$(sync~spin) {0}: {1}, try {2} of {3}', name, why, attempt + 1, of);
      clearTimeout(timer);
      timer = setTimeout(show, RETRY_MILLISECONDS);
    }),
    workflows.onDidChange(refresh),
    vscode.workspace.onDidGrantWorkspaceTrust(refresh),
  );
}

const ICONS: Readonly<Record<ConnectionChoice['kind'], string>> = {
  local: '$(home)',
  aws: '$(cloud)',
  endpoint: '$(plug)',
};

function tooltipOf(choice: ConnectionChoice): string {
  switch (choice.kind) {
    case 'local':
      return vscode.l10n.t(
        'Fanout starts executions on a Step Functions of this window. Click for AWS or an endpoint.',
      );
    case 'aws':
      return vscode.l10n.t(
        'Fanout starts executions on AWS: {0}, {1}. They cost money.',
        choice.profile ?? vscode.l10n.t('standard credentials'),
        choice.region ?? vscode.l10n.t('region of the profile'),
      );
    case 'endpoint':
      return vscode.l10n.t('Fanout starts executions on {0}, signed for {1}.', choice.url, choice.region);
  }
}
