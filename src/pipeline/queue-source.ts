import type { QueueEventSettings } from '../project/pipeline-services.ts';
import type { LocalQueue, QueuedMessage } from './local-queue.ts';
import type { Ending } from './invocation.ts';
import type { Simulation } from './simulation.ts';

export type Invoke = (event: unknown, onEnd: (ending: Ending) => void) => void;

/**
 * Lambda's event source for SQS: batches go to the function, what it does not report as failed is
 * deleted, the rest becomes visible again after the visibility time-out.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export class QueueSource {
  readonly #simulation: Simulation;
  readonly #queue: LocalQueue;
  readonly #settings: QueueEventSettings;
  readonly #invoke: Invoke;
  #running = 0;
  #isPlanned = false;

  constructor(simulation: Simulation, queue: LocalQueue, settings: QueueEventSettings, invoke: Invoke) {
    this.#simulation = simulation;
    this.#queue = queue;
    this.#settings = settings;
    this.#invoke = invoke;
    queue.onMessage(() => this.#plan());
  }

  /** Full batches go at once, others when the window has passed. */
  #plan(): void {
    const { batchSize, windowSeconds, maximumConcurrency } = this.#settings;
    while (this.#running < maximumConcurrency && this.#queue.visible >= batchSize) this.#deliver();
    if (this.#isPlanned || this.#queue.visible === 0) return;
    this.#isPlanned = true;
    this.#simulation.schedule(1000 * windowSeconds, () => {
      this.#isPlanned = false;
      if (this.#running < maximumConcurrency) this.#deliver();
      if (this.#running < maximumConcurrency) this.#plan();
    });
  }

  #deliver(): void {
    const messages = this.#queue.receive(this.#settings.batchSize);
    if (messages.length === 0) return;
    const receivedAt = this.#simulation.now;
    this.#running++;
    const Records = messages.map(({ id, body }) => ({ messageId: id, body }));
    this.#invoke({ Records }, (ending) => {
      this.#running--;
      const failed = this.#failures(ending, messages);
      this.#queue.delete(messages.filter((message) => !failed.includes(message)));
      this.#queue.release(failed, receivedAt);
      this.#plan();
    });
  }

  #failures(ending: Ending, messages: readonly QueuedMessage[]): readonly QueuedMessage[] {
    if (!ending.ok) return messages;
    return this.#settings.reportsFailures ? reportedFailures(ending.answer, messages) : [];
  }
}

/** An answer that names a message of another batch, or that is no answer, fails the whole batch. */
function reportedFailures(answer: unknown, messages: readonly QueuedMessage[]): readonly QueuedMessage[] {
  const names = reportedNames(answer);
  if (names === undefined) return messages;
  const failed = messages.filter(({ id }) => names.includes(id));
  return failed.length === names.length ? failed : messages;
}

/** The identifiers of a partial batch response; undefined when it is none. */
export function reportedNames(answer: unknown): string[] | undefined {
  if (answer === undefined || answer === null) return [];
  const { batchItemFailures } = answer as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return [];
  if (!Array.isArray(batchItemFailures)) return undefined;
  const names = batchItemFailures.map((each: { itemIdentifier?: unknown } | null) => each?.itemIdentifier);
  return names.every((name): name is string => typeof name === 'string' && name !== '') ? names : undefined;
}
