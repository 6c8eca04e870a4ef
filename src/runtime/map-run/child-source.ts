import type { Clock } from '../contracts.ts';
import type { ChildInput } from './batcher.ts';
import type { ChildInputs } from './child-inputs.ts';
import type { MapRunTally } from './map-run-tally.ts';
import type { ResultSink } from './result-sink.ts';

/** Where the inputs of a Map Run's children come from, in each of its attempts; counts what was read. */
export class ChildSource {
  readonly #tally: MapRunTally;
  readonly #clock: Clock;
  #inputs: AsyncGenerator<ChildInputs> | undefined;
  /** All items have been read. */
  hasEnded: boolean;

  /** `hasEnded`: attempts in another process have read everything. */
  constructor(tally: MapRunTally, clock: Clock, hasEnded = false) {
    this.hasEnded = hasEnded;
    this.#tally = tally;
    this.#clock = clock;
  }

  /** Reads on with `openInputs`, unless every item that there is has got its child. */
  open(openInputs: (skip: number) => AsyncGenerator<ChildInputs>): void {
    if (this.hasEnded && this.#tally.items.pending === 0) return;
    this.hasEnded = false;
    this.#tally.readAgain();
    this.#inputs = openInputs(this.#tally.startedItems);
  }

  /** The next inputs; undefined after the last. */
  async next(): Promise<readonly ChildInput[] | undefined> {
    const inputs = this.#inputs;
    if (inputs === undefined) return undefined;
    const next = await this.#clock.work(() => inputs.next());
    if (next.done === true) {
      this.hasEnded = true;
      this.#tally.endReading();
      return undefined;
    }
    this.#tally.read(next.value.read, next.value.inputs.length);
    return next.value.inputs;
  }

  /** Reads to the end what no child will be started for; an error of the source ends it. */
  async writeRest(sink: ResultSink): Promise<void> {
    for (;;) {
      const inputs = await this.next().catch(() => undefined);
      if (inputs === undefined) return;
      for (const input of inputs) sink.addPending(input);
      const wait = sink.drained();
      if (wait !== undefined) await this.#clock.work(() => wait);
    }
  }

  async close(): Promise<void> {
    await this.#inputs?.return(undefined);
    this.#inputs = undefined;
  }
}
