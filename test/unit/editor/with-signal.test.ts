import { describe, expect, it, vi } from 'vitest';
import type { CancellationToken } from 'vscode';
import { withSignal } from '../../../src/editor/with-signal.ts';

class Cancelled extends Error {}
vi.mock('vscode', () => ({
  get CancellationError() {
    return Cancelled;
  },
}));

/** A token as VS Code hands it to the work of a progress, and who still listens to it. */
function makeToken() {
  const listeners = new Set<() => void>();
  const state = { isCancelled: false };
  const token = {
    get isCancellationRequested() {
      return state.isCancelled;
    },
    onCancellationRequested: (listener: () => void) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  } as unknown as CancellationToken;
  const cancel = (): void => {
    state.isCancelled = true;
    for (const listener of listeners) listener();
  };
  return { token, cancel, listeners };
}

describe('work that can be cancelled', () => {
  it('gives what it comes to, and listens to its token no longer', async () => {
    const { token, listeners } = makeToken();
    await expect(withSignal(token, (signal) => Promise.resolve(signal.aborted))).resolves.toBe(false);
    await expect(withSignal(token, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(listeners.size).toBe(0);
  });

  it('rejects as cancelled when it was, whatever the work makes of it', async () => {
    const { token, cancel, listeners } = makeToken();
    const working = withSignal(
      token,
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('The run was stopped.')));
        }),
    );
    cancel();
    await expect(working).rejects.toBeInstanceOf(Cancelled);
    expect(listeners.size).toBe(0);
  });

  it('knows that it was cancelled before it began', async () => {
    const { token, cancel } = makeToken();
    cancel();
    await expect(withSignal(token, (signal) => Promise.resolve(signal.aborted))).resolves.toBe(true);
  });
});
