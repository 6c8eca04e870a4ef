import * as vscode from 'vscode';
import { registerEstimateCost } from './editor/cost/estimate-cost.ts';
import { PriceBooks, registerRefreshPrices } from './editor/cost/price-books.ts';
import { registerCodeActions } from './editor/language/code-actions.ts';
import { registerCodeLens } from './editor/language/code-lens.ts';
import { DefinitionStore } from './editor/language/definition-store.ts';
import { createDiagnostics } from './editor/language/diagnostics.ts';
import { registerLanguageFeatures } from './editor/language/register-features.ts';
import { registerSuppress } from './editor/language/suppress.ts';
import { TemplateMachines } from './editor/language/template-machines.ts';
import { registerChooseApproach } from './editor/new-workflow/choose-approach.ts';
import { registerNewWorkflow } from './editor/new-workflow/new-workflow.ts';
import { ProjectFiles } from './editor/project-files.ts';
import { createPreviews } from './editor/preview/preview.ts';
import { registerCommand } from './editor/register-command.ts';
import { registerLocalRuns } from './editor/run/local-runs.ts';
import type { Services } from './editor/services.ts';
import { registerTestState } from './editor/test-state/test-state.ts';
import { registerValidateOnAws } from './editor/validate/validate-on-aws.ts';
import { registerValidateWorkspace } from './editor/validate/validate-workspace.ts';
import { WorkflowList } from './editor/views/workflow-list.ts';
import { registerWorkflowsView } from './editor/views/workflows-view.ts';

/** Builds the features and hands their disposables to VS Code. Nothing heavy is loaded here. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Fanout', { log: true });
  const workflows = new WorkflowList();
  const projects = new ProjectFiles();
  const prices = new PriceBooks(context);
  const definitions = new DefinitionStore();
  const templates = new TemplateMachines(definitions);
  const services: Services = { context, log, workflows, projects, prices, definitions, templates, measures: new Map() };
  const diagnostics = createDiagnostics(services);
  const previews = createPreviews(services);
  context.subscriptions.push(
    log,
    definitions,
    templates,
    workflows,
    projects,
    prices,
    diagnostics.disposable,
    registerCodeActions(diagnostics.findingsOf),
    registerCodeLens(services),
    registerLanguageFeatures(services),
    registerSuppress(services),
    registerValidateWorkspace(services),
    registerValidateOnAws(services),
    registerNewWorkflow(services),
    registerChooseApproach(services),
    previews.disposable,
    registerLocalRuns(services, previews.showSnapshot),
    registerTestState(services),
    registerEstimateCost(services),
    registerRefreshPrices(services),
    registerWorkflowsView(services),
    registerCommand(services, 'fanout.showLog', () => log.show()),
  );
}
