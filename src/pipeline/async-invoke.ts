import type { FaultPlan } from './fault-plan.ts';
import type { Invoke } from './queue-source.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html: two retries, after 1 and 2 minutes. */
const RETRY_MILLISECONDS = [60_000, 120_000];

/** Lambda's asynchronous invocation, as S3 uses it: at least once, and aside after its retries. */
export class AsyncSource {
  readonly #simulation: Simulation;
  readonly #invoke: Invoke;
  readonly #faults: FaultPlan;
  readonly #random: Random;
  /** Events whose retries are used up: the on-failure destination. */
  readonly putAside: unknown[] = [];

  constructor(simulation: Simulation, faults: FaultPlan, random: Random, invoke: Invoke) {
    this.#simulation = simulation;
    this.#faults = faults;
    this.#random = random;
    this.#invoke = invoke;
  }

  send(event: unknown): void {
    const copies = this.#random() < this.#faults.duplicates ? 2 : 1;
    for (let copy = 0; copy < copies; copy++)
      this.#simulation.schedule(50 + this.#random() * (copy === 0 ? 500 : 30_000), () => this.#deliver(event, 0));
  }

  #deliver(event: unknown, attempt: number): void {
    this.#invoke(event, (ending) => {
      if (ending.ok) return;
      const wait = RETRY_MILLISECONDS[attempt];
      if (wait === undefined) this.putAside.push(event);
      else this.#simulation.schedule(wait, () => this.#deliver(event, attempt + 1));
    });
  }
}
