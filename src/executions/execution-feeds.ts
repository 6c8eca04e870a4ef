import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ExpectedItems } from '../protocol/execution-snapshot.ts';
import { keyOfChoice, type ConnectionChoice } from './connection-choice.ts';
import { ExecutionFeed, type FeedPace } from './execution-feed.ts';
import { REMOTE_LOOKS } from './follow-execution.ts';
import type { MachineOutline } from './machine-outline.ts';

/** The runtime of this window: requests cost next to nothing. */
const LOCAL_PACE: FeedPace = {
  close: { shortestPause: 250, longestPause: 2000 },
  glance: { shortestPause: 500, longestPause: 2000 },
  patience: 0,
};

/** AWS and other endpoints, whose quotas and bills are shared. */
export const REMOTE_PACE: FeedPace = {
  close: REMOTE_LOOKS,
  glance: { shortestPause: 5000, longestPause: 15_000 },
  patience: REMOTE_LOOKS.patience,
};

/** An execution, and where it is asked for. */
interface Asked {
  readonly executionArn: string;
  readonly choice: ConnectionChoice;
}

export interface FeedsOptions {
  readonly connect: (choice: ConnectionChoice) => Promise<SFNClient>;
  readonly expectedItems: (mapRunArn: string) => ExpectedItems | undefined;
}

/** The executions that somebody watches: one feed for each and its connection, until nobody does. */
export class ExecutionFeeds {
  readonly #options: FeedsOptions;
  readonly #feeds = new Map<string, ExecutionFeed>();

  constructor(options: FeedsOptions) {
    this.#options = options;
  }

  /** To be watched at once: it is forgotten with the last one who watches. `outline`: of its machine. */
  open(asked: Asked, outline: MachineOutline): ExecutionFeed {
    const key = keyOf(asked);
    const known = this.#feeds.get(key);
    if (known !== undefined) return known;
    const { executionArn, choice } = asked;
    const { connect, expectedItems } = this.#options;
    const feed = new ExecutionFeed({
      ...{ executionArn, outline, expectedItems },
      pace: choice.kind === 'local' ? LOCAL_PACE : REMOTE_PACE,
      connect: () => connect(choice),
      onUnwatched: () => {
        // Who watches a feed again that all had left has it alone: another one may have taken its place.
        if (this.#feeds.get(key) === feed) this.#feeds.delete(key);
      },
    });
    this.#feeds.set(key, feed);
    return feed;
  }

  /** Undefined: nobody watches it. */
  find(asked: Asked): ExecutionFeed | undefined {
    return this.#feeds.get(keyOf(asked));
  }
}

function keyOf({ executionArn, choice }: Asked): string {
  return `${keyOfChoice(choice)} ${executionArn}`;
}
