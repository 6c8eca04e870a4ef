import type { QueryLanguage } from '../../asl/definition.ts';
import type { TextFormat } from '../../asl/syntax.ts';
import { numberAnswer, textAnswer } from '../common-questions.ts';
import type { HandlerLanguage } from '../handler.ts';
import type { Answers } from '../question.ts';

export type Source = 'csv' | 'json' | 'jsonl' | 'parquet' | 'inventory' | 'objects';

/** The answers to DISTRIBUTED_QUESTIONS, by type. */
export interface DistributedAnswers {
  readonly name: string;
  readonly source: Source;
  readonly bucket: string;
  /** Nothing makes it: it is there already. */
  readonly bucketExists: boolean;
  /** The prefix, for `objects`. */
  readonly key: string;
  readonly batchSize: number;
  readonly executionType: 'STANDARD' | 'EXPRESS';
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly writer: WriterAnswers | undefined;
  readonly expectedItems: number;
  readonly format: TextFormat;
  readonly queryLanguage: QueryLanguage;
  readonly handlerLanguage: HandlerLanguage;
}

export interface WriterAnswers {
  readonly bucket: string;
  readonly prefix: string;
  readonly transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly outputType: 'JSON' | 'JSONL';
}

/** `answers` are checked and complete. */
export function readDistributedAnswers(answers: Answers): DistributedAnswers {
  const text = (id: string): string => textAnswer(answers, id);
  return {
    name: text('name'),
    source: text('source') as Source,
    bucket: text('bucket'),
    bucketExists: answers.bucketExists === true,
    key: text('key'),
    batchSize: numberAnswer(answers, 'batchSize'),
    executionType: text('executionType') as DistributedAnswers['executionType'],
    maxConcurrency: numberAnswer(answers, 'maxConcurrency'),
    toleratedFailurePercentage: numberAnswer(answers, 'toleratedFailurePercentage'),
    writer:
      answers.writer === true
        ? {
            bucket: text('resultsBucket'),
            prefix: text('resultsPrefix'),
            transformation: text('transformation') as WriterAnswers['transformation'],
            outputType: text('outputType') as WriterAnswers['outputType'],
          }
        : undefined,
    expectedItems: numberAnswer(answers, 'expectedItems'),
    format: text('format') as TextFormat,
    queryLanguage: text('queryLanguage') as QueryLanguage,
    handlerLanguage: text('handlerLanguage') as HandlerLanguage,
  };
}
