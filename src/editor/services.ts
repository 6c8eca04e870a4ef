import type * as vscode from 'vscode';
import type { DefinitionStore } from './language/definition-store.ts';
import type { WorkflowList } from './views/workflow-list.ts';

/** What every feature of the editor shares. Made once in extension.ts and passed in; nobody reaches for it. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly definitions: DefinitionStore;
  readonly workflows: WorkflowList;
}

/** A feature: registers what it contributes and returns how to take it away again. */
export type Feature = (services: Services) => vscode.Disposable;
