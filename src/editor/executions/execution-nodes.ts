import * as vscode from 'vscode';
import { describeChoice, type ConnectionChoice } from '../../executions/connection-choice.ts';
import type { ExecutionList, ListedExecution } from '../../executions/execution-list.ts';
import type { ExecutionStatus, MapRunSnapshot } from '../../protocol/execution-snapshot.ts';
import { formatMilliseconds } from '../../protocol/format-time.ts';
import { describeCounts } from '../../protocol/map-run-progress.ts';
import { commandLink } from '../commands.ts';
import type { ErrorAction } from '../errors.ts';
import type { ListedRun } from '../run/local-run-list.ts';
import type { ExecutionRef, MapRunRef } from './execution-ref.ts';

/** What the tree *Executions* consists of. */
export type ExecutionNode =
  | { readonly kind: 'connection'; readonly id: string; readonly choice: ConnectionChoice }
  | {
      readonly kind: 'machine';
      readonly id: string;
      readonly arn: string;
      readonly name: string;
      readonly type: string;
    }
  /** What *Run Locally…* has run. */
  | { readonly kind: 'runs'; readonly id: string }
  | { readonly kind: 'run'; readonly id: string; run: ListedRun }
  | ListedNode<'execution'>
  | ListedNode<'child'>
  | { readonly kind: 'mapRun'; readonly id: string; readonly ref: MapRunRef; mapRun: MapRunSnapshot }
  | { readonly kind: 'more'; readonly id: string; readonly of: string; readonly list: ExecutionList }
  | {
      readonly kind: 'problem';
      readonly id: string;
      readonly message: string;
      readonly action: ErrorAction | undefined;
    }
  | { readonly kind: 'note'; readonly id: string; readonly text: string };

interface ListedNode<Kind extends string> {
  readonly kind: Kind;
  readonly id: string;
  readonly ref: ExecutionRef;
  execution: ListedExecution;
}

const ICONS: Readonly<Record<ExecutionStatus, readonly [icon: string, color: string]>> = {
  RUNNING: ['sync', 'charts.blue'],
  SUCCEEDED: ['pass', 'testing.iconPassed'],
  FAILED: ['error', 'testing.iconFailed'],
  TIMED_OUT: ['watch', 'testing.iconFailed'],
  ABORTED: ['circle-slash', 'testing.iconFailed'],
  PENDING_REDRIVE: ['history', 'charts.yellow'],
};

export function toTreeItem(node: ExecutionNode): vscode.TreeItem {
  const item = describe(node);
  item.id = node.id;
  return item;
}

function describe(node: ExecutionNode): vscode.TreeItem {
  const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
  switch (node.kind) {
    case 'connection': {
      const item = new vscode.TreeItem(describeChoice(node.choice), Expanded);
      item.iconPath = new vscode.ThemeIcon(CONNECTION_ICONS[node.choice.kind]);
      item.contextValue = 'connection';
      return item;
    }
    case 'machine': {
      const item = new vscode.TreeItem(node.name, Collapsed);
      item.iconPath = new vscode.ThemeIcon('type-hierarchy-sub');
      item.description = node.type === 'EXPRESS' ? vscode.l10n.t('Express') : '';
      item.tooltip = node.arn;
      item.contextValue = 'machine';
      return item;
    }
    case 'runs': {
      const item = new vscode.TreeItem(vscode.l10n.t('Run Locally'), Expanded);
      item.iconPath = new vscode.ThemeIcon('vm');
      item.description = vscode.l10n.t('in this window');
      return item;
    }
    case 'run':
      return describeRun(node.run);
    case 'execution':
    case 'child':
      return describeExecution(node);
    case 'mapRun': {
      const { itemCounts, status, mapRunArn } = node.mapRun;
      const item = new vscode.TreeItem(nameOfMapRun(mapRunArn), Collapsed);
      item.iconPath = iconOf(status);
      item.description = `${status} · ${describeCounts(itemCounts)}`;
      item.tooltip = mapRunArn;
      item.contextValue = `mapRun:${status}`;
      return item;
    }
    case 'more': {
      const item = new vscode.TreeItem(vscode.l10n.t('Load more…'), None);
      item.iconPath = new vscode.ThemeIcon('ellipsis');
      item.description = describeLoaded(node.list);
      item.command = commandLink('fanout.loadMoreExecutions', vscode.l10n.t('Load More'), node);
      return item;
    }
    case 'problem': {
      const item = new vscode.TreeItem(node.message, None);
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.tooltip = node.action === undefined ? node.message : `${node.message}\n\n${node.action.title}`;
      item.description = node.action?.title ?? vscode.l10n.t('Try Again');
      item.command = commandLink('fanout.mendExecutions', node.action?.title ?? vscode.l10n.t('Try Again'), node);
      item.contextValue = 'problem';
      return item;
    }
    case 'note':
      return new vscode.TreeItem(node.text, None);
  }
}

function describeExecution({ kind, execution, ref }: ExecutionNode & { kind: 'execution' | 'child' }): vscode.TreeItem {
  const { name, status } = execution;
  const collapsible = kind === 'execution' ? 'Collapsed' : 'None';
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState[collapsible]);
  describeState(item, name, execution);
  item.contextValue = `${kind}:${status}`;
  item.command = commandLink('fanout.followExecution', vscode.l10n.t('Follow'), ref);
  return item;
}

function describeRun(run: ListedRun): vscode.TreeItem {
  const name = vscode.workspace.asRelativePath(run.definition);
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  describeState(item, name, run);
  item.contextValue = `run:${run.status}`;
  item.command = commandLink('fanout.showLocalRun', vscode.l10n.t('Show Results'), run.executionArn);
  return item;
}

function describeState(
  item: vscode.TreeItem,
  name: string,
  { status, startDate, stopDate, executionArn }: Omit<ListedExecution, 'name'>,
): void {
  const started = startDate?.toLocaleString() ?? '';
  const duration = startDate && stopDate ? formatMilliseconds(stopDate.getTime() - startDate.getTime()) : undefined;
  const parts = [status, started, ...(duration === undefined ? [] : [duration])];
  item.iconPath = iconOf(status);
  item.description = parts.join(' · ');
  item.tooltip = [executionArn, ...parts].join('\n');
  item.accessibilityInformation = { label: [name, ...parts].join(', ') };
}

const CONNECTION_ICONS: Readonly<Record<ConnectionChoice['kind'], string>> = {
  local: 'home',
  aws: 'cloud',
  endpoint: 'plug',
};

function iconOf(status: ExecutionStatus): vscode.ThemeIcon {
  const [icon, color] = ICONS[status];
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

/** `Price` of `…:mapRun:machine/Price:uuid`. */
export function nameOfMapRun(mapRunArn: string): string {
  return mapRunArn.split(':').at(-2)?.split('/').at(-1) ?? mapRunArn;
}

function describeLoaded(list: ExecutionList): string {
  const count = list.executions.length.toLocaleString('en-US');
  return list.searched === list.executions.length
    ? vscode.l10n.t('{0} so far', count)
    : vscode.l10n.t('{0} of {1} searched', count, list.searched.toLocaleString('en-US'));
}
