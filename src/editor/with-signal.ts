import * as vscode from 'vscode';

/**
 * Does work that can be cancelled: its signal is aborted with the token of a progress. When it was, it rejects with a
 * CancellationError, whatever the work has rejected with; else as the work does.
 */
export async function withSignal<T>(
  token: vscode.CancellationToken,
  work: (signal: AbortSignal) => PromiseLike<T>,
): Promise<T> {
  const stop = new AbortController();
  const cancelling = abortWith(token, stop);
  try {
    return await work(stop.signal);
  } catch (error) {
    throw stop.signal.aborted ? new vscode.CancellationError() : error;
  } finally {
    cancelling.dispose();
  }
}

/** Aborts what somebody else may abort, too, until it is disposed. */
export function abortWith(token: vscode.CancellationToken, stop: AbortController): vscode.Disposable {
  if (token.isCancellationRequested) stop.abort();
  return token.onCancellationRequested(() => stop.abort());
}
