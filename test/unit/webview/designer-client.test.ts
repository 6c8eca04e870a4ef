// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from '../../../webview/designer/client.ts';

interface Asked {
  readonly id: number;
  readonly name: string;
  readonly params: { readonly documentVersion: number };
}

describe('the client of the designer', () => {
  let client: Client;
  let asked: Asked[];
  let receive: (message: unknown) => void;
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
  const answer = async (documentVersion: number | null, refused: string | null = null): Promise<void> => {
    const id = asked.at(-1)?.id;
    receive({ kind: 'response', id, result: { refused, select: null, says: null, documentVersion } });
    await settle();
  };
  const see = async (documentVersion: number): Promise<void> => {
    client.seen(documentVersion);
    await settle();
  };
  const change = async (): Promise<void> => {
    void client.gesture({ kind: 'remove', states: ['/States/A'] });
    await settle();
  };
  const versions = (): number[] => asked.map(({ params }) => params.documentVersion);

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    client = new Client({
      root: document.createElement('main'),
      port: {
        post: (message) => asked.push(message as Asked),
        onMessage: (listener) => {
          receive = listener;
          return { dispose: () => undefined };
        },
      },
      state: { get: () => undefined, set: () => undefined },
      report: (problem) => expect.fail(problem),
    });
    client.seen(1);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends the next change when the picture of the one before has come, and no earlier', async () => {
    await change();
    await change();
    expect(versions()).toEqual([1]);
    await answer(3);
    expect(versions()).toEqual([1]);
    // Somebody typed before the change was made: its picture is not yet the one to wait for.
    await see(2);
    expect(versions()).toEqual([1]);
    await see(3);
    expect(versions()).toEqual([1, 3]);
  });

  it('does not wait for a picture that was there before the answer', async () => {
    await change();
    await change();
    await see(2);
    await answer(2);
    expect(versions()).toEqual([1, 2]);
  });

  it('sends the next one at once after a change that made no edits, or was refused', async () => {
    await change();
    await change();
    await answer(null);
    expect(versions()).toEqual([1, 1]);
    await change();
    await answer(null, 'That cannot be.');
    expect(versions()).toEqual([1, 1, 1]);
  });

  it('sends it all the same when no picture comes', async () => {
    await change();
    await change();
    await answer(2);
    await vi.advanceTimersByTimeAsync(1900);
    expect(versions()).toEqual([1]);
    await vi.advanceTimersByTimeAsync(200);
    expect(versions()).toEqual([1, 1]);
  });

  it('does not go back to an older picture that comes late', async () => {
    await see(5);
    await see(4);
    await change();
    expect(versions()).toEqual([5]);
  });
});
