import type { Field, FieldGroup } from './field.ts';
import { EXPRESSION, field, JSONATA, JSONPATH, REQUIRED } from './field.ts';
import { PAGES } from './pages.ts';

/** Characters of the longest name of a state or variable. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const LARGEST_NAME = 80;

/** Seconds, attempts and the like: AWS's largest integer for them. */
export const LARGEST_INTEGER = 99_999_999;

export const COMMENT = field('Comment', { kind: 'string' }, 'A note for people; it changes nothing.', PAGES.structure);

export const TYPE_AND_LANGUAGE: readonly Field[] = [
  field(
    'Type',
    { kind: 'enum', values: ['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'] },
    'What kind of state this is.',
    PAGES.states,
    REQUIRED,
  ),
  COMMENT,
  field(
    'QueryLanguage',
    { kind: 'enum', values: ['JSONPath', 'JSONata'] },
    'The language of this state’s expressions; a JSONata machine has no JSONPath states.',
    PAGES.jsonata,
    { default: 'JSONPath' },
  ),
];

export const NEXT_OR_END: readonly Field[] = [
  field('Next', { kind: 'state' }, 'The state, in the same scope, that follows this one.', PAGES.states),
  field('End', { kind: 'boolean' }, 'true ends the scope here, with this state’s output as its result.', PAGES.states),
];

export const NEXT_XOR_END: FieldGroup = { rule: 'one', fields: ['Next', 'End'] };

export const INPUT_PATH = field(
  'InputPath',
  { kind: 'contextPath', nullable: true },
  'The part of the input that this state sees; null stands for {}.',
  PAGES.parameters,
  { ...JSONPATH, default: '$' },
);

export const OUTPUT_PATH = field(
  'OutputPath',
  { kind: 'contextPath', nullable: true },
  'The part of the result that the next state sees; null stands for {}.',
  PAGES.inputOutput,
  { ...JSONPATH, default: '$' },
);

export const PARAMETERS = field(
  'Parameters',
  { kind: 'template' },
  'What is handed over, built from the input: a key that ends in .$ holds a path or an intrinsic function.',
  PAGES.parameters,
  JSONPATH,
);

export const RESULT_SELECTOR = field(
  'ResultSelector',
  { kind: 'template', object: true },
  'Rebuilds the raw result before ResultPath places it.',
  PAGES.parameters,
  JSONPATH,
);

export const RESULT_PATH = field(
  'ResultPath',
  { kind: 'referencePath', nullable: true },
  'Where in the input the result is placed; null throws the result away.',
  PAGES.resultPath,
  { ...JSONPATH, default: '$' },
);

const ARGUMENTS = field(
  'Arguments',
  { kind: 'template' },
  'What is handed over: JSON whose strings may be {% … %} expressions.',
  PAGES.jsonata,
  { ...JSONATA, ...EXPRESSION },
);

export const OUTPUT = field(
  'Output',
  { kind: 'template' },
  'What the next state gets: JSON whose strings may be {% … %} expressions.',
  PAGES.jsonata,
  { ...JSONATA, ...EXPRESSION },
);

export const ASSIGN = field(
  'Assign',
  { kind: 'template', object: true },
  'Variables to set, visible to the states that follow: at most 256 KiB at once, names of at most 80 characters.',
  PAGES.variables,
);

/** What goes into work and comes out of it. */
export const WORK: readonly Field[] = [
  INPUT_PATH,
  PARAMETERS,
  ARGUMENTS,
  RESULT_SELECTOR,
  RESULT_PATH,
  OUTPUT_PATH,
  ASSIGN,
  OUTPUT,
];

export const RETRY_AND_CATCH: readonly Field[] = [
  field(
    'Retry',
    { kind: 'list', shape: 'Retrier', minItems: 0 },
    'Retriers, tried in order: the first whose ErrorEquals names the error decides.',
    PAGES.errors,
  ),
  field(
    'Catch',
    { kind: 'list', shape: 'Catcher', minItems: 0 },
    'Catchers, tried in order once no retrier is left: the first whose ErrorEquals names the error takes over.',
    PAGES.errors,
  ),
];

const ERROR_EQUALS = field(
  'ErrorEquals',
  { kind: 'strings' },
  'Names of errors; States.ALL stands for any, alone and last.',
  PAGES.errors,
  REQUIRED,
);

export const RETRIER: readonly Field[] = [
  ERROR_EQUALS,
  COMMENT,
  field(
    'IntervalSeconds',
    { kind: 'integer', min: 1, max: LARGEST_INTEGER },
    'Seconds before the first retry.',
    PAGES.errors,
    {
      default: 1,
    },
  ),
  field(
    'MaxAttempts',
    { kind: 'integer', min: 0, max: LARGEST_INTEGER },
    'Retries before giving up; 0 never retries.',
    PAGES.errors,
    {
      default: 3,
    },
  ),
  field(
    'BackoffRate',
    { kind: 'number', min: 1 },
    'By what the interval grows with each retry, 1.0 or more.',
    PAGES.errors,
    {
      default: 2,
    },
  ),
  field(
    'MaxDelaySeconds',
    { kind: 'integer', min: 1, max: 31_622_399 },
    'Longest interval between retries, in seconds: more than IntervalSeconds and less than 31,622,400.',
    PAGES.errors,
  ),
  field('JitterStrategy', { kind: 'enum', values: ['FULL', 'NONE'] }, 'FULL spreads retries at random.', PAGES.errors, {
    default: 'NONE',
  }),
];

export const CATCHER: readonly Field[] = [
  ERROR_EQUALS,
  COMMENT,
  field('Next', { kind: 'state' }, 'The state, in the same scope, that deals with the error.', PAGES.errors, REQUIRED),
  RESULT_PATH,
  ASSIGN,
  OUTPUT,
];
