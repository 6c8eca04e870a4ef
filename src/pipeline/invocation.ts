import type { FunctionName } from '../project/pipeline-services.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { Random } from './random.ts';
import type { Simulation } from './simulation.ts';

/** How an invocation ended for whoever caused it. */
export type Ending = { readonly ok: true; readonly answer: unknown } | { readonly ok: false; readonly error: string };

export interface InvocationSettings {
  readonly name: FunctionName;
  readonly timeoutMilliseconds: number;
  readonly faults: FaultPlan;
  readonly random: Random;
}

/** Milliseconds that a call to a service takes, from this to twice as much and more. */
const CALL_MILLISECONDS = 4;

/**
 * One run of a function. What it asks of a service happens at a moment of virtual time; there it may be refused, lose its
 * answer, or end the function. A function that has ended stays for ever in the call that it was in.
 */
export class Invocation {
  readonly #simulation: Simulation;
  readonly #settings: InvocationSettings;
  readonly #deadline: number;
  readonly #startedAt: number;
  readonly #onEnd: (ending: Ending) => void;
  #over = false;
  /** Calls to services that have no answer yet. */
  #calls = 0;
  /** Calls to the user's code that have not come back. */
  #userCalls = 0;
  /** What the user's code has asked for and waits for. */
  #feeds = 0;
  #isAtUserCode = false;
  #userSince = 0;
  /** Real work that is no call and none of the user's code: reading a file. */
  #work = 0;
  #isBusy = false;
  /** Real milliseconds that the user's code has taken. */
  userMilliseconds = 0;

  constructor(simulation: Simulation, settings: InvocationSettings, onEnd: (ending: Ending) => void) {
    this.#simulation = simulation;
    this.#settings = settings;
    this.#startedAt = simulation.now;
    this.#deadline = simulation.now + settings.timeoutMilliseconds;
    this.#onEnd = onEnd;
  }

  get name(): FunctionName {
    return this.#settings.name;
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** Virtual milliseconds since its begin. */
  get elapsed(): number {
    return this.#simulation.now - this.#startedAt;
  }

  get remaining(): number {
    return Math.max(0, this.#deadline - this.#simulation.now);
  }

  /** When the user's code that is at work began, by performance.now(); undefined when none is. */
  get userCodeSince(): number | undefined {
    return this.#isAtUserCode ? this.#userSince : undefined;
  }

  start(handle: () => Promise<unknown>): void {
    this.#update();
    handle().then(
      (answer) => this.#finish({ ok: true, answer }),
      (error: unknown) => this.#finish({ ok: false, error: String(error) }),
    );
  }

  /** What a service does, at a moment that chance gives; it may be more than one moment. */
  async call<T>(...moments: readonly [...(() => void)[], () => T]): Promise<T> {
    const last = moments.at(-1) as () => T;
    for (const moment of moments.slice(0, -1)) await this.#callOnce(moment);
    return this.#callOnce(last);
  }

  sleep(milliseconds: number): Promise<void> {
    return this.#wait(milliseconds, () => undefined);
  }

  /** Runs the user's code: while it runs, time stands still. */
  async runUserCode<T>(run: () => T | PromiseLike<T>): Promise<Awaited<T>> {
    this.#userCalls++;
    this.#update();
    try {
      return await run();
    } finally {
      this.#userCalls--;
      this.#update();
    }
  }

  /** The same for code that gives its result in pieces and is fed by `source`, whose calls to services are not its work. */
  async *runUserStream<In, Out>(
    source: AsyncIterable<In>,
    run: (fed: AsyncIterable<In>) => AsyncIterable<Out>,
  ): AsyncGenerator<Out> {
    const fed = { [Symbol.asyncIterator]: () => this.#feed(source[Symbol.asyncIterator]()) };
    const pieces = await this.runUserCode(() => iterate(run(fed)));
    for (;;) {
      const next = await this.runUserCode(() => pieces.next());
      if (next.done === true) return;
      let isTaken = false;
      try {
        yield next.value;
        isTaken = true;
      } finally {
        if (!isTaken) await this.runUserCode(() => pieces.return?.());
      }
    }
  }

  /** Waits for something real, such as the disk, also while calls are under way: time stands still. */
  async waitFor<T>(run: () => Promise<T>): Promise<T> {
    this.#work++;
    this.#update();
    try {
      return await run();
    } finally {
      this.#work--;
      this.#update();
    }
  }

  /** Ends it from outside: its time is up, or its environment is gone. */
  end(error: string): void {
    this.#settle({ ok: false, error });
  }

  #feed<T>(source: AsyncIterator<T>): AsyncIterator<T> {
    const wait = async <R>(ask: () => Promise<R>): Promise<R> => {
      this.#feeds++;
      this.#update();
      try {
        return await ask();
      } finally {
        this.#feeds--;
        this.#update();
      }
    };
    return {
      next: () => wait(() => source.next()),
      return: (value: unknown) => wait(async () => (await source.return?.(value)) ?? { done: true, value }),
    };
  }

  #callOnce<T>(operate: () => T): Promise<T> {
    const { random, faults } = this.#settings;
    const latency = CALL_MILLISECONDS * (1 + random() + (random() < 0.05 ? 10 * random() : 0));
    const { throttles, crashes, lostAnswers } = faults;
    if (throttles + crashes + lostAnswers === 0) return this.#wait(latency, operate);
    const fate = random();
    return this.#wait(latency, () => {
      if (fate < throttles) throw busy();
      if (fate < throttles + lostAnswers) {
        operate();
        throw new Error('TimeoutError: no answer came.');
      }
      if (fate >= throttles + lostAnswers + crashes) return operate();
      if (fate < throttles + lostAnswers + crashes / 2) operate();
      throw CRASH;
    });
  }

  #wait<T>(milliseconds: number, operate: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#over) return;
      this.#calls++;
      this.#update();
      this.#simulation.schedule(milliseconds, () => {
        if (this.#over) return;
        if (this.#simulation.now > this.#deadline) {
          this.end(`${this.name} timed out.`);
          return;
        }
        let result: T;
        try {
          result = operate();
        } catch (error) {
          if (error === CRASH) {
            this.end(`${this.name} ended at a call.`);
            return;
          }
          this.#calls--;
          this.#update();
          reject(error instanceof Error ? error : new Error(String(error)));
          return;
        }
        this.#calls--;
        this.#update();
        resolve(result);
      });
    });
  }

  #finish(ending: Ending): void {
    const lost = this.#settings.random() < this.#settings.faults.lostAcknowledgements;
    this.#settle(lost ? { ok: false, error: `The answer of ${this.name} was lost.` } : ending);
  }

  #settle(ending: Ending): void {
    if (this.#over) return;
    this.#over = true;
    this.#update();
    this.#simulation.schedule(1, () => this.#onEnd(ending));
  }

  #update(): void {
    this.#timeUserCode(!this.#over && this.#userCalls > 0 && this.#feeds === 0);
    const isBusy = !this.#over && (this.#isAtUserCode || this.#work > 0 || this.#calls === 0);
    if (isBusy === this.#isBusy) return;
    this.#isBusy = isBusy;
    this.#simulation.changeBusy(isBusy ? 1 : -1);
  }

  #timeUserCode(isAtIt: boolean): void {
    if (isAtIt === this.#isAtUserCode) return;
    this.#isAtUserCode = isAtIt;
    const now = performance.now();
    if (isAtIt) this.#userSince = now;
    else this.userMilliseconds += now - this.#userSince;
  }
}

/** As `for await` does, which takes a list or a generator that waits for nothing, too. */
function iterate<T>(pieces: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> | Iterator<T> {
  return Symbol.asyncIterator in Object(pieces)
    ? (pieces as AsyncIterable<T>)[Symbol.asyncIterator]()
    : (pieces as Iterable<T>)[Symbol.iterator]();
}

const CRASH = new Error('The function ends here.');

function busy(): Error {
  const error = new Error('ThrottlingException: too many requests at once.');
  error.name = 'BusyError';
  return error;
}
