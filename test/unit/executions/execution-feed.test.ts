import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { createClient } from '../../../src/executions/connection.ts';
import {
  ExecutionFeed,
  type Attention,
  type FeedOptions,
  type FeedWatcher,
} from '../../../src/executions/execution-feed.ts';
import { ExecutionFeeds, REMOTE_PACE } from '../../../src/executions/execution-feeds.ts';
import { NO_OUTLINE } from '../../../src/executions/machine-outline.ts';
import { stubService, type StubRequest, type StubService } from './stub-service.ts';

const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:m:e';
const MAP_RUN = `${EXECUTION}/map:1`;
const OUTLINE = { ...NO_OUTLINE, pointers: new Map([['Say', '/States/Say']]), hasMapRuns: true };

/** An execution that runs until `ended`, with a Map Run whose counts grow with each look unless it is `still`. */
interface Played {
  ended: boolean;
  still: boolean;
  events: number;
}

let played: Played;
let service: StubService;
let client: SFNClient;

beforeEach(async () => {
  played = { ended: false, still: false, events: 3 };
  let items = 0;
  service = await stubService(({ action, body, reply }: StubRequest) => {
    if (action === 'DescribeExecution') reply({ executionArn: EXECUTION, status: played.ended ? 'FAILED' : 'RUNNING' });
    else if (action === 'ListMapRuns') reply({ mapRuns: [{ mapRunArn: MAP_RUN }] });
    else if (action === 'DescribeMapRun')
      reply({ status: 'RUNNING', mapRunArn: MAP_RUN, itemCounts: { succeeded: played.still ? items : (items += 1) } });
    else {
      const most = Number(body['maxResults']);
      const ids = Array.from({ length: Math.min(most, played.events) }, (_, index) => played.events - index);
      reply({ events: ids.map((id) => ({ id, type: 'PassStateEntered', timestamp: 1 })) });
    }
  });
  client = await createClient(service.connection, { requestMilliseconds: 2000, connectMilliseconds: 2000 });
});
afterEach(async () => {
  client.destroy();
  await service.shut();
});

function openFeed(more: Partial<FeedOptions> = {}): ExecutionFeed {
  const connect = () => Promise.resolve(client);
  return new ExecutionFeed({ executionArn: EXECUTION, outline: OUTLINE, pace: REMOTE_PACE, connect, ...more });
}

/** Requests a minute over ten minutes of a clock that is not waited for, until the execution ends. */
async function costOf(attentions: readonly Attention[]): Promise<number> {
  let now = 0;
  const feed = openFeed({
    pauseFor: async (milliseconds) => {
      now += milliseconds;
      played.ended = now >= 10 * 60_000;
      await Promise.resolve();
    },
  });
  const ends = attentions.map(
    (attention) =>
      new Promise<void>((onEnded, onFailed) => void feed.watch({ onEnded: () => onEnded(), onFailed }, attention)),
  );
  await Promise.all(ends);
  return service.actions.length / (now / 60_000);
}

describe('what watching an execution costs', () => {
  it('is what its page costs, where its notification and what shows its definition watch it too', async () => {
    const page = await costOf(['close']);
    service.actions.length = 0;
    played.ended = false;
    const all = await costOf(['glance', 'close', 'close', 'none']);
    const print = (what: string, perMinute: number) =>
      process.stdout.write(`polling ${what}: ${perMinute.toFixed(0)} requests a minute\n`);
    print('a page', page);
    print('notification + page + preview', all);
    expect(Math.abs(all - page)).toBeLessThan(1);
    expect(all).toBeLessThan(310);
  });

  it.each([
    ['while its counts grow', false, 40],
    ['while nothing changes', true, 20],
  ])('is less for a notification alone, %s', async (what, still, most) => {
    played.still = still;
    const perMinute = await costOf(['glance']);
    process.stdout.write(`polling a notification ${what}: ${perMinute.toFixed(0)} requests a minute\n`);
    expect(perMinute).toBeLessThan(most);
    // The history is read for the last snapshot, which a preview may show that is opened later.
    expect(service.actions.filter((action) => action === 'GetExecutionHistory')).toHaveLength(2);
  });
});

describe('an execution that several watch', () => {
  /** A feed whose pauses last until they are cut short or `go` is called. */
  function stepped() {
    const waiting: (() => void)[] = [];
    const pauses: number[] = [];
    const signals: AbortSignal[] = [];
    const feed = openFeed({
      pauseFor: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
          pauses.push(milliseconds);
          signals.push(signal);
          waiting.push(resolve);
          signal.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')), { once: true });
        }),
    });
    const paused = (count: number) => expect.poll(() => pauses.length).toBe(count);
    return { feed, pauses, signals, paused, go: () => waiting.at(-1)?.() };
  }

  it('is looked at at once for a page that joins, which gets all that is known and is told the rest once', async () => {
    const { feed, pauses, paused } = stepped();
    feed.watch({}, 'glance');
    await paused(1);
    expect([pauses, service.actions.includes('GetExecutionHistory')]).toEqual([[5000], false]);
    const rows: number[] = [];
    const page: FeedWatcher = { onRows: (added) => rows.push(...added.map(({ id }) => id)) };
    feed.watch(page, 'close');
    await paused(2);
    expect([pauses, rows]).toEqual([
      [5000, 1000],
      [1, 2, 3],
    ]);
    expect(feed.rows.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(feed.snapshot?.mapRuns).toHaveLength(1);
    expect(feed.described?.status).toBe('RUNNING');
  });

  it('is looked at at once for a page that joins during a look at the pace of a notification', async () => {
    let answer: (() => void) | undefined;
    const pauses: number[] = [];
    const feed = openFeed({
      connect: () => new Promise((resolve) => (answer = () => resolve(client))),
      pauseFor: async (milliseconds, signal) => {
        pauses.push(milliseconds);
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      },
    });
    feed.watch({}, 'glance');
    await expect.poll(() => answer).toBeDefined();
    const first = answer;
    const page = feed.watch({}, 'close');
    first?.();
    await expect.poll(() => answer !== first || pauses.length > 0).toBe(true);
    expect(pauses).toEqual([]);
    answer?.();
    await expect.poll(() => pauses).toEqual([1000]);
    page.end();
  });

  it('is asked for nothing while nobody who watches it sees it, and at once when somebody does', async () => {
    const { feed, paused, go } = stepped();
    const page = feed.watch({}, 'close');
    const preview = feed.watch({}, 'none');
    await paused(1);
    expect(feed.isLive).toBe(true);
    page.attention = 'none';
    go();
    const before = service.actions.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect([service.actions.length - before, feed.isLive]).toEqual([0, false]);
    preview.attention = 'close';
    await paused(2);
    expect(service.actions.length).toBeGreaterThan(before);
  });

  it('slows down to the notification when its page is hidden, and ends with the last who watches', async () => {
    const { feed, pauses, signals, paused, go } = stepped();
    const told: string[] = [];
    const notification = feed.watch({ onSnapshot: () => told.push('notification') }, 'glance');
    const page = feed.watch({ onSnapshot: () => told.push('page') }, 'close');
    await paused(1);
    page.attention = 'none';
    go();
    await paused(2);
    expect(pauses).toEqual([1000, 5000]);
    notification.end();
    notification.end();
    const requests = service.actions.length;
    page.end();
    await expect.poll(() => signals.at(-1)?.aborted).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(service.actions.length).toBe(requests);
    expect(feed.isLive).toBe(false);
    expect(told).toEqual(['notification', 'page', 'notification', 'page']);
    page.attention = 'close';
    expect(feed.isLive).toBe(false);
  });

  it('tells its end to all, and is followed again when somebody redrives it', async () => {
    const ends: string[] = [];
    const { feed, paused } = stepped();
    played.ended = true;
    feed.watch({ onEnded: ({ status }) => ends.push(`page ${status}`) }, 'close');
    await expect.poll(() => ends).toEqual(['page FAILED']);
    played.ended = false;
    feed.watch({ onEnded: ({ status }) => ends.push(`notification ${status}`) }, 'glance');
    await paused(1);
    played.ended = true;
    feed.follow();
    feed.watch({}, 'none');
    expect(ends).toHaveLength(1);
    expect(feed.isLive).toBe(true);
  });

  it('tells all why it cannot be followed, and begins again when it is asked to', async () => {
    const failures: unknown[] = [];
    let refused = true;
    const connect = () => (refused ? Promise.reject(new Error('no client')) : Promise.resolve(client));
    const feed = openFeed({ connect });
    const onFailed = (error: unknown) => failures.push(error);
    feed.watch({ onFailed }, 'close');
    feed.watch({ onFailed }, 'glance');
    await expect.poll(() => failures.map(String)).toEqual(['Error: no client', 'Error: no client']);
    refused = false;
    played.ended = true;
    const ended = new Promise((onEnded) => void feed.watch({ onEnded }, 'glance'));
    await expect(ended).resolves.toMatchObject({ status: 'FAILED', events: 3 });
  });

  it('leaves no timer and no listener behind', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const signals = new Set<AbortSignal>();
    const feed = openFeed({
      pace: { ...REMOTE_PACE, close: { shortestPause: 1, longestPause: 1 } },
      pauseFor: async (_, signal) => {
        signals.add(signal);
        await new Promise((resolve) => setTimeout(resolve, 1));
      },
    });
    const before = timers();
    const watching = feed.watch({}, 'close');
    await expect.poll(() => signals.size).toBeGreaterThan(5);
    watching.end();
    await expect.poll(timers, { timeout: 5000 }).toBeLessThanOrEqual(before);
    expect([...signals].flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
  });
});

describe('the executions of a window', () => {
  it('are one feed for each and its connection, as long as somebody watches', async () => {
    const feeds = new ExecutionFeeds({
      connect: () => Promise.resolve(client),
      expectedItems: () => ({ items: 7, isExact: true }),
    });
    const endpoint = { kind: 'endpoint', url: 'http://127.0.0.1:1', region: 'us-east-1', profile: undefined } as const;
    const there = { executionArn: EXECUTION, choice: endpoint };
    const here = { executionArn: EXECUTION, choice: { kind: 'local' } } as const;
    const feed = feeds.open(here, OUTLINE);
    const snapshots: unknown[] = [];
    const first = feed.watch({ onSnapshot: ({ mapRuns }) => snapshots.push(mapRuns[0]?.expected) }, 'close');
    expect(feeds.open(here, OUTLINE)).toBe(feed);
    expect(feeds.find(here)).toBe(feed);
    expect(feeds.find(there)).toBeUndefined();
    expect(feeds.open(there, OUTLINE)).not.toBe(feed);
    await expect.poll(() => snapshots[0]).toEqual({ items: 7, isExact: true });
    first.end();
    expect(feeds.find(here)).toBeUndefined();
  });
});
