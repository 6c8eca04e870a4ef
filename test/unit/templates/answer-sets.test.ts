import { expect, it } from 'vitest';
import { PATTERNS } from '../../../src/scaffold/patterns.ts';
import { completeAnswers, type Question } from '../../../src/scaffold/question.ts';
import { coverPairs } from '../../templates/answer-sets.ts';

const choice = (id: string, values: readonly string[], more: Partial<Question> = {}): Question => ({
  id,
  kind: 'choice',
  prompt: '',
  default: values[0]!,
  choices: values.map((value) => ({ value, label: '', description: '', reason: '' })),
  when: () => true,
  ...(more as object),
});

it('lets each choice meet each other one that can be made with it, and takes both ends of a number', () => {
  const sets = coverPairs([
    { id: 'writes', kind: 'boolean', prompt: '', default: true, yes: '', no: '' },
    choice('as', ['a', 'b', 'c'], { when: ({ writes }) => writes === true }),
    choice('in', ['x', 'y']),
    { id: 'many', kind: 'number', prompt: '', default: 5, least: 1, most: 9 },
    { id: 'endless', kind: 'number', prompt: '', default: 5, least: 1, most: Number.MAX_SAFE_INTEGER },
  ]);
  for (const as of ['a', 'b', 'c'])
    for (const x of ['x', 'y']) expect(sets).toContainEqual(expect.objectContaining({ writes: true, as, in: x }));
  for (const x of ['x', 'y']) expect(sets).toContainEqual(expect.objectContaining({ writes: false, in: x }));
  expect(sets).toHaveLength(8);
  expect(new Set(sets.map(({ many }) => many))).toEqual(new Set([1, 5, 9]));
  expect(new Set(sets.map(({ endless }) => endless))).toEqual(new Set([1, 5]));
  for (const set of sets.filter(({ writes }) => writes === false)) expect(set).not.toHaveProperty('as');
});

it.each(PATTERNS.map(({ id, questions }) => [id, questions] as const))(
  'gives answers that %s takes, each choice among them',
  (_, questions) => {
    const sets = coverPairs(questions);
    for (const set of sets) expect(completeAnswers(questions, set).problems).toEqual([]);
    for (const question of questions)
      if (question.kind === 'choice')
        expect(new Set(sets.flatMap(({ [question.id]: value }) => value ?? []))).toEqual(
          new Set(question.choices.map(({ value }) => value)),
        );
  },
);
