import type * as vscode from 'vscode';
import type { WorkloadValues } from '../cost/workload.ts';
import type { Connections } from './connections/connections.ts';
import type { PriceBooks } from './cost/price-books.ts';
import type { SharedFeeds } from './executions/shared-feeds.ts';
import type { DefinitionStore } from './language/definition-store.ts';
import type { TemplateMachines } from './language/template-machines.ts';
import type { LocalRunList } from './run/local-run-list.ts';
import type { ProjectFiles } from './project-files.ts';
import type { WorkflowList } from './views/workflow-list.ts';

/** What every feature of the editor shares. Made once in extension.ts and passed in; nobody reaches for it. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** Which Step Functions this workspace talks to. */
  readonly connections: Connections;
  readonly definitions: DefinitionStore;
  /** Executions that are watched. */
  readonly feeds: SharedFeeds;
  readonly localRuns: LocalRunList;
  /** What the last local run of each definition that succeeded tells of its workload, by URI. */
  readonly measures: Map<string, WorkloadValues>;
  readonly prices: PriceBooks;
  readonly projects: ProjectFiles;
  readonly templates: TemplateMachines;
  readonly workflows: WorkflowList;
}
