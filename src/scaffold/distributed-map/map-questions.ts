import { bucketNameProblem, keyProblem, textAnswer } from '../common-questions.ts';
import { hasMapRunForFile } from './nesting-questions.ts';
import type { Answers, BooleanQuestion, ChoiceQuestion, NumberQuestion, TextQuestion } from '../question.ts';

export const SOURCE_QUESTION: ChoiceQuestion = {
  id: 'source',
  kind: 'choice',
  prompt: 'Where do the items come from?',
  default: 'csv',
  choices: [
    {
      value: 'csv',
      label: 'CSV file',
      description: 'one item a row',
      reason: 'The first row names the columns; every field is a string. Up to 10 GB.',
    },
    {
      value: 'json',
      label: 'JSON file',
      description: 'one array',
      reason: 'Keeps numbers and nested values. Up to 10 GB.',
    },
    {
      value: 'jsonl',
      label: 'JSON Lines file',
      description: 'one JSON value a line',
      reason: 'Keeps numbers and nested values, and can be appended to. Up to 10 GB.',
    },
    {
      value: 'parquet',
      label: 'Parquet file',
      description: 'typed columns',
      reason: 'Small and typed, as analytics tools write it. Row groups of at most 256 MB.',
    },
    {
      value: 'inventory',
      label: 'S3 Inventory manifest',
      description: 'one item for each object of a bucket',
      reason: 'For millions of objects: S3 has listed them already. Only CSV reports.',
    },
    {
      value: 'objects',
      label: 'Object listing',
      description: 'one item for each object under a prefix',
      reason: 'Nothing to prepare; lists 1,000 objects a call, so take an inventory for millions.',
    },
  ],
};

/** Step Functions prices: https://aws.amazon.com/step-functions/pricing/ */
export const EXECUTION_TYPE_QUESTION: ChoiceQuestion = {
  id: 'executionType',
  kind: 'choice',
  prompt: 'Type of the child executions',
  help: 'Each batch runs in a child execution; its type decides how long it may take and what it costs.',
  default: 'EXPRESS',
  choices: [
    {
      value: 'EXPRESS',
      label: 'Express',
      description: 'up to five minutes, at least once',
      reason:
        'One state transition, one request and the duration of each child: cheaper for short work. A child that fails starts over from its first state, so the handler must bear being run twice.',
    },
    {
      value: 'STANDARD',
      label: 'Standard',
      description: 'up to a year, exactly once',
      reason:
        'For work that is long or waits for callbacks. AWS’s documents speak of one state transition for each child; its own workshop counts the child’s states on top, and so does the estimate.',
    },
  ],
};

/** What each file of several begins with; the names of the sample's files follow. */
const DEFAULT_PREFIX = 'input/orders/';

const DEFAULT_KEYS: Readonly<Record<string, string>> = {
  csv: 'input/orders.csv',
  json: 'input/orders.json',
  jsonl: 'input/orders.jsonl',
  parquet: 'input/orders.parquet',
  inventory: 'inventory/daily/2026-01-05T01-00Z/manifest.json',
  objects: 'input/',
};

/** Whether `key` is the prefix of a listing. */
function isPrefix(answers: Answers): boolean {
  return answers.source === 'objects' || hasMapRunForFile(answers);
}

function checkKey(value: string, answers: Answers): string | undefined {
  if (isPrefix(answers) && !value.endsWith('/'))
    return 'must end with "/": without it S3 also lists what only begins with the same letters.';
  if (!isPrefix(answers) && value.endsWith('/')) return 'must name a file, not a folder.';
  if (answers.source === 'inventory' && value.split('/').length < 3)
    return 'must lie two folders deep, as S3 writes it: …/<configuration>/<date>/manifest.json.';
  return keyProblem(value);
}

/** A pattern that does not ask always writes them. */
export const hasWriter = (answers: Answers): boolean => answers.writer !== false;

export const RESULTS_BUCKET_QUESTION: TextQuestion = {
  id: 'resultsBucket',
  kind: 'text',
  prompt: 'Bucket for the results',
  help: 'Locally a folder; the template makes the one on AWS.',
  when: hasWriter,
  default: (answers) => `${textAnswer(answers, 'name')}-results`,
  validate: (value, answers) =>
    value === answers.bucket
      ? 'must not be the bucket of the input: its results would be read as input.'
      : bucketNameProblem(value),
};

export const BUCKET_QUESTION: TextQuestion = {
  id: 'bucket',
  kind: 'text',
  prompt: 'Bucket that holds the input',
  help: 'Locally a folder with sample data stands for it.',
  default: (answers) => `${textAnswer(answers, 'name')}-data`,
  validate: bucketNameProblem,
};

export const BUCKET_EXISTS_QUESTION: BooleanQuestion = {
  id: 'bucketExists',
  kind: 'boolean',
  prompt: 'Does this bucket exist on AWS?',
  default: false,
  yes: 'The template takes its name as a parameter.',
  no: 'The template makes a bucket, with a name that AWS makes up.',
};

export const KEY_QUESTION: TextQuestion = {
  id: 'key',
  kind: 'text',
  prompt: 'Key of the input (a prefix, where objects are listed)',
  default: (answers) =>
    hasMapRunForFile(answers) ? DEFAULT_PREFIX : (DEFAULT_KEYS[textAnswer(answers, 'source')] ?? ''),
  validate: checkKey,
};

export const MAX_CONCURRENCY_QUESTION: NumberQuestion = {
  id: 'maxConcurrency',
  kind: 'number',
  prompt: 'Child executions at once',
  help: 'At most 10,000; a new account’s Lambda quota is often 1,000 or less for all its functions.',
  default: 100,
  least: 1,
  most: 10_000,
};

export const TOLERANCE_QUESTION: NumberQuestion = {
  id: 'toleratedFailurePercentage',
  kind: 'number',
  prompt: 'Percentage of items that may fail',
  help: 'The Map Run fails when more items fail or time out; 0 fails it at the first.',
  default: 0,
  least: 0,
  most: 100,
  fractions: true,
};

export const RESULTS_PREFIX_QUESTION: TextQuestion = {
  id: 'resultsPrefix',
  kind: 'text',
  prompt: 'Prefix of the results',
  when: hasWriter,
  default: () => 'results',
  validate: (value) => (value.endsWith('/') ? 'must not end with "/": Step Functions adds it.' : keyProblem(value)),
};
