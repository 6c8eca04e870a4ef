import * as vscode from 'vscode';
import type { ExecutionStatus } from '../../protocol/execution-snapshot.ts';
import { NO_FILTER, type TreeFilter } from './execution-tree.ts';

const STATUSES: readonly ExecutionStatus[] = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
];

interface FilterItem extends vscode.QuickPickItem {
  readonly take?: () => Promise<TreeFilter> | TreeFilter;
}

/** Asks what the tree leaves out. Throws a CancellationError on Escape. */
export async function chooseFilter(filter: TreeFilter): Promise<TreeFilter> {
  const mark = (isOn: boolean): string => (isOn ? '$(check) ' : '');
  const items: FilterItem[] = [
    {
      label: `${mark(filter.ofWorkspace)}${vscode.l10n.t('Only machines of this workspace')}`,
      take: () => ({ ...filter, ofWorkspace: !filter.ofWorkspace }),
    },
    {
      label: `${mark(filter.name !== '')}${vscode.l10n.t('Name of the execution…')}`,
      description: filter.name,
      take: async () => ({ ...filter, name: await askForName(filter.name) }),
    },
    { label: vscode.l10n.t('Show everything'), take: () => NO_FILTER },
    { label: vscode.l10n.t('Status'), kind: vscode.QuickPickItemKind.Separator },
    ...[undefined, ...STATUSES].map((status) => ({
      label: `${mark(filter.status === status)}${status ?? vscode.l10n.t('Any status')}`,
      take: () => ({ ...filter, status }),
    })),
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Filter Executions'),
    placeHolder: vscode.l10n.t('Which executions?'),
  });
  if (!chosen?.take) throw new vscode.CancellationError();
  return chosen.take();
}

async function askForName(before: string): Promise<string> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter Executions'),
    prompt: vscode.l10n.t('A part of the name; empty for any. Names are searched a thousand at a time.'),
    value: before,
  });
  if (typed === undefined) throw new vscode.CancellationError();
  return typed.trim();
}

/** For the title of the view; empty: it leaves nothing out. */
export function describeFilter({ status, name, ofWorkspace }: TreeFilter): string {
  const workspace = ofWorkspace ? vscode.l10n.t('this workspace') : '';
  return [workspace, status ?? '', name === '' ? '' : `"${name}"`].filter((part) => part !== '').join(' · ');
}
