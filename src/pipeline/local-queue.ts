import type { FaultPlan } from './fault-plan.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';
import { queueRequests, type Usage } from './usage.ts';

export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  /** How often it was received. */
  receives: number;
  deleted: boolean;
  /** A second copy of a message, as a standard queue may deliver one; it is not copied again. */
  readonly isCopy: boolean;
}

export interface QueueSettings {
  readonly name: string;
  readonly visibilityMilliseconds: number;
  /** Where a message goes that was received so often. */
  readonly redrive?: { readonly maxReceiveCount: number; readonly to: LocalQueue };
  readonly faults: FaultPlan;
  readonly random: Random;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MOST_REQUEST_BYTES = 256 * 1024;
/** The longest that a queue can keep a message; the template asks for it. */
const RETENTION_MILLISECONDS = 14 * 86_400_000;

/** A standard queue of SQS: at least once, in about the order of sending. */
export class LocalQueue {
  readonly name: string;
  readonly #simulation: Simulation;
  readonly #settings: QueueSettings;
  readonly #usage: Usage;
  #visible: QueuedMessage[] = [];
  #first = 0;
  /** Received, and neither deleted nor visible again. */
  #hidden = 0;
  #count = 0;
  #onMessage: (() => void) | undefined;

  constructor(simulation: Simulation, settings: QueueSettings, usage: Usage) {
    this.name = settings.name;
    this.#simulation = simulation;
    this.#settings = settings;
    this.#usage = usage;
  }

  /** Messages that could be received now. */
  get visible(): number {
    return this.#visible.length - this.#first;
  }

  /** All messages. */
  get size(): number {
    return this.visible + this.#hidden;
  }

  onMessage(listen: () => void): void {
    this.#onMessage = listen;
  }

  /** A request of at most 10 messages; the places of those that were not taken. */
  send(bodies: readonly string[], delaySeconds = 0): number[] {
    const { random, faults } = this.#settings;
    const bytes = bytesOf(bodies);
    if (bodies.length === 0 || bodies.length > 10 || bytes > MOST_REQUEST_BYTES)
      throw new Error(`BatchRequestTooLong: a request has 1 to 10 messages and ${MOST_REQUEST_BYTES} bytes.`);
    this.#usage.queueRequests += queueRequests(bytes);
    return bodies.flatMap((body, place) => {
      if (random() < faults.partialSends) return [place];
      const id = `${this.name}-${this.#count++}`;
      const message = { id, body, sentAt: this.#simulation.now, receives: 0, deleted: false, isCopy: false };
      if (delaySeconds > 0) this.#later(delaySeconds * 1000, message);
      else this.#add(message);
      return [];
    });
  }

  /** Receives up to so many; they come again unless they are deleted in time. */
  receive(most: number): QueuedMessage[] {
    const { random, faults, redrive } = this.#settings;
    const received: QueuedMessage[] = [];
    while (received.length < most && this.visible > 0) {
      const message = this.#take();
      if (message.deleted || this.#simulation.now - message.sentAt > RETENTION_MILLISECONDS) continue;
      if (redrive && message.receives >= redrive.maxReceiveCount) {
        redrive.to.#add({ ...message, receives: 0 });
        continue;
      }
      message.receives++;
      this.#hidden++;
      if (message.receives === 1 && !message.isCopy && random() < faults.duplicates)
        this.#later(random() * 60_000, { ...message, isCopy: true });
      received.push(message);
    }
    if (received.length > 0) this.#usage.queueRequests += queueRequests(bytesOf(received.map(({ body }) => body)));
    return received;
  }

  /** One request for all of them. */
  delete(messages: readonly QueuedMessage[]): void {
    if (messages.length === 0) return;
    this.#usage.queueRequests++;
    for (const message of messages) if (!message.deleted) this.#hidden--;
    for (const message of messages) message.deleted = true;
  }

  /** What was received so long ago and not deleted is visible again. */
  release(messages: readonly QueuedMessage[], receivedAt: number): void {
    const delay = receivedAt + this.#settings.visibilityMilliseconds - this.#simulation.now;
    for (const message of messages)
      this.#simulation.schedule(Math.max(0, delay), () => {
        if (message.deleted) return;
        this.#hidden--;
        this.#add(message);
      });
  }

  #add(message: QueuedMessage): void {
    const { random, faults } = this.#settings;
    if (random() < faults.reordering) this.#later(random() * 5000, message);
    else this.#show(message);
  }

  #later(delay: number, message: QueuedMessage): void {
    this.#hidden++;
    this.#simulation.schedule(delay, () => {
      this.#hidden--;
      this.#show(message);
    });
  }

  #show(message: QueuedMessage): void {
    this.#visible.push(message);
    this.#onMessage?.();
  }

  #take(): QueuedMessage {
    const message = this.#visible[this.#first++] as QueuedMessage;
    if (this.#first > 1024 && this.#first * 2 > this.#visible.length) {
      this.#visible = this.#visible.slice(this.#first);
      this.#first = 0;
    }
    return message;
  }
}

const bytesOf = (bodies: readonly string[]): number => bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
