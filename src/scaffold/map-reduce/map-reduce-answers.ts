import { textAnswer } from '../common-questions.ts';
import { readMapAnswers, type MapAnswers } from '../distributed-map/distributed-answers.ts';
import type { Answers } from '../question.ts';

/** The answers to MAP_REDUCE_QUESTIONS, by type. */
export interface MapReduceAnswers extends MapAnswers {
  readonly resultsBucket: string;
  readonly resultsPrefix: string;
}

/** `answers` are checked and complete. */
export function readMapReduceAnswers(answers: Answers): MapReduceAnswers {
  return {
    ...readMapAnswers(answers),
    resultsBucket: textAnswer(answers, 'resultsBucket'),
    resultsPrefix: textAnswer(answers, 'resultsPrefix'),
  };
}
