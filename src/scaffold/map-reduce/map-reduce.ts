import {
  expectedItemsQuestion,
  FORMAT_QUESTION,
  HANDLER_LANGUAGE_QUESTION,
  KMS_QUESTION,
  nameQuestion,
  QUERY_LANGUAGE_QUESTION,
} from '../common-questions.ts';
import { dataBucket, itemKind, resultsBucket } from '../distributed-map/data-bucket.ts';
import { toleratedChildren } from '../distributed-map/distributed-answers.ts';
import {
  BUCKET_EXISTS_QUESTION,
  BUCKET_QUESTION,
  EXECUTION_TYPE_QUESTION,
  KEY_QUESTION,
  MAX_CONCURRENCY_QUESTION,
  RESULTS_BUCKET_QUESTION,
  RESULTS_PREFIX_QUESTION,
  SOURCE_QUESTION,
  TOLERANCE_QUESTION,
} from '../distributed-map/map-questions.ts';
import type { Pattern } from '../pattern.ts';
import type { Answers } from '../question.ts';
import { readme } from '../readme.ts';
import type { ScaffoldFile } from '../scaffold-file.ts';
import { workflowFiles, type Workflow } from '../workflow-files.ts';
import { readMapReduceAnswers, type MapReduceAnswers } from './map-reduce-answers.ts';
import { mapReduceDefinition } from './map-reduce-definition.ts';
import { mapperSource, mapperTestSource, reducerSource, reducerTestSource } from './map-reduce-handlers.ts';
import { explainMapReduce } from './map-reduce-readme.ts';
import { sampleSummary } from './sample-summary.ts';

/** Bytes of a partial result of the sample, about: the estimate takes the results of all items of a batch for it. */
const PARTIAL_BYTES = 300;

export const MAP_REDUCE: Pattern = {
  id: 'map-reduce',
  title: 'Map-Reduce',
  description:
    'A distributed Map over a data set in S3, then rounds over its result files until one result is left. For totals, ' +
    'counts and other results that merge in any order and stay small; not for grouping by millions of keys.',
  questions: [
    nameQuestion('sum-orders'),
    SOURCE_QUESTION,
    BUCKET_QUESTION,
    BUCKET_EXISTS_QUESTION,
    KEY_QUESTION,
    {
      id: 'batchSize',
      kind: 'number',
      prompt: 'Items in a batch',
      help: 'Each batch gives one partial result: larger ones leave less to reduce; one bad item fails its whole batch.',
      default: 100,
      least: 1,
      most: Number.MAX_SAFE_INTEGER,
    },
    EXECUTION_TYPE_QUESTION,
    MAX_CONCURRENCY_QUESTION,
    TOLERANCE_QUESTION,
    RESULTS_BUCKET_QUESTION,
    RESULTS_PREFIX_QUESTION,
    expectedItemsQuestion(1_000_000),
    FORMAT_QUESTION,
    QUERY_LANGUAGE_QUESTION,
    HANDLER_LANGUAGE_QUESTION,
    KMS_QUESTION,
  ],
  build: (answers) => buildFiles(answers),
};

async function buildFiles(given: Answers): Promise<ScaffoldFile[]> {
  const answers = readMapReduceAnswers(given);
  const workflow = await workflowOf(answers);
  return [{ path: 'README.md', contents: readme(workflow, explainMapReduce(answers)) }, ...workflowFiles(workflow)];
}

async function workflowOf(answers: MapReduceAnswers): Promise<Workflow> {
  const { handlerLanguage: language } = answers;
  const kind = itemKind(answers.source);
  return {
    name: answers.name,
    description:
      kind === 'order'
        ? 'Sums the orders of a file in S3 with a distributed Map and rounds of reducing.'
        : 'Sums the sizes of the objects of a bucket with a distributed Map and rounds of reducing.',
    type: 'STANDARD',
    format: answers.format,
    queryLanguage: answers.queryLanguage,
    handlerLanguage: language,
    encryption: answers.encryption,
    definition: mapReduceDefinition(answers),
    functions: [
      {
        id: 'MapperFunction',
        folder: 'mapper',
        source: mapperSource(kind, language),
        test: mapperTestSource(kind, language),
      },
      {
        id: 'ReducerFunction',
        folder: 'reducer',
        source: reducerSource(kind, language),
        test: reducerTestSource(kind, language),
      },
    ],
    buckets: [
      await dataBucket(answers),
      { ...resultsBucket(answers.resultsBucket), keysBelow: `${answers.resultsPrefix}/` },
    ],
    input: {},
    output: { summary: sampleSummary(answers), failedFiles: [] },
    workload: {
      items: answers.expectedItems,
      itemsPerBatch: answers.batchSize,
      concurrency: answers.maxConcurrency,
      // A partial result is as long whatever the batch: the estimate counts bytes for each item.
      resultBytes: Math.round((PARTIAL_BYTES / answers.batchSize) * 1e6) / 1e6,
    },
    toleratedChildren: toleratedChildren(answers),
  };
}
