import type { FaultPlan } from './fault-plan.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';
import type { SpillFile } from './spill-file.ts';
import { SpillQueue } from './spill-queue.ts';
import { SpillTimers } from './spill-timers.ts';
import { queueRequests, type Usage } from './usage.ts';

export interface QueuedMessage {
  readonly id: string;
  /** Of this copy of the message. */
  readonly serial: number;
  readonly body: string;
  readonly sentAt: number;
  /** How often it was received. */
  readonly receives: number;
  /** A second copy of a message, as a standard queue may deliver one; it is not copied again. */
  readonly isCopy: boolean;
}

export interface QueueSettings {
  readonly name: string;
  readonly visibilityMilliseconds: number;
  readonly retentionMilliseconds: number;
  /** Where a message goes that was received so often. */
  readonly redrive?: { readonly maxReceiveCount: number; readonly to: LocalQueue };
  readonly faults: FaultPlan;
  readonly random: Random;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MOST_REQUEST_BYTES = 256 * 1024;

/** A standard queue of SQS: at least once, in about the order of sending. */
export class LocalQueue {
  readonly name: string;
  readonly #simulation: Simulation;
  readonly #settings: QueueSettings;
  readonly #usage: Usage;
  readonly #visible: SpillQueue<QueuedMessage>;
  /** Messages that are to be visible later. */
  readonly #later: SpillTimers<QueuedMessage>;
  /** Received, and neither deleted nor released. */
  readonly #held = new Set<number>();
  /** Messages that were deleted and still stand somewhere. */
  readonly #deleted = new Set<number>();
  #hidden = 0;
  #count = 0;
  #serials = 0;
  #onMessage: (() => void) | undefined;

  constructor(simulation: Simulation, spill: SpillFile, settings: QueueSettings, usage: Usage) {
    this.name = settings.name;
    this.#simulation = simulation;
    this.#settings = settings;
    this.#usage = usage;
    this.#visible = new SpillQueue(spill, charactersOf);
    this.#later = new SpillTimers(simulation, spill, charactersOf, (message) => {
      this.#hidden--;
      this.#show(message);
    });
  }

  /** Messages that could be received now. */
  get visible(): number {
    return this.#visible.length;
  }

  /** All messages. */
  get size(): number {
    return this.visible + this.#hidden + this.#held.size - this.#deleted.size;
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
      const serial = this.#serials++;
      const message = { id, serial, body, sentAt: this.#simulation.now, receives: 0, isCopy: false };
      if (delaySeconds > 0) this.#hide(delaySeconds * 1000, message);
      else this.#add(message);
      return [];
    });
  }

  /** Receives up to so many; they come again unless they are deleted in time. */
  receive(most: number): QueuedMessage[] {
    const { random, faults, redrive, retentionMilliseconds } = this.#settings;
    const received: QueuedMessage[] = [];
    while (received.length < most) {
      const stored = this.#visible.take();
      if (!stored) break;
      if (this.#deleted.delete(stored.serial)) continue;
      if (this.#simulation.now - stored.sentAt > retentionMilliseconds) continue;
      if (redrive && stored.receives >= redrive.maxReceiveCount) {
        redrive.to.#accept(stored);
        continue;
      }
      const message = { ...stored, receives: stored.receives + 1 };
      this.#held.add(message.serial);
      if (message.receives === 1 && !message.isCopy && random() < faults.duplicates)
        this.#hide(random() * 60_000, { ...message, serial: this.#serials++, isCopy: true });
      received.push(message);
    }
    // A request brings and deletes 10 of them at most.
    const requests = Math.ceil(received.length / 10);
    if (requests > 0)
      this.#usage.queueRequests += Math.max(requests, queueRequests(bytesOf(received.map(({ body }) => body))));
    return received;
  }

  /** One request for each 10 of them. */
  delete(messages: readonly QueuedMessage[]): void {
    if (messages.length === 0) return;
    this.#usage.queueRequests += Math.ceil(messages.length / 10);
    // What is no more held comes or came again: it is passed over then.
    for (const { serial } of messages) if (!this.#held.delete(serial)) this.#deleted.add(serial);
  }

  /** What was received so long ago and not deleted is visible again. */
  release(messages: readonly QueuedMessage[], receivedAt: number): void {
    const delay = receivedAt + this.#settings.visibilityMilliseconds - this.#simulation.now;
    for (const message of messages) if (this.#held.delete(message.serial)) this.#hide(Math.max(0, delay), message);
  }

  /** A message of another queue, whose dead-letter queue this is. */
  #accept(message: QueuedMessage): void {
    this.#add({ ...message, serial: this.#serials++, receives: 0 });
  }

  #add(message: QueuedMessage): void {
    const { random, faults } = this.#settings;
    if (random() < faults.reordering) this.#hide(random() * 5000, message);
    else this.#show(message);
  }

  #hide(delay: number, message: QueuedMessage): void {
    this.#hidden++;
    this.#later.add(delay, message);
  }

  #show(message: QueuedMessage): void {
    this.#visible.add(message);
    this.#onMessage?.();
  }
}

const charactersOf = ({ body }: QueuedMessage): number => body.length + 150;

const bytesOf = (bodies: readonly string[]): number => bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
