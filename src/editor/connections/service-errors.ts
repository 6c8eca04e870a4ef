import * as vscode from 'vscode';
import type { ConnectionChoice } from '../../executions/connection-choice.ts';
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

/**
 * What went wrong with the work on a connection, for the user: faults of requests and refusals in one line with what to do
 * about them. An error that is neither stays what it is.
 *
 * @param asked the action of IAM that the work needs, where the error does not tell itself.
 * @param choice the connection that was asked.
 */
export async function describeConnectionError(
  connections: Pick<Connections, 'renew'>,
  error: unknown,
  asked: string,
  choice: ConnectionChoice,
): Promise<unknown> {
  if (!(error instanceof Error) || error instanceof ExpectedError || error instanceof vscode.CancellationError)
    return error;
  const [{ RunRefused }, { describeServiceError, kindOfFault }, { connectionOf }] = await Promise.all([
    import('../../executions/run-refused.ts'),
    import('../../executions/service-fault.ts'),
    import('../../executions/connection-choice.ts'),
  ]);
  if (error instanceof RunRefused) return new ExpectedError(error.message);
  if (!('$metadata' in error) && kindOfFault(error) === 'refused') return error;
  const local = { endpoint: vscode.l10n.t('The local Step Functions'), region: undefined };
  const connection = choice.kind === 'local' ? local : connectionOf(choice);
  return toExpectedError(describeServiceError(error, asked, connection), connections);
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
