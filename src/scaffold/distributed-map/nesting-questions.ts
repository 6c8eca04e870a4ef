import type { Answers, ChoiceQuestion, NumberQuestion } from '../question.ts';

/** How the work of a child execution is nested: `distributed-in-distributed` has a Map Run for each file of a prefix. */
export type Nesting = 'none' | 'inline-in-distributed' | 'distributed-in-distributed';

/** Whether there are several files, with a Map Run for each. */
export function hasMapRunForFile({ nesting }: Answers): boolean {
  return nesting === 'distributed-in-distributed';
}

/** An inventory and a listing have no files with items in them. */
const readsFiles = ({ source }: Answers): boolean => source !== 'inventory' && source !== 'objects';

export const NESTING_QUESTION: ChoiceQuestion = {
  id: 'nesting',
  kind: 'choice',
  prompt: 'Is there a Map within the distributed Map?',
  default: 'none',
  choices: [
    {
      value: 'none',
      label: 'No',
      description: 'one call for each batch',
      reason: 'The function gets the whole batch: the fewest invocations, and the cheapest.',
    },
    {
      value: 'inline-in-distributed',
      label: 'An inline Map over the batch',
      description: 'one call for each item',
      reason:
        'Each item is called, tried again and timed by itself, up to 40 of a batch at once. It costs an invocation for each item and, in Standard children, its state transitions.',
    },
    {
      value: 'distributed-in-distributed',
      label: 'A distributed Map over each file',
      description: 'more than 10,000 at once',
      reason:
        'Several files under a prefix, each with a Map Run of its own and up to 10,000 children. It helps only where Lambda and what it calls bear that many: an account has 1,000 open Map Runs and, unless they are raised, 1,000 functions at once.',
      when: readsFiles,
    },
  ],
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: 1,000 open Map Runs, the outer one among them. */
export const FILES_AT_ONCE_QUESTION: NumberQuestion = {
  id: 'filesAtOnce',
  kind: 'number',
  prompt: 'Files at once, each with a Map Run',
  help: 'Times the child executions at once of each is what runs at once. An account has 1,000 open Map Runs; the outer one is one of them, and more wait.',
  when: hasMapRunForFile,
  default: 5,
  least: 1,
  most: 999,
};

export const EXPECTED_FILES_QUESTION: NumberQuestion = {
  id: 'expectedFiles',
  kind: 'number',
  prompt: 'How many files will a run have?',
  help: 'Only the estimate uses it: each file is a child execution with a Map Run of its own.',
  when: hasMapRunForFile,
  default: 100,
  least: 1,
  most: 100_000_000,
};

export const ITEMS_AT_ONCE_QUESTION: NumberQuestion = {
  id: 'itemsAtOnce',
  kind: 'number',
  prompt: 'Items of a batch at once',
  help: 'An inline Map works on at most 40 items at once; times the child executions at once is what Lambda has to bear.',
  when: ({ nesting }) => nesting === 'inline-in-distributed',
  default: 10,
  least: 1,
  most: 40,
};
