import { expect, it } from 'vitest';
import { PATTERNS } from '../../../src/scaffold/patterns.ts';
import { completeAnswers, type Question } from '../../../src/scaffold/question.ts';
import { coverPairs } from '../../templates/answer-sets.ts';

const QUESTIONS: readonly Question[] = [
  { id: 'writes', kind: 'boolean', prompt: '', default: true, yes: '', no: '' },
  {
    id: 'as',
    kind: 'choice',
    prompt: '',
    default: 'a',
    choices: ['a', 'b', 'c'].map((value) => ({ value, label: '', description: '', reason: '' })),
    when: ({ writes }) => writes === true,
  },
  { id: 'many', kind: 'number', prompt: '', default: 5, least: 1, most: Number.MAX_SAFE_INTEGER },
];

it('lets each answer meet each other one that can be given with it', () => {
  const sets = coverPairs(QUESTIONS);
  for (const as of ['a', 'b', 'c']) for (const many of [5, 1]) expect(sets).toContainEqual({ writes: true, as, many });
  for (const many of [5, 1]) expect(sets).toContainEqual({ writes: false, many });
  expect(sets).toHaveLength(8);
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
