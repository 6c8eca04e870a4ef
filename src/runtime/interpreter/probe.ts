import type { JsonValue } from '../../asl/json.ts';
import type { StatePlan } from './plan.ts';

/** What a state's fields make of its data on the way; named as TestState shows them. */
export type InspectedStep =
  | 'afterArguments'
  | 'afterInputPath'
  | 'afterItemsPath'
  | 'afterParameters'
  | 'afterResultPath'
  | 'afterResultSelector'
  | 'maxConcurrency'
  | 'result'
  | 'toleratedFailureCount'
  | 'toleratedFailurePercentage';

/** What Retry and Catch made of a failure. Positions in Retry and in Catch. */
export interface HandledFailure {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly retryIndex: number | undefined;
  /** Set when there would be another attempt, after so many seconds. */
  readonly retryBackoffIntervalSeconds: number | undefined;
  readonly catchIndex: number | undefined;
}

/**
 * Looks into one state while it runs by itself (TestState). It is compiled in: a plan without one has nothing of it to
 * ask for.
 */
export interface Probe {
  /** JSON Pointer of the state. */
  readonly pointer: string;
  /** The state compiled. */
  plan?: StatePlan | undefined;
  /** Attempts that its retrier has used up before this one, the only one that is made. */
  readonly retrierRetryCount: number;
  see(step: InspectedStep, value: JsonValue): void;
  handle(failure: HandledFailure): void;
  /** What the branches of a Parallel give, which are not run. @throws StatesError */
  runBranches(): JsonValue;
}
