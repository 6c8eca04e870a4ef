import type { ExecutionFeed } from '../../executions/execution-feed.ts';
import type { ExecutionFeeds } from '../../executions/execution-feeds.ts';
import type { MachineOutline } from '../../executions/machine-outline.ts';
import type { Connections } from '../connections/connections.ts';
import type { ExecutionRef } from './execution-ref.ts';

/** So many executions are offered to be followed again. */
const MOST_RECENT = 10;

/** The executions of this window that somebody watches, each asked for once; what does it is loaded with the first. */
export class SharedFeeds {
  readonly #connections: Connections;
  #feeds: ExecutionFeeds | undefined;
  #recent: ExecutionRef[] = [];

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** Those that were watched last, the newest first. */
  get recent(): readonly ExecutionRef[] {
    return this.#recent;
  }

  /** To be watched at once. `outline`: of its machine. */
  async open(ref: ExecutionRef, outline: MachineOutline): Promise<ExecutionFeed> {
    const { ExecutionFeeds: Feeds } = await import('../../executions/execution-feeds.ts');
    this.#feeds ??= new Feeds({
      connect: async (choice) => (await this.#connections.connect(choice)).client,
      expectedItems: (mapRunArn) => this.#connections.expectedItems(mapRunArn),
    });
    const { executionArn, choice } = ref;
    const others = this.#recent.filter((each) => each.executionArn !== executionArn);
    this.#recent = [{ executionArn, choice }, ...others].slice(0, MOST_RECENT);
    return this.#feeds.open(ref, outline);
  }

  /** Undefined: nobody watches it. */
  find(ref: ExecutionRef): ExecutionFeed | undefined {
    return this.#feeds?.find(ref);
  }
}
