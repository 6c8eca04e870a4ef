import type { ChoiceQuestion, Question } from '../question.ts';

/** How long the work on one item takes, as people know it, and what is counted with. */
export const WORK_MILLISECONDS: Readonly<Record<string, number>> = {
  instant: 20,
  short: 500,
  seconds: 10_000,
  minutes: 400_000,
  // What it waits for is nobody's bill: the function that asks for it is.
  callback: 1000,
};

/** What it is worth not to own the parts of a pipeline, in dollars a month. */
export const UPKEEP_DOLLARS: Readonly<Record<string, number>> = { ease: 2000, balance: 200, cost: 20 };

const WORK_QUESTION: ChoiceQuestion = {
  id: 'work',
  kind: 'choice',
  prompt: 'How long does the work on one item take?',
  default: 'short',
  choices: [
    {
      value: 'instant',
      label: 'Milliseconds',
      description: 'about 20 ms',
      reason: 'A look-up or a calculation. Batches pay off most here.',
    },
    {
      value: 'short',
      label: 'Under a second',
      description: 'about 500 ms',
      reason: 'A call or two of other services.',
    },
    { value: 'seconds', label: 'Seconds', description: 'about 10 s', reason: 'Documents, images, a model’s answer.' },
    {
      value: 'minutes',
      label: 'Minutes',
      description: 'more than 5, less than 15',
      reason: 'Longer than an Express execution may take, short enough for a function.',
    },
    {
      value: 'callback',
      label: 'It waits for something',
      description: 'a person, a job, a task token',
      reason: 'Only Standard executions can wait for a callback or a job.',
    },
  ],
};

/** The five questions of *Choose an Approach…*, by the article's criteria. */
export const CHOOSE_QUESTIONS: readonly Question[] = [
  {
    id: 'items',
    kind: 'number',
    prompt: 'How many items does a run have?',
    help: 'About; the power of ten decides. Items are taken to have 1 KB each.',
    default: 10_000,
    least: 1,
    most: 1_000_000_000,
  },
  {
    id: 'runsPerMonth',
    kind: 'number',
    prompt: 'How often does it run in a month?',
    help: 'Once a day are 30, once an hour 730 runs.',
    default: 30,
    least: 1,
    most: 1_000_000,
  },
  WORK_QUESTION,
  {
    id: 'repeat',
    kind: 'choice',
    prompt: 'What may happen again when something fails?',
    default: 'batch',
    choices: [
      {
        value: 'batch',
        label: 'A whole batch',
        description: 'its items are worked on again together',
        reason: 'Batches make everything cheaper; one bad item has its batch tried again.',
      },
      {
        value: 'item',
        label: 'That item',
        description: 'and now and then one twice',
        reason: 'Each item by itself. Express executions and queues deliver at least once.',
      },
      {
        value: 'never',
        label: 'Nothing',
        description: 'each item exactly once',
        reason: 'Only Standard executions promise that, for an item each.',
      },
    ],
  },
  {
    id: 'priority',
    kind: 'choice',
    prompt: 'What matters most?',
    default: 'balance',
    choices: [
      {
        value: 'ease',
        label: 'Developer time',
        description: 'little to build and to own',
        reason: 'A pipeline of your own only when it saves more than $2,000 a month.',
      },
      {
        value: 'balance',
        label: 'A balance',
        description: 'of cost and upkeep',
        reason: 'A pipeline of your own when it saves more than $200 a month.',
      },
      {
        value: 'cost',
        label: 'The bill',
        description: 'every dollar',
        reason: 'A pipeline of your own as soon as it saves $20 a month.',
      },
    ],
  },
];
