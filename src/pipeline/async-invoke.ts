import type { FaultPlan } from './fault-plan.ts';
import type { Invoke } from './queue-source.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html: two retries, after 1 and 2 minutes. */
const RETRY_MILLISECONDS = [60_000, 120_000];

export interface AsyncSourceSettings {
  /** 0 to 2. */
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
  readonly faults: FaultPlan;
  readonly random: Random;
}

/** Lambda's asynchronous invocation, as S3 uses it: at least once, and aside after its retries. */
export class AsyncSource {
  readonly #simulation: Simulation;
  readonly #invoke: Invoke;
  readonly #settings: AsyncSourceSettings;
  /** Events whose retries are used up: the on-failure destination. */
  readonly putAside: unknown[] = [];

  constructor(simulation: Simulation, settings: AsyncSourceSettings, invoke: Invoke) {
    this.#simulation = simulation;
    this.#settings = settings;
    this.#invoke = invoke;
  }

  send(event: unknown): void {
    const { random, faults } = this.#settings;
    const copies = random() < faults.duplicates ? 2 : 1;
    const sentAt = this.#simulation.now;
    for (let copy = 0; copy < copies; copy++)
      this.#simulation.schedule(50 + random() * (copy === 0 ? 500 : 30_000), () => this.#deliver(event, 0, sentAt));
  }

  #deliver(event: unknown, attempt: number, sentAt: number): void {
    const { maximumRetryAttempts, maximumEventAgeSeconds } = this.#settings;
    this.#invoke(event, (ending) => {
      if (ending.ok) return;
      const wait = RETRY_MILLISECONDS[attempt] ?? 0;
      const age = this.#simulation.now + wait - sentAt;
      if (attempt >= maximumRetryAttempts || age > 1000 * maximumEventAgeSeconds) this.putAside.push(event);
      else this.#simulation.schedule(wait, () => this.#deliver(event, attempt + 1, sentAt));
    });
  }
}
