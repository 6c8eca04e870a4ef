import type { SFNClient } from '@aws-sdk/client-sfn';
import * as vscode from 'vscode';
import { describeChoice, keyOfChoice, type ConnectionChoice } from '../../executions/connection-choice.ts';
import type { ExecutionList, ListedExecution } from '../../executions/execution-list.ts';
import type { ExecutionStatus, MapRunSnapshot } from '../../protocol/execution-snapshot.ts';
import { ExpectedError } from '../errors.ts';
import type { Services } from '../services.ts';
import type { ExecutionNode } from './execution-nodes.ts';
import { toTreeItem } from './execution-nodes.ts';
import { onConnection, type ExecutionRef } from './execution-ref.ts';
import { createDefinitionFinder } from './find-definition.ts';

/** What the tree leaves out. */
export interface TreeFilter {
  /** Undefined: executions of any status. */
  readonly status: ExecutionStatus | undefined;
  /** A part of the name; empty: any. */
  readonly name: string;
  /** Only machines that a definition of the workspace was made into. */
  readonly ofWorkspace: boolean;
}

export const NO_FILTER: TreeFilter = { status: undefined, name: '', ofWorkspace: false };

interface Machine {
  readonly arn: string;
  readonly name: string;
  readonly type: string;
}

/** The machines are listed anew with every so many looks. */
const MACHINES_EVERY = 10;

/** Connection → machines → executions → Map Runs → children that failed. What was read is kept until it is read again. */
export class ExecutionTree implements vscode.Disposable {
  readonly #services: Services;
  readonly #changed: vscode.EventEmitter<ExecutionNode | undefined>;
  readonly #troubled = new vscode.EventEmitter<string | undefined>();
  readonly #expanded = new Map<string, ExecutionNode>();
  /** By id of the machine or Map Run. */
  readonly #lists = new Map<string, ExecutionList>();
  readonly #mapRuns = new Map<string, readonly MapRunSnapshot[]>();
  readonly #nodes = new Map<string, ExecutionNode>();
  #machines: readonly Machine[] | undefined;
  #looks = 0;
  #filter = NO_FILTER;

  /** Why what is shown could not be read again, in one line; undefined: it can. */
  readonly onTrouble = this.#troubled.event;

  /** `changed`: tells the view which of its nodes to draw anew. */
  constructor(services: Services, changed: vscode.EventEmitter<ExecutionNode | undefined>) {
    this.#services = services;
    this.#changed = changed;
  }

  get filter(): TreeFilter {
    return this.#filter;
  }

  set filter(filter: TreeFilter) {
    this.#filter = filter;
    this.reset();
  }

  /** Forgets what was read; the view asks for it again. */
  reset(): void {
    this.#lists.clear();
    this.#mapRuns.clear();
    this.#nodes.clear();
    this.#expanded.clear();
    this.#machines = undefined;
    this.#changed.fire(undefined);
  }

  getTreeItem(node: ExecutionNode): vscode.TreeItem {
    return toTreeItem(node);
  }

  /** Never rejects: what went wrong is a node. */
  async getChildren(node?: ExecutionNode): Promise<ExecutionNode[]> {
    // The welcome of package.json says why there is nothing.
    if (!vscode.workspace.isTrusted) return [];
    try {
      if (node === undefined) return await this.#roots();
      if (node.kind === 'machine') return await this.#executionsOf(node);
      if (node.kind === 'connection') return [...this.#runsOf(node.choice), ...(await this.#machinesOf(node.choice))];
      if (node.kind === 'runs') return this.#runs();
      if (node.kind === 'execution') return await this.#mapRunsOf(node);
      return node.kind === 'mapRun' ? await this.#failedOf(node) : [];
    } catch (error) {
      return [this.#problem(node?.id ?? 'root', error)];
    }
  }

  setExpanded(node: ExecutionNode, isExpanded: boolean): void {
    if (isExpanded) this.#expanded.set(node.id, node);
    else this.#expanded.delete(node.id);
  }

  async loadMore({ list, of }: ExecutionNode & { kind: 'more' }): Promise<void> {
    await this.#ask('states:ListExecutions', (client) => list.more(client));
    this.#changed.fire(this.#nodes.get(of));
  }

  /** Looks at what is open in the view; whether something has changed. Never rejects. */
  async look(): Promise<boolean> {
    this.#looks++;
    try {
      const changed = await this.#lookAtAll();
      this.#troubled.fire(undefined);
      return changed;
    } catch (error) {
      this.#services.log.debug(`executions: ${String(error)}`);
      this.#troubled.fire(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  dispose(): void {
    this.#troubled.dispose();
  }

  async #lookAtAll(): Promise<boolean> {
    if (this.#machines !== undefined && this.#looks % MACHINES_EVERY === 0 && (await this.#readMachines())) {
      this.#changed.fire(undefined);
      return true;
    }
    let changed = false;
    for (const node of [...this.#expanded.values()]) changed = (await this.#lookAt(node)) || changed;
    return changed;
  }

  async #lookAt(node: ExecutionNode): Promise<boolean> {
    const list = this.#lists.get(node.id);
    const mapRuns = this.#mapRuns.get(node.id);
    // Children that have failed are of a Map Run; one that has ended gets no more of them.
    const isOver = node.kind === 'mapRun' && node.mapRun.status !== 'RUNNING';
    let changed = false;
    if (list !== undefined && !isOver)
      changed = await this.#ask('states:ListExecutions', (client) => list.refresh(client));
    else if (node.kind === 'execution' && mapRuns !== undefined && isAtWork(node.execution.status, mapRuns))
      changed = JSON.stringify(await this.#readMapRuns(node.id, node.ref)) !== JSON.stringify(mapRuns);
    // What was collapsed or forgotten meanwhile is not drawn.
    if (changed && this.#expanded.get(node.id) === node) this.#changed.fire(node);
    return changed;
  }

  /** The connection alone, so that the welcome shows where it has nothing. */
  async #roots(): Promise<ExecutionNode[]> {
    const { choice } = this.#services.connections;
    const root: ExecutionNode = { kind: 'connection', id: `connection ${keyOfChoice(choice)}`, choice };
    try {
      if (this.#machines === undefined) await this.#readMachines();
    } catch {
      // Told below the connection.
      return [root];
    }
    return this.#machines?.length === 0 && this.#runsOf(choice).length === 0 ? [] : [this.#keep(root)];
  }

  /** They have a Step Functions each, on this machine. */
  #runsOf({ kind }: ConnectionChoice): ExecutionNode[] {
    return kind === 'local' && this.#services.localRuns.runs.length > 0 ? [{ kind: 'runs', id: 'runs' }] : [];
  }

  #runs(): ExecutionNode[] {
    return this.#services.localRuns.runs.map((run) => ({ kind: 'run', id: `run ${run.executionArn}`, run }));
  }

  async #machinesOf(choice: ConnectionChoice): Promise<ExecutionNode[]> {
    if (this.#machines === undefined) await this.#readMachines();
    const find = this.#filter.ofWorkspace ? await createDefinitionFinder(this.#services, choice) : () => true;
    const machines = (this.#machines ?? []).filter(({ arn }) => find(arn) !== undefined);
    if (machines.length === 0)
      return [this.#note('machines', vscode.l10n.t('No machine of {0} is of this workspace.', describeChoice(choice)))];
    return machines.map((machine) => this.#keep({ kind: 'machine', id: machine.arn, ...machine }));
  }

  async #executionsOf({ arn, id, type }: ExecutionNode & { kind: 'machine' }): Promise<ExecutionNode[]> {
    if (type === 'EXPRESS')
      return [this.#note(id, vscode.l10n.t('Step Functions keeps no list of Express executions: see their log.'))];
    const { status, name } = this.#filter;
    const list = await this.#listOf(id, { stateMachineArn: arn }, status === undefined ? undefined : [status], name);
    return this.#rows(id, list, 'execution', vscode.l10n.t('No executions.'));
  }

  async #mapRunsOf({ id, ref }: ExecutionNode & { kind: 'execution' }): Promise<ExecutionNode[]> {
    const mapRuns = this.#mapRuns.get(id) ?? (await this.#readMapRuns(id, ref));
    if (mapRuns.length === 0) return [this.#note(id, vscode.l10n.t('No Map Runs.'))];
    return mapRuns.map((mapRun) => {
      const { mapRunArn } = mapRun;
      const node = this.#keep({ kind: 'mapRun', id: mapRunArn, ref: { mapRunArn, choice: ref.choice }, mapRun });
      if (node.kind === 'mapRun') node.mapRun = mapRun;
      return node;
    });
  }

  async #failedOf({ id, ref }: ExecutionNode & { kind: 'mapRun' }): Promise<ExecutionNode[]> {
    const list = await this.#listOf(id, { mapRunArn: ref.mapRunArn }, ['FAILED', 'TIMED_OUT'], '');
    return this.#rows(id, list, 'child', vscode.l10n.t('No child has failed.'));
  }

  #rows(of: string, list: ExecutionList, kind: 'execution' | 'child', none: string): ExecutionNode[] {
    const rows = list.executions.map((execution) => this.#executionNode(kind, execution));
    if (list.hasMore) rows.push({ kind: 'more', id: `${of} more`, of, list });
    return rows.length === 0 ? [this.#note(of, none)] : rows;
  }

  #executionNode(kind: 'execution' | 'child', execution: ListedExecution): ExecutionNode {
    const { executionArn } = execution;
    const ref = { executionArn, choice: this.#services.connections.choice };
    const node = this.#keep({ kind, id: executionArn, ref, execution });
    if (node.kind === kind) node.execution = execution;
    return node;
  }

  async #listOf(
    id: string,
    of: { readonly stateMachineArn: string } | { readonly mapRunArn: string },
    statuses: readonly ExecutionStatus[] | undefined,
    name: string,
  ): Promise<ExecutionList> {
    const known = this.#lists.get(id);
    if (known !== undefined) return known;
    const { ExecutionList: List } = await import('../../executions/execution-list.ts');
    const list = new List(of, { statuses, name });
    await this.#ask('states:ListExecutions', (client) => list.more(client));
    this.#lists.set(id, list);
    return list;
  }

  /** As somebody else follows it, where somebody does. */
  async #readMapRuns(id: string, ref: ExecutionRef): Promise<readonly MapRunSnapshot[]> {
    const feed = this.#services.feeds.find(ref);
    const followed = feed?.isLive === true ? feed.snapshot?.mapRuns : undefined;
    const mapRuns = followed ?? (await this.#askForMapRuns(ref));
    this.#mapRuns.set(id, mapRuns);
    return mapRuns;
  }

  async #askForMapRuns({ executionArn }: ExecutionRef): Promise<readonly MapRunSnapshot[]> {
    const { readMapRuns } = await import('../../executions/read-execution.ts');
    return this.#ask('states:ListMapRuns', (client) => readMapRuns(client, executionArn, () => ''));
  }

  /** Whether there are others than before. */
  async #readMachines(): Promise<boolean> {
    const { listMachines } = await import('../../executions/find-machine.ts');
    const machines: Machine[] = [];
    await this.#ask('states:ListStateMachines', async (client) => {
      for await (const page of listMachines(client))
        for (const { stateMachineArn = '', name = '', type = 'STANDARD' } of page)
          machines.push({ arn: stateMachineArn, name, type });
    });
    const before = JSON.stringify(this.#machines);
    this.#machines = machines.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return JSON.stringify(this.#machines) !== before;
  }

  #ask<T>(asked: string, work: (client: SFNClient) => Promise<T>): Promise<T> {
    return onConnection(this.#services, this.#services.connections.choice, asked, ({ client }) => work(client));
  }

  /** The node of an id that the view knows already, so that it can be drawn anew. */
  #keep(node: ExecutionNode): ExecutionNode {
    const known = this.#nodes.get(node.id);
    if (known?.kind === node.kind) return known;
    this.#nodes.set(node.id, node);
    return node;
  }

  #note(of: string, text: string): ExecutionNode {
    return { kind: 'note', id: `${of} note`, text };
  }

  #problem(of: string, error: unknown): ExecutionNode {
    const message = error instanceof Error ? error.message : String(error);
    this.#services.log.warn(`executions: ${message}`);
    const action = error instanceof ExpectedError ? error.action : undefined;
    return { kind: 'problem', id: `${of} problem`, message, action };
  }
}

const isAtWork = (status: ExecutionStatus, mapRuns: readonly MapRunSnapshot[]): boolean =>
  status === 'RUNNING' || mapRuns.some((each) => each.status === 'RUNNING');
