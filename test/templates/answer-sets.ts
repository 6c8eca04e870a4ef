import { askedQuestions, type Answer, type Answers, type Question } from '../../src/scaffold/question.ts';

/**
 * Sets of answers in which each answer to a question meets each answer to every other question at least once, as far as
 * both can be given together. Texts keep their defaults; numbers take their default and both ends of their range.
 */
export function coverPairs(questions: readonly Question[]): Answers[] {
  const varied = questions.filter((question) => valuesOf(question).length > 0);
  const covered = new Set<string>();
  const sets: Answers[] = [];
  for (const pair of pairsOf(varied)) {
    if (covered.has(pairKey(pair.a, pair.b))) continue;
    const forced = { [pair.a.id]: pair.a.value, [pair.b.id]: pair.b.value };
    const set = complete(varied, {}, forced, covered);
    if (!set) continue;
    sets.push(set);
    for (const key of keysOf(set)) covered.add(key);
  }
  return sets;
}

interface Given {
  readonly id: string;
  readonly value: Answer;
}

const pairKey = (a: Given, b: Given): string => JSON.stringify([a.id, a.value, b.id, b.value]);

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

function* pairsOf(questions: readonly Question[]): Generator<{ a: Given; b: Given }> {
  for (const [place, first] of questions.entries())
    for (const second of questions.slice(place + 1))
      for (const a of valuesOf(first))
        for (const b of valuesOf(second)) yield { a: { id: first.id, value: a }, b: { id: second.id, value: b } };
}

function keysOf(set: Answers): string[] {
  const given = Object.entries(set).map(([id, value]) => ({ id, value }));
  return given.flatMap((a, place) => given.slice(place + 1).map((b) => pairKey(a, b)));
}

/** Answers the questions from the first on, each by what meets most for the first time; undefined where `forced` cannot be. */
function complete(
  questions: readonly Question[],
  before: Answers,
  forced: Answers,
  covered: ReadonlySet<string>,
): Answers | undefined {
  const [question, ...rest] = questions;
  if (!question) return before;
  const must = Object.hasOwn(forced, question.id) ? forced[question.id] : undefined;
  if (askedQuestions([question], before).length === 0)
    return must === undefined ? complete(rest, before, forced, covered) : undefined;
  const given = Object.entries(before).map(([id, value]) => ({ id, value }));
  const gain = (value: Answer): number =>
    given.filter((a) => !covered.has(pairKey(a, { id: question.id, value }))).length;
  const values = must === undefined ? valuesOf(question).toSorted((a, b) => gain(b) - gain(a)) : [must];
  for (const value of values) {
    const set = complete(rest, { ...before, [question.id]: value }, forced, covered);
    if (set) return set;
  }
  return undefined;
}
