import type * as vscode from 'vscode';
import { registerConnections } from './editor/connections/register-connections.ts';
import { createServices } from './editor/create-services.ts';
import { createDesigners } from './editor/designer/designer.ts';
import { Overlay } from './editor/executions/overlay.ts';
import { registerEstimateCost } from './editor/cost/estimate-cost.ts';
import { registerRefreshPrices } from './editor/cost/price-books.ts';
import { registerExecutions } from './editor/executions/register-executions.ts';
import { registerCodeActions } from './editor/language/code-actions.ts';
import { registerCodeLens } from './editor/language/code-lens.ts';
import { createDiagnostics } from './editor/language/diagnostics.ts';
import { registerLanguageFeatures } from './editor/language/register-features.ts';
import { registerSuppress } from './editor/language/suppress.ts';
import { registerChooseApproach } from './editor/new-workflow/choose-approach.ts';
import { registerNewWorkflow } from './editor/new-workflow/new-workflow.ts';
import { createPreviews } from './editor/preview/preview.ts';
import { registerCommand } from './editor/register-command.ts';
import { registerLocalRuns } from './editor/run/local-runs.ts';
import { registerStartExecution } from './editor/start/start-execution.ts';
import { registerTestState } from './editor/test-state/test-state.ts';
import { registerValidateOnAws } from './editor/validate/validate-on-aws.ts';
import { registerValidateWorkspace } from './editor/validate/validate-workspace.ts';
import { registerOutline } from './editor/views/outline-commands.ts';
import { registerWorkflowsView } from './editor/views/workflows-view.ts';

/** Builds the features and hands their disposables to VS Code. Nothing heavy is loaded here. */
export function activate(context: vscode.ExtensionContext): void {
  const services = createServices(context);
  const diagnostics = createDiagnostics(services);
  const previews = createPreviews(services);
  const designers = createDesigners(services);
  const overlay = new Overlay(previews, designers);
  context.subscriptions.push(
    registerConnections(services),
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
    designers.disposable,
    registerLocalRuns(services, overlay.show),
    registerStartExecution(services, overlay),
    registerExecutions(services, overlay),
    registerTestState(services),
    registerEstimateCost(services),
    registerRefreshPrices(services),
    registerWorkflowsView(services),
    registerOutline(services, designers),
    registerCommand(services, 'fanout.showLog', () => services.log.show()),
  );
}
