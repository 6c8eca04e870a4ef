import { expectedItemsQuestion, KMS_QUESTION, nameQuestion } from '../common-questions.ts';
import type { Question } from '../question.ts';

const RETENTION_DAYS = ['7', '14', '30', '90', '365'];

export const PIPELINE_QUESTIONS: readonly Question[] = [
  nameQuestion('price-orders'),
  {
    id: 'format',
    kind: 'choice',
    prompt: 'What are the input files?',
    default: 'jsonl',
    choices: [
      {
        value: 'jsonl',
        label: 'JSON Lines',
        description: 'one JSON value a line',
        reason: 'Keeps numbers and nested values, and can be appended to.',
      },
      {
        value: 'csv',
        label: 'CSV',
        description: 'one item a row',
        reason: 'The first row names the columns; every field is a string.',
      },
    ],
  },
  {
    id: 'batchSize',
    kind: 'number',
    prompt: 'Messages that the worker gets at once',
    help: 'Its tasks run side by side; a message that fails comes again alone.',
    default: 10,
    least: 1,
    most: 10,
  },
  {
    id: 'timeoutSeconds',
    kind: 'number',
    prompt: 'Seconds that a batch may take',
    help: 'A message comes again after six times as long.',
    default: 60,
    least: 10,
    most: 900,
  },
  {
    id: 'maximumConcurrency',
    kind: 'number',
    prompt: 'Workers at once',
    help: 'What the tasks call often bears less than Lambda: 2 to 1,000.',
    default: 100,
    least: 2,
    most: 1000,
  },
  {
    id: 'memoryMb',
    kind: 'number',
    prompt: 'Memory of each function, in MB',
    help: 'Its share of CPU grows with it; parameter FunctionMemoryMb of the template.',
    default: 512,
    least: 128,
    most: 10_240,
  },
  {
    id: 'shards',
    kind: 'number',
    prompt: 'Counters of a job',
    help: 'An item of DynamoDB bears about 500 transactions a second, so 32 counters bear 16,000 tasks.',
    default: 32,
    least: 1,
    most: 100,
  },
  {
    id: 'retentionDays',
    kind: 'choice',
    prompt: 'Days that logs are kept',
    default: '30',
    choices: RETENTION_DAYS.map((value) => ({
      value,
      label: `${value} days`,
      description: '',
      reason: 'Parameter LogRetentionDays of the template, which takes other numbers, too.',
    })),
  },
  {
    id: 'alarmAgeMinutes',
    kind: 'number',
    prompt: 'Minutes that a message may wait before there is an alarm',
    help: 'Longer than your largest file takes; parked messages and broken functions raise one at once.',
    default: 60,
    least: 5,
    most: 1440,
  },
  KMS_QUESTION,
  expectedItemsQuestion(1_000_000),
];
