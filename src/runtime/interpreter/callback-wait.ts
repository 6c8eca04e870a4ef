import type { JsonValue } from '../../asl/json.ts';
import type { CallbackListener } from '../contracts.ts';
import { rejectWhenAborted } from './abort.ts';
import { Failure } from './failure.ts';

/** A task's wait for whoever holds its token, and for the signal that tears it down. */
export class CallbackWait implements CallbackListener {
  /** What the holder of the token settles. */
  readonly outcome: Promise<JsonValue>;
  /** Rejects with the signal's reason. */
  readonly aborted: Promise<never>;
  onStarted: (workerName: string | undefined) => void = () => undefined;
  onHeartbeat: () => void = () => undefined;
  #resolve: (output: JsonValue) => void = () => undefined;
  #reject: (failure: Failure) => void = () => undefined;

  constructor(signal: AbortSignal) {
    this.outcome = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.aborted = rejectWhenAborted(signal);
    // Whoever is first decides; the other one may fail unseen.
    this.outcome.catch(() => undefined);
  }

  started(workerName: string | undefined): void {
    this.onStarted(workerName);
  }

  heartbeat(): void {
    this.onHeartbeat();
  }

  succeeded(output: JsonValue): void {
    this.#resolve(output);
  }

  failed(error: string | undefined, cause: string | undefined): void {
    this.#reject(new Failure(error, cause));
  }
}
