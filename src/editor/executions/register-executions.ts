import * as vscode from 'vscode';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { executionOf, requireExecution, type ExecutionRef } from './execution-ref.ts';
import { ExecutionTexts } from './execution-texts.ts';
import { createExecutionsView } from './executions-view.ts';
import type { ExecutionPages } from './follow-executions.ts';
import type { Overlay } from './overlay.ts';

/** The view *Executions*, the pages of executions, and what can be done to them. What is seldom used is loaded with its use. */
export function registerExecutions(services: Services, overlay: Overlay): vscode.Disposable {
  const texts = new ExecutionTexts();
  const view = createExecutionsView(services);
  let pages: Promise<ExecutionPages> | undefined;
  const follow = async (execution: ExecutionRef): Promise<void> => {
    pages ??= import('./follow-executions.ts').then(({ ExecutionPages: Pages }) => new Pages(services, texts, overlay));
    await (await pages).follow(execution);
  };
  const loadActions = () => import('./execution-actions.ts');
  return vscode.Disposable.from(
    texts,
    view.disposable,
    new vscode.Disposable(() => void pages?.then((open) => open.dispose())),
    registerCommand(services, 'fanout.followExecution', async (target) => {
      await follow(executionOf(target) ?? (await (await loadActions()).askForExecution(services)));
    }),
    registerCommand(services, 'fanout.stopExecution', async (target) => {
      await (await loadActions()).stopExecution(services, requireExecution(target));
      view.lookSoon();
    }),
    registerCommand(services, 'fanout.redriveExecution', async (target) => {
      const execution = requireExecution(target);
      await (await loadActions()).redriveExecution(services, execution);
      view.lookSoon();
      await follow(execution);
    }),
    registerCommand(services, 'fanout.rerunExecution', async (target) => {
      const again = await (await loadActions()).rerunExecution(services, requireExecution(target));
      view.lookSoon();
      await follow(again);
    }),
    registerCommand(services, 'fanout.copyArn', async (target) => (await loadActions()).copyArn(target)),
    registerCommand(services, 'fanout.copyCliCommand', async (target) =>
      (await loadActions()).copyCliCommand(services, requireExecution(target)),
    ),
    registerCommand(services, 'fanout.compareExecutions', async (target, others) => {
      const { compareExecutions } = await import('./compare-executions.ts');
      await compareExecutions(services, texts, requireExecution(target), others);
    }),
  );
}
