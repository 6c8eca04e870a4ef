import { askedQuestions, checkAnswer, type Answer, type Answers, type Question } from '../../src/scaffold/question.ts';

/**
 * Sets of answers in which each choice meets each choice of every other question at least once, as far as both can be made
 * together. Texts keep their defaults; a number is its default, and both ends of its range at least once.
 */
export function coverPairs(questions: readonly Question[]): Answers[] {
  const varied = questions.filter((question) => valuesOf(question).length > 0);
  const numbers = new Set(varied.filter(({ kind }) => kind === 'number').map(({ id }) => id));
  const covered = new Set<string>();
  const sets: Answers[] = [];
  for (const forced of combinationsOf(varied)) {
    if (keysOf(forced, numbers).every((key) => covered.has(key))) continue;
    const gain = (before: Answers, id: string, value: Answer): number =>
      keysOf({ ...before, [id]: value }, numbers).filter((key) => !covered.has(key)).length;
    const set = complete(varied, {}, forced, gain);
    if (!set) continue;
    sets.push(set);
    for (const key of keysOf(set, numbers)) covered.add(key);
  }
  return sets;
}

function valuesOf(question: Question): Answer[] {
  switch (question.kind) {
    case 'choice':
      return question.choices.map(({ value }) => value);
    case 'boolean':
      return [question.default, !question.default];
    case 'number':
      // A question without an upper end has no largest number that says anything.
      return [...new Set([question.default, question.least, question.most])].filter(
        (value) => value < Number.MAX_SAFE_INTEGER,
      );
    case 'text':
      return [];
  }
}

/** What has to stand in a set: two choices, or one number. */
function* combinationsOf(questions: readonly Question[]): Generator<Answers> {
  for (const [place, first] of questions.entries())
    for (const a of valuesOf(first)) {
      if (first.kind === 'number') yield { [first.id]: a };
      else
        for (const second of questions.slice(place + 1))
          if (second.kind !== 'number') for (const b of valuesOf(second)) yield { [first.id]: a, [second.id]: b };
    }
}

/** The pairs of choices of a set, and each number. */
function keysOf(set: Answers, numbers: ReadonlySet<string>): string[] {
  const given = Object.entries(set);
  const choices = given.filter(([id]) => !numbers.has(id));
  return [
    ...given.filter(([id]) => numbers.has(id)).map((entry) => JSON.stringify(entry)),
    ...choices.flatMap((a, place) => choices.slice(place + 1).map((b) => JSON.stringify([a, b]))),
  ];
}

/** Answers the questions from the first on, each by what gains most; undefined where `forced` cannot be given. */
function complete(
  questions: readonly Question[],
  before: Answers,
  forced: Answers,
  gain: (before: Answers, id: string, value: Answer) => number,
): Answers | undefined {
  const [question, ...rest] = questions;
  if (!question) return before;
  const { id } = question;
  const must = Object.hasOwn(forced, id) ? forced[id] : undefined;
  if (askedQuestions([question], before).length === 0)
    return must === undefined ? complete(rest, before, forced, gain) : undefined;
  const values = valuesOf(question)
    .filter((value) => (must === undefined || value === must) && 'value' in checkAnswer(question, value, before))
    .toSorted((a, b) => gain(before, id, b) - gain(before, id, a));
  for (const value of values) {
    const set = complete(rest, { ...before, [id]: value }, forced, gain);
    if (set) return set;
  }
  return undefined;
}
