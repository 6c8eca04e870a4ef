import type { TextEdit } from '../asl/syntax.ts';

export type Severity = 'error' | 'warning' | 'info';

/** One thing said about one place of a text. Offsets as in asl/syntax.ts. */
export interface Finding {
  /** Stable, upper snake case: `MISSING_END_STATE`. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence: what is wrong and, where it is not plain, what to do. */
  readonly message: string;
  /** JSON Pointer of the value or key that it is about. */
  readonly pointer: string;
  readonly start: number;
  readonly end: number;
  readonly fixes: readonly Fix[];
  /** The AWS page (or RFC) that the rule comes from. */
  readonly page: string | undefined;
  /** What AWS's own diagnostic of the same fault says, where that is known and differs from the above. */
  readonly aws: AwsWording | undefined;
  /** Who says so, where it is not us. */
  readonly source?: 'asl-validator' | 'AWS';
}

/** Absent: as in the finding. `location` is a JSON Pointer, as AWS writes one. */
export interface AwsWording {
  readonly message?: string;
  readonly location?: string;
}

/** A mend that keeps every other byte of the text. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}
