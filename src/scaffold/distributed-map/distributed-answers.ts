import type { QueryLanguage } from '../../asl/definition.ts';
import type { TextFormat } from '../../asl/syntax.ts';
import { numberAnswer, textAnswer } from '../common-questions.ts';
import type { HandlerLanguage } from '../handler.ts';
import type { Encryption } from '../sam/encryption.ts';
import type { Answers } from '../question.ts';
import type { Nesting } from './nesting-questions.ts';

export type Source = 'csv' | 'json' | 'jsonl' | 'parquet' | 'inventory' | 'objects';

/** What is asked of every Map over a data set in S3, by type. */
export interface MapAnswers {
  readonly name: string;
  readonly source: Source;
  readonly bucket: string;
  /** Nothing makes it: it is there already. */
  readonly bucketExists: boolean;
  /** The prefix, for `objects` and for a Map Run for each file. */
  readonly key: string;
  readonly batchSize: number;
  readonly executionType: 'STANDARD' | 'EXPRESS';
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly expectedItems: number;
  readonly format: TextFormat;
  readonly queryLanguage: QueryLanguage;
  readonly handlerLanguage: HandlerLanguage;
  readonly encryption: Encryption;
}

/** The answers to DISTRIBUTED_QUESTIONS. */
export interface DistributedAnswers extends MapAnswers {
  readonly nesting: Nesting;
  /** Of `distributed-in-distributed`. */
  readonly filesAtOnce: number;
  readonly expectedFiles: number;
  /** Of `inline-in-distributed`. */
  readonly itemsAtOnce: number;
  readonly writer: WriterAnswers | undefined;
}

export interface WriterAnswers {
  readonly bucket: string;
  readonly prefix: string;
  readonly transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly outputType: 'JSON' | 'JSONL';
}

/** `answers` are checked and complete. */
export function readMapAnswers(answers: Answers): MapAnswers {
  const text = (id: string): string => textAnswer(answers, id);
  return {
    name: text('name'),
    source: text('source') as Source,
    bucket: text('bucket'),
    bucketExists: answers.bucketExists === true,
    key: text('key'),
    batchSize: numberAnswer(answers, 'batchSize'),
    executionType: text('executionType') as MapAnswers['executionType'],
    maxConcurrency: numberAnswer(answers, 'maxConcurrency'),
    toleratedFailurePercentage: numberAnswer(answers, 'toleratedFailurePercentage'),
    expectedItems: numberAnswer(answers, 'expectedItems'),
    format: text('format') as TextFormat,
    queryLanguage: text('queryLanguage') as QueryLanguage,
    handlerLanguage: text('handlerLanguage') as HandlerLanguage,
    encryption: textAnswer(answers, 'kms') as Encryption,
  };
}

/** `answers` are checked and complete. */
export function readDistributedAnswers(answers: Answers): DistributedAnswers {
  const text = (id: string): string => textAnswer(answers, id);
  return {
    ...readMapAnswers(answers),
    nesting: text('nesting') as Nesting,
    filesAtOnce: numberAnswer(answers, 'filesAtOnce'),
    expectedFiles: numberAnswer(answers, 'expectedFiles'),
    itemsAtOnce: numberAnswer(answers, 'itemsAtOnce'),
    writer:
      answers.writer === true
        ? {
            bucket: text('resultsBucket'),
            prefix: text('resultsPrefix'),
            transformation: text('transformation') as WriterAnswers['transformation'],
            outputType: text('outputType') as WriterAnswers['outputType'],
          }
        : undefined,
  };
}

/**
 * Child executions that may fail in a run of the expected size: a failed one fails all items of its batch.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export function toleratedChildren(answers: MapAnswers): number {
  const { expectedItems, toleratedFailurePercentage, batchSize } = answers;
  return Math.floor((expectedItems * toleratedFailurePercentage) / 100 / batchSize);
}
