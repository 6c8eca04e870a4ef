import { numberAnswer, textAnswer } from '../common-questions.ts';
import type { Answers } from '../question.ts';
import type { Encryption } from '../sam/encryption.ts';

/** The answers with their types. */
export interface PipelineAnswers {
  readonly name: string;
  readonly format: 'jsonl' | 'csv';
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly batchSize: number;
  readonly maximumConcurrency: number;
  readonly shards: number;
  readonly retentionDays: number;
  readonly alarmAgeMinutes: number;
  readonly encryption: Encryption;
  readonly expectedItems: number;
}

export function readPipelineAnswers(answers: Answers): PipelineAnswers {
  return {
    name: textAnswer(answers, 'name'),
    format: textAnswer(answers, 'format') === 'csv' ? 'csv' : 'jsonl',
    memoryMb: numberAnswer(answers, 'memoryMb'),
    timeoutSeconds: numberAnswer(answers, 'timeoutSeconds'),
    batchSize: numberAnswer(answers, 'batchSize'),
    maximumConcurrency: numberAnswer(answers, 'maximumConcurrency'),
    shards: numberAnswer(answers, 'shards'),
    retentionDays: Number(textAnswer(answers, 'retentionDays')),
    alarmAgeMinutes: numberAnswer(answers, 'alarmAgeMinutes'),
    encryption: textAnswer(answers, 'kms') as Encryption,
    expectedItems: numberAnswer(answers, 'expectedItems'),
  };
}
