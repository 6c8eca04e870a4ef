import { isNamed, type Ports } from './ports.ts';

/** SQS takes 10 messages in a request, 256 KiB together. */
const MOST_MESSAGES = 10;
const MOST_BYTES = 256 * 1024;
/** A request takes 5 to 20 ms, so one at a time would be 1,000 items a second. */
const REQUESTS_AT_ONCE = 16;
const MOST_ATTEMPTS = 6;

/** Collects messages into requests, some of them at once. */
export class Sender {
  readonly #ports: Ports;
  readonly #requests = new Set<Promise<void>>();
  #bodies: string[] = [];
  #bytes = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Resolves when there is room for more. Throws when a request before failed. */
  async add(body: string, bytes: number): Promise<void> {
    if (this.#bytes + bytes > MOST_BYTES) await this.#start();
    this.#bodies.push(body);
    this.#bytes += bytes;
    if (this.#bodies.length === MOST_MESSAGES) await this.#start();
  }

  /** Resolves when all messages are taken. */
  async finish(): Promise<void> {
    await this.#start();
    await Promise.all(this.#requests);
    this.#throwFailure();
  }

  async #start(): Promise<void> {
    if (this.#bodies.length > 0) {
      const request = sendAll(this.#ports, this.#bodies)
        .catch((error: unknown) => {
          this.#failure ??= { error };
        })
        .finally(() => this.#requests.delete(request));
      this.#requests.add(request);
      this.#bodies = [];
      this.#bytes = 0;
    }
    if (this.#requests.size >= REQUESTS_AT_ONCE) await Promise.race(this.#requests);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}

/** The places of what was not taken: all of them while the queue is busy. */
async function trySending(ports: Ports, bodies: readonly string[], isLast: boolean): Promise<readonly number[]> {
  try {
    return await ports.work.send(bodies);
  } catch (error) {
    if (isLast || !isNamed(error, 'BusyError')) throw error;
    return bodies.map((_, place) => place);
  }
}

/** A request may succeed and still not have taken some of its messages: those are sent again. */
async function sendAll(ports: Ports, bodies: readonly string[]): Promise<void> {
  let left = bodies;
  for (let attempt = 1; ; attempt++) {
    const refused = await trySending(ports, left, attempt === MOST_ATTEMPTS);
    if (refused.length === 0) return;
    if (attempt === MOST_ATTEMPTS) throw new Error(`The work queue did not take ${refused.length} messages.`);
    left = left.filter((_, place) => refused.includes(place));
    await ports.sleep(ports.random() * 50 * 2 ** attempt);
  }
}
