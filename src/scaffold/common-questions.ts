import type { Answers, ChoiceQuestion, Question, TextQuestion } from './question.ts';

/** Lower case words joined by `-`: it becomes file names, a stack name and part of log groups' names. */
const PROJECT_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export function nameQuestion(name: string): TextQuestion {
  return {
    id: 'name',
    kind: 'text',
    prompt: 'Name of the workflow',
    help: 'Names the definition’s file and the stack, such as price-orders.',
    default: () => name,
    validate: (value) =>
      PROJECT_NAME.test(value) && value.length <= 40
        ? undefined
        : 'must be lower case words joined by "-", at most 40 characters, such as price-orders.',
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function bucketNameProblem(value: string): string | undefined {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value) && !/\.\.|\.-|-\./.test(value);
  return wellFormed && !/^\d+\.\d+\.\d+\.\d+$/.test(value)
    ? undefined
    : 'must be a bucket name: 3 to 63 lower case letters, digits, "-" and ".".';
}

/** Keys that are a file's path on every system, so that a folder can stand for the bucket. */
export function keyProblem(value: string): string | undefined {
  const parts = value.replace(/\/$/, '').split('/');
  const portable = parts.every((part) => /^[A-Za-z0-9_=+@-][A-Za-z0-9._=+@-]*$/.test(part) && !part.endsWith('.'));
  return portable && value.length <= 500
    ? undefined
    : 'must be a key such as input/orders.csv: letters, digits, ".", "_", "=", "+", "@", "-" and "/" between folders.';
}

export const FORMAT_QUESTION: ChoiceQuestion = {
  id: 'format',
  kind: 'choice',
  prompt: 'Format of the definition',
  default: 'json',
  choices: [
    {
      value: 'json',
      label: 'JSON',
      description: '.asl.json',
      reason: 'What the console shows and the API takes.',
    },
    { value: 'yaml', label: 'YAML', description: '.asl.yaml', reason: 'Takes comments; becomes JSON when deployed.' },
  ],
};

export const QUERY_LANGUAGE_QUESTION: ChoiceQuestion = {
  id: 'queryLanguage',
  kind: 'choice',
  prompt: 'Query language of the definition',
  default: 'JSONata',
  choices: [
    {
      value: 'JSONata',
      label: 'JSONata',
      description: 'Arguments and Output',
      reason: 'AWS’s choice for new workflows: fewer fields, and expressions that compute.',
    },
    {
      value: 'JSONPath',
      label: 'JSONPath',
      description: 'Parameters, ResultPath, OutputPath',
      reason: 'The original one: take it when the workflows beside this one use it.',
    },
  ],
};

export const HANDLER_LANGUAGE_QUESTION: ChoiceQuestion = {
  id: 'handlerLanguage',
  kind: 'choice',
  prompt: 'Language of the handlers',
  default: 'javascript',
  choices: [
    {
      value: 'javascript',
      label: 'JavaScript',
      description: '.mjs, deployed as it is',
      reason: 'Nothing to build and nothing to install.',
    },
    {
      value: 'typescript',
      label: 'TypeScript',
      description: '.ts, built by SAM with esbuild',
      reason: 'Types that Node strips by itself, so that the same file runs locally; sam build needs esbuild.',
    },
    {
      value: 'python',
      label: 'Python',
      description: '.py, with its standard library',
      reason: 'Where the work is written in Python anyway; it runs locally where there is a python3.',
    },
  ],
};

export const KMS_QUESTION: ChoiceQuestion = {
  id: 'kms',
  kind: 'choice',
  prompt: 'Key that encrypts data and logs on AWS',
  default: 'none',
  choices: [
    {
      value: 'none',
      label: 'Keys of AWS',
      description: 'nothing to pay or to keep',
      reason: 'All is encrypted anyway; who may read it say the policies of the buckets and roles alone.',
    },
    {
      value: 'template',
      label: 'A key of the stack',
      description: 'made by the template',
      reason:
        'A customer managed key with rotation: its use can be watched and stopped. A dollar a month, and requests.',
    },
    {
      value: 'parameter',
      label: 'A key that exists',
      description: 'its ARN is a parameter',
      reason: 'Where keys are kept by others. Its policy must let CloudWatch Logs use it.',
    },
  ],
};

export function expectedItemsQuestion(items: number): Question {
  return {
    id: 'expectedItems',
    kind: 'number',
    prompt: 'How many items will a run have?',
    help: 'Only the estimate uses it; the sample is small.',
    default: items,
    least: 1,
    most: 100_000_000,
  };
}

export function textAnswer(answers: Answers, id: string): string {
  return String(answers[id] ?? '');
}

export function numberAnswer(answers: Answers, id: string): number {
  return Number(answers[id] ?? 0);
}
