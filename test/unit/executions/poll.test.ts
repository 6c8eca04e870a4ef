import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { poll, type PollOptions } from '../../../src/executions/poll.ts';
import { Visibility } from '../../../src/executions/visibility.ts';

/** Polls for ten minutes of a clock that is not waited for. */
async function pollForTenMinutes(
  options: Pick<PollOptions, 'look'> & { readonly visibility?: Visibility },
): Promise<{ pauses: number[]; perMinute: number; listeners: number }> {
  const stop = new AbortController();
  const pauses: number[] = [];
  let looks = 0;
  let now = 0;
  await poll({
    visibility: new Visibility(),
    ...options,
    look: async () => {
      looks++;
      return options.look();
    },
    signal: stop.signal,
    shortestPause: 5000,
    longestPause: 60_000,
    pauseFor: async (milliseconds) => {
      pauses.push(milliseconds);
      now += milliseconds;
      if (now >= 600_000) stop.abort();
      await Promise.resolve();
      stop.signal.throwIfAborted();
    },
  });
  return { pauses, perMinute: looks / 10, listeners: getEventListeners(stop.signal, 'abort').length };
}

describe('polling for a view', () => {
  it('backs off while nothing changes, and prints what that costs', async () => {
    const idle = await pollForTenMinutes({ look: () => Promise.resolve(false) });
    expect(idle.pauses.slice(0, 3)).toEqual([5000, 7500, 11_250]);
    expect(Math.max(...idle.pauses)).toBe(60_000);
    const busy = await pollForTenMinutes({ look: () => Promise.resolve(true) });
    expect(new Set(busy.pauses)).toEqual(new Set([5000]));
    process.stdout.write(`the tree looks ${idle.perMinute} times a minute idle, ${busy.perMinute} busy\n`);
    expect([idle.perMinute, busy.perMinute].map(Math.round)).toEqual([1, 12]);
    expect([idle.listeners, busy.listeners]).toEqual([0, 0]);
  });

  it('asks nothing while it is hidden, and goes on when it is seen', async () => {
    const visibility = new Visibility(false);
    const stop = new AbortController();
    let looks = 0;
    const polling = poll({
      visibility,
      signal: stop.signal,
      shortestPause: 1,
      longestPause: 1,
      look: () => Promise.resolve(++looks === 0),
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([looks, visibility.waiting]).toEqual([0, 1]);
    visibility.visible = true;
    await expect.poll(() => looks).toBeGreaterThan(2);
    visibility.visible = false;
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = looks;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(looks).toBe(before);
    stop.abort();
    await polling;
    expect(visibility.waiting).toBe(0);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  it('ends with what looking throws', async () => {
    const look = () => Promise.reject(new Error('no'));
    await expect(pollForTenMinutes({ look })).rejects.toThrow('no');
  });
});
