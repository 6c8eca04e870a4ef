import type { JsonValue } from '../../asl/json.ts';
import type { ChildStatus } from './map-run-counts.ts';

/** A child execution that ended. */
export interface ChildResult {
  /** Position among the children of the run. */
  readonly index: number;
  readonly name: string;
  readonly input: JsonValue;
  /** The input as JSON text, where it was needed before. */
  readonly inputText: string | undefined;
  readonly items: number;
  readonly status: ChildStatus;
  /** Only of one that succeeded. */
  readonly output: JsonValue;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** Milliseconds since 1970. */
  readonly startDate: number;
  readonly stopDate: number;
  readonly redriveCount: number;
  /** Why a Standard child that did not succeed cannot be redriven, when that will not change. */
  readonly notRedrivable: string | undefined;
}
