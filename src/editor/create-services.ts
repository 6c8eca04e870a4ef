import * as vscode from 'vscode';
import { Connections } from './connections/connections.ts';
import { PriceBooks } from './cost/price-books.ts';
import { SharedFeeds } from './executions/shared-feeds.ts';
import { DefinitionStore } from './language/definition-store.ts';
import { TemplateMachines } from './language/template-machines.ts';
import { ProjectFiles } from './project-files.ts';
import { LocalRunList } from './run/local-run-list.ts';
import type { Services } from './services.ts';
import { WorkflowList } from './views/workflow-list.ts';

/** Makes what the features share, and has it end with the extension. */
export function createServices(context: vscode.ExtensionContext): Services {
  const log = vscode.window.createOutputChannel('Fanout', { log: true });
  const definitions = new DefinitionStore();
  const connections = new Connections(context, log);
  const services = {
    context,
    log,
    connections,
    definitions,
    feeds: new SharedFeeds(connections),
    localRuns: new LocalRunList(),
    measures: new Map(),
    prices: new PriceBooks(context),
    projects: new ProjectFiles(),
    templates: new TemplateMachines(definitions),
    workflows: new WorkflowList(),
  };
  const { localRuns, prices, projects, templates, workflows } = services;
  context.subscriptions.push(log, definitions, localRuns, templates, workflows, projects, prices, connections);
  return services;
}
