import type { QueryLanguage } from '../../asl/definition.ts';
import type { TextFormat } from '../../asl/syntax.ts';
import {
  expectedItemsQuestion,
  FORMAT_QUESTION,
  HANDLER_LANGUAGE_QUESTION,
  KMS_QUESTION,
  nameQuestion,
  numberAnswer,
  QUERY_LANGUAGE_QUESTION,
  textAnswer,
} from '../common-questions.ts';
import { summarySource, summaryTestSource, workerSource, workerTestSource, type HandlerLanguage } from '../handler.ts';
import type { Pattern } from '../pattern.ts';
import type { Answers } from '../question.ts';
import { readme } from '../readme.ts';
import { sampleOrders } from '../sample/orders.ts';
import type { Encryption } from '../sam/encryption.ts';
import type { ScaffoldFile } from '../scaffold-file.ts';
import { workflowFiles, type Workflow } from '../workflow-files.ts';
import { inlineDefinition } from './inline-definition.ts';

export const INLINE_MAP: Pattern = {
  id: 'inline-map',
  title: 'Inline Map',
  description:
    'An array in the input, up to 40 items at once, results in order for the next state. The easiest to set up and good ' +
    'enough for most; input and output may have 256 KiB each, and a Standard execution 25,000 history events for all items.',
  questions: [
    nameQuestion('summarize-orders'),
    {
      id: 'type',
      kind: 'choice',
      prompt: 'Type of the workflow',
      default: 'STANDARD',
      choices: [
        {
          value: 'STANDARD',
          label: 'Standard',
          description: 'up to a year, exactly once',
          reason: 'Billed by state transition: with long work, or where each item must be worked on once.',
        },
        {
          value: 'EXPRESS',
          label: 'Express',
          description: 'up to five minutes, at least once',
          reason: 'Billed by request, duration and memory: cheaper for many short runs whose work may be done twice.',
        },
      ],
    },
    {
      id: 'maxConcurrency',
      kind: 'number',
      prompt: 'Items at once',
      help: 'An inline Map works on at most 40 items at once.',
      default: 20,
      least: 1,
      most: 40,
    },
    expectedItemsQuestion(1000),
    FORMAT_QUESTION,
    QUERY_LANGUAGE_QUESTION,
    HANDLER_LANGUAGE_QUESTION,
    KMS_QUESTION,
  ],
  build: (answers) => Promise.resolve(buildFiles(answers)),
};

function buildFiles(answers: Answers): ScaffoldFile[] {
  const name = textAnswer(answers, 'name');
  const queryLanguage = textAnswer(answers, 'queryLanguage') as QueryLanguage;
  const handlerLanguage = textAnswer(answers, 'handlerLanguage') as HandlerLanguage;
  const type = textAnswer(answers, 'type') as Workflow['type'];
  const maxConcurrency = numberAnswer(answers, 'maxConcurrency');
  const items = sampleOrders(25).map((order) => ({ ...order }));
  const workflow: Workflow = {
    name,
    description: 'Prices the orders of the input with an inline Map and sums the results.',
    type,
    format: textAnswer(answers, 'format') as TextFormat,
    queryLanguage,
    handlerLanguage,
    encryption: textAnswer(answers, 'kms') as Encryption,
    definition: inlineDefinition(queryLanguage, maxConcurrency),
    functions: [
      {
        id: 'WorkerFunction',
        folder: 'worker',
        source: workerSource('order', handlerLanguage),
        test: workerTestSource('order', handlerLanguage),
      },
      {
        id: 'SummaryFunction',
        folder: 'summary',
        source: summarySource(handlerLanguage),
        test: summaryTestSource(handlerLanguage),
      },
    ],
    buckets: [],
    input: { items },
    workload: {
      items: numberAnswer(answers, 'expectedItems'),
      concurrency: maxConcurrency,
      // All items are one input, and all results one output, so their size decides whether it can be done at all.
      itemBytes: averageBytes(items),
      resultBytes: averageBytes(items),
    },
  };
  return [
    { path: 'README.md', contents: readme(workflow, [typeChoice(type), CONCURRENCY, EMPTY]) },
    ...workflowFiles(workflow),
  ];
}

/** Of an item as JSON, which is ASCII here. A priced order is no longer than an order. */
const averageBytes = (items: readonly object[]): number =>
  Math.ceil(items.reduce((sum, item) => sum + JSON.stringify(item).length, 0) / items.length);

function typeChoice(type: Workflow['type']): string {
  return type === 'STANDARD'
    ? '**Standard workflow**: up to a year, each state exactly once, billed by state transition; its history holds 25,000 events, which about 3,500 items fill.'
    : '**Express workflow**: up to five minutes, at least once, billed by request, duration and memory. A worker may see an item twice, so its work must bear that.';
}

const CONCURRENCY =
  '**Inline Map**: the items come in the input (256 KiB at most) and 40 are worked on at once at most. More items, or files in S3: take the distributed Map. One failed item fails the run; a Retry on the Map would run all of them again, so the Retry is on the Task.';
const EMPTY =
  '**`HasItems`** stops an input without `items` with a clear error. An empty array gives an empty summary.';
