import type { Answers, Question } from './question.ts';
import type { ScaffoldFile } from './scaffold-file.ts';

/** One way to fan out and in that a project can be made for. */
export interface Pattern {
  /** As it is named on the command line. */
  readonly id: string;
  readonly title: string;
  /** When to take it and what it costs in return, one or two sentences. */
  readonly description: string;
  /** In the order that they are asked. */
  readonly questions: readonly Question[];
  /** Makes the files from answers that are complete and checked. */
  readonly build: (answers: Answers) => Promise<ScaffoldFile[]>;
}
