import * as vscode from 'vscode';
import type { Connections } from './connections.ts';
import { ExpectedError } from '../errors.ts';

/**
 * An error of a request as the user is to see it: a fault in one line, with *Sign In* where credentials have expired.
 * Everything else stays what it is.
 */
export async function toExpectedError(error: unknown, connections: Pick<Connections, 'renew'>): Promise<unknown> {
  const { ServiceFault } = await import('../../executions/service-fault.ts');
  if (!(error instanceof ServiceFault)) return error;
  const { profile, message, kind } = error;
  if (kind === 'expired' && profile !== undefined)
    return new ExpectedError(message, {
      title: vscode.l10n.t('Sign In'),
      run: () => signIn(profile, connections),
    });
  if (kind === 'credentials' || kind === 'region' || kind === 'unreachable')
    return new ExpectedError(message, {
      title: vscode.l10n.t('Choose Connection…'),
      run: () => vscode.commands.executeCommand('fanout.chooseConnection'),
    });
  return new ExpectedError(message);
}

/** `aws sso login` in a terminal of its own; when it ends, credentials are read again. */
function signIn(profile: string, connections: Pick<Connections, 'renew'>): void {
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('Sign In: {0}', profile),
    shellPath: 'aws',
    shellArgs: ['sso', 'login', '--profile', profile],
  });
  const closing = vscode.window.onDidCloseTerminal((closed) => {
    if (closed !== terminal) return;
    closing.dispose();
    connections.renew();
  });
  terminal.show();
}
