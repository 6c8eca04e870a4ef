import { kindOfFault, type FaultKind } from './service-fault.ts';

/** These pass: the endpoint comes back, or takes requests again. */
const PASSING = ['unreachable', 'late', 'throttled', 'failed'] as const satisfies readonly FaultKind[];

export type PassingFault = (typeof PASSING)[number];

/** What is the matter with an endpoint; undefined: nothing any more. */
export type OnTrouble = (kind: PassingFault | undefined) => void;

/** Milliseconds. */
const LONGEST_PAUSE = 30_000;

/** Decides whether who follows something goes on when a look at it has failed. */
export class Trouble {
  readonly #patience: number;
  readonly #tell: OnTrouble | undefined;
  readonly #now: () => number;
  #since: number | undefined;

  /** `patience`: milliseconds of unbroken trouble that are put up with. */
  constructor(patience: number, tell?: OnTrouble, now: () => number = () => performance.now()) {
    this.#patience = patience;
    this.#tell = tell;
    this.#now = now;
  }

  /**
   * How long to wait before the next look, in milliseconds; throws the error where another look is of no use: what was
   * refused stays refused.
   */
  meet(error: unknown, waited: number, usual: number): number {
    const found = error instanceof Error ? kindOfFault(error) : 'refused';
    const kind = PASSING.find((each) => each === found);
    if (kind === undefined) throw error;
    this.#since ??= this.#now();
    if (this.#now() - this.#since >= this.#patience) throw error;
    this.#tell?.(kind);
    return Math.min(Math.max(waited, usual / 2) * 2, Math.max(usual, LONGEST_PAUSE));
  }

  isOver(): void {
    if (this.#since === undefined) return;
    this.#since = undefined;
    this.#tell?.(undefined);
  }
}
