import type { Pattern } from './pattern.ts';
import { completeAnswers, type Answers } from './question.ts';
import type { ScaffoldFile } from './scaffold-file.ts';

export interface ScaffoldResult {
  /** Sorted by path; absent when an answer is wrong. */
  readonly files: readonly ScaffoldFile[] | undefined;
  /** The answers with the defaults filled in. */
  readonly answers: Answers | undefined;
  /** One sentence each. */
  readonly problems: readonly string[];
}

/**
 * The files of a new project. The same answers give the same bytes. What is not answered takes its default; a wrong or
 * unknown answer is refused by name.
 */
export async function scaffoldProject(
  pattern: Pattern,
  given: Readonly<Record<string, unknown>> = {},
): Promise<ScaffoldResult> {
  const { answers, problems } = completeAnswers(pattern.questions, given);
  if (!answers) return { files: undefined, answers, problems };
  const files = await pattern.build(answers);
  return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), answers, problems };
}
