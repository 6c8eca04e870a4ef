import * as vscode from 'vscode';
import type { CommandId, Commands } from './commands.ts';
import { ExpectedError } from './errors.ts';
import type { Services } from './services.ts';

const SHOW_LOG = vscode.l10n.t('Show Log');

/**
 * Registers a command through the one wrapper that all of them go through: a cancellation is silent, an expected error
 * is a message with an action and *Show Log*, anything else is logged with its stack and said in one line.
 */
export function registerCommand<Id extends CommandId>(
  services: Services,
  id: Id,
  handler: (...args: Commands[Id]) => Promise<void> | void,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: unknown[]) => {
    services.log.debug(id);
    try {
      // VS Code passes more than was asked for (a menu adds the selection); handlers take what their type says.
      await handler(...(args as Commands[Id]));
    } catch (error) {
      await reportError(services.log, id, error);
    }
  });
}

/** Tells the user about a failure, in the way that fits its kind. Resolves when the message is gone. */
export async function reportError(log: vscode.LogOutputChannel, what: string, error: unknown): Promise<void> {
  if (isCancellation(error)) return;
  if (error instanceof ExpectedError) {
    log.warn(`${what}: ${error.message}`);
    const actions = error.action ? [error.action.title, SHOW_LOG] : [SHOW_LOG];
    const chosen = await vscode.window.showErrorMessage(error.message, ...actions);
    if (chosen === SHOW_LOG) log.show();
    else if (chosen !== undefined) await error.action?.run();
    return;
  }
  log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const line = error instanceof Error ? error.message : String(error);
  if ((await vscode.window.showErrorMessage(`Fanout: ${line}`, SHOW_LOG)) === SHOW_LOG) log.show();
}

function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof Error && error.name === 'AbortError');
}
