import type { DescribeExecutionOutput, SFNClient } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionSnapshot, ExpectedItems } from '../protocol/execution-snapshot.ts';
import type { HistoryRow } from '../protocol/history-row.ts';
import { isExpressArn } from './execution-machine.ts';
import { followExecution, type FollowedExecution, type LookOptions } from './follow-execution.ts';
import { HistoryRows } from './history-rows.ts';
import { HistoryStates } from './history-states.ts';
import type { MachineOutline } from './machine-outline.ts';
import type { PassingFault } from './trouble.ts';
import { Visibility } from './visibility.ts';

/** How much somebody needs: all of it and soon, a glance at its counts now and then, or nothing for now. */
export type Attention = 'close' | 'glance' | 'none';

/** Milliseconds between two looks; the shorter one while something changes. */
export type Pauses = Required<Pick<LookOptions, 'shortestPause' | 'longestPause'>>;

/** How often is looked, and how long the endpoint may be in trouble; milliseconds. */
export interface FeedPace {
  readonly close: Pauses;
  readonly glance: Pauses;
  readonly patience: number;
}

/** Somebody who is told of an execution. What was found before is in the feed. */
export interface FeedWatcher {
  readonly onDescribed?: ((described: DescribeExecutionOutput) => void) | undefined;
  /** Told of new rows of the history, which follow those of the feed. */
  readonly onRows?: ((rows: readonly HistoryRow[]) => void) | undefined;
  readonly onSnapshot?: ((snapshot: ExecutionSnapshot) => void) | undefined;
  readonly onTrouble?: ((kind: PassingFault | undefined) => void) | undefined;
  /** It has ended, until somebody has it followed again. */
  readonly onEnded?: ((ended: FollowedExecution) => void) | undefined;
  /** It cannot be followed, until somebody asks for it again. */
  readonly onFailed?: ((error: unknown) => void) | undefined;
}

/** A watcher's hold on a feed. */
export interface Watching {
  attention: Attention;
  /** Nothing is told any more; the last one ends the feed. */
  end(): void;
}

export interface FeedOptions {
  readonly executionArn: string;
  readonly outline: MachineOutline;
  readonly pace: FeedPace;
  /** The client of now; asked for before each look. */
  readonly connect: () => Promise<SFNClient>;
  /** How many items a Map Run will have, where somebody knows. */
  readonly expectedItems?: ((mapRunArn: string) => ExpectedItems | undefined) | undefined;
  /** The last one who watched has ended. */
  readonly onUnwatched?: (() => void) | undefined;
  /** How it waits; for tests. */
  readonly pauseFor?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/**
 * What is known of one execution, asked for once for all who watch it: as closely as the one needs who needs most, and
 * not at all while none of them needs anything.
 */
export class ExecutionFeed {
  readonly #options: FeedOptions;
  readonly #isExpress: boolean;
  readonly #visibility = new Visibility(false);
  readonly #watchers = new Map<FeedWatcher, Attention>();
  readonly #history: HistoryStates;
  readonly #rowMaker: HistoryRows;
  readonly #rows: HistoryRow[] = [];
  #described: DescribeExecutionOutput | undefined;
  #snapshot: ExecutionSnapshot | undefined;
  #following: AbortController | undefined;
  #pausing: AbortController | undefined;
  /** Somebody waits for a look that has not begun yet. */
  #isDue = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#isExpress = isExpressArn(options.executionArn);
    this.#history = new HistoryStates(options.outline.pointers);
    this.#rowMaker = new HistoryRows(this.#history);
  }

  /** What DescribeExecution told last. */
  get described(): DescribeExecutionOutput | undefined {
    return this.#described;
  }

  /** As far as somebody had the history read. */
  get rows(): readonly HistoryRow[] {
    return this.#rows;
  }

  get snapshot(): ExecutionSnapshot | undefined {
    return this.#snapshot;
  }

  /** Whether it is being asked for, and somebody needs it. */
  get isLive(): boolean {
    return this.#following !== undefined && this.#visibility.visible;
  }

  /** Tells somebody from now on, and follows the execution unless that goes on already. */
  watch(watcher: FeedWatcher, attention: Attention): Watching {
    const attend = (wanted: Attention): void => {
      this.#watchers.set(watcher, wanted);
      this.#attend();
    };
    const end = (): void => {
      if (!this.#watchers.delete(watcher)) return;
      this.#attend();
      if (this.#watchers.size === 0) this.#stop();
    };
    attend(attention);
    this.follow();
    const attentionOf = (): Attention => this.#watchers.get(watcher) ?? 'none';
    const isWatching = (): boolean => this.#watchers.has(watcher);
    return {
      get attention() {
        return attentionOf();
      },
      set attention(wanted) {
        if (isWatching() && wanted !== attentionOf()) attend(wanted);
      },
      end,
    };
  }

  /** Follows it to its end, once more where it had ended or failed; nothing where it is followed already. */
  follow(): void {
    if (this.#following !== undefined || this.#watchers.size === 0) return;
    const following = (this.#following = new AbortController());
    this.#follow(following.signal).then(
      (ended) => this.#isOver(following, (watcher) => watcher.onEnded?.(ended)),
      (error: unknown) => this.#isOver(following, (watcher) => watcher.onFailed?.(error)),
    );
  }

  #isOver(following: AbortController, tell: (watcher: FeedWatcher) => void): void {
    if (this.#following !== following) return;
    this.#following = undefined;
    this.#tell(tell);
  }

  #stop(): void {
    this.#following?.abort();
    this.#pausing?.abort();
    this.#following = undefined;
    this.#options.onUnwatched?.();
  }

  #attend(): void {
    const before = this.#closest;
    const now = (this.#closest = this.#findClosest());
    this.#visibility.visible = now !== 'none';
    if (now !== 'close' || before === 'close') return;
    // Who needs more than was asked for does not wait for the next look, nor behind one that is under way.
    this.#isDue = true;
    this.#pausing?.abort();
  }

  #closest: Attention = 'none';

  #findClosest(): Attention {
    const wanted = [...this.#watchers.values()];
    return (['close', 'glance'] as const).find((each) => wanted.includes(each)) ?? 'none';
  }

  #follow(signal: AbortSignal): Promise<FollowedExecution> {
    const { executionArn, outline, pace, connect } = this.#options;
    const isExpress = this.#isExpress;
    const pauses = (): Pauses => (this.#closest === 'close' ? pace.close : pace.glance);
    const isClose = (): boolean => this.#closest === 'close';
    const begin = (): Promise<SFNClient> => {
      this.#isDue = false;
      return connect();
    };
    return followExecution({
      ...{ client: begin, executionArn, history: this.#history, signal, visibility: this.#visibility },
      outline: isExpress ? { ...outline, hasMapRuns: false } : outline,
      patience: pace.patience,
      get states() {
        return !isExpress && (isClose() || 'last');
      },
      get shortestPause() {
        return pauses().shortestPause;
      },
      get longestPause() {
        return pauses().longestPause;
      },
      pauseFor: (milliseconds) => this.#pause(milliseconds),
      onTrouble: (kind) => this.#tell((watcher) => watcher.onTrouble?.(kind)),
      onDescribed: (described) => {
        this.#described = described;
        this.#tell((watcher) => watcher.onDescribed?.(described));
      },
      onEvents: (events) => {
        const rows = this.#rowMaker.add(events);
        for (const row of rows) this.#rows.push(row);
        this.#tell((watcher) => watcher.onRows?.(rows));
      },
      onProgress: (snapshot) => {
        const shown = (this.#snapshot = this.#addExpected(snapshot));
        this.#tell((watcher) => watcher.onSnapshot?.(shown));
      },
    });
  }

  /** Ends early when somebody needs a look at once, or when nobody needs any more. */
  async #pause(milliseconds: number): Promise<void> {
    if (this.#isDue) return;
    const { pauseFor = pause } = this.#options;
    const { signal } = (this.#pausing = new AbortController());
    try {
      await pauseFor(milliseconds, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#pausing = undefined;
    }
  }

  #addExpected(snapshot: ExecutionSnapshot): ExecutionSnapshot {
    const mapRuns = snapshot.mapRuns.map((mapRun) => {
      const expected = this.#options.expectedItems?.(mapRun.mapRunArn);
      return expected === undefined ? mapRun : { ...mapRun, expected };
    });
    return { ...snapshot, mapRuns };
  }

  /** Who ends meanwhile is told nothing more. */
  #tell(tell: (watcher: FeedWatcher) => void): void {
    for (const watcher of [...this.#watchers.keys()]) if (this.#watchers.has(watcher)) tell(watcher);
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> => sleep(milliseconds, undefined, { signal });
