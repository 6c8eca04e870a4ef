import { array, nothing, number, object, oneOf, optional, string, type Check } from './check.ts';
import type { MessageTable } from './messages.ts';

/** A state that can be tested. */
export interface TestableState {
  /** JSON Pointer of the state. */
  readonly pointer: string;
  readonly name: string;
  readonly type: string;
  /** The states that it is inside of, outermost first. */
  readonly inside: readonly string[];
}

/** What to test a state with. Texts are JSON, and empty where nothing was given. */
export interface TestForm {
  readonly input: string;
  readonly variables: string;
  /** The context object; taken only beside a mock. */
  readonly context: string;
  /** Whether the state does its work, or what stands in for it. */
  readonly work: 'run' | 'result' | 'error';
  readonly result: string;
  /** How closely a mocked result is held against the API of its service. */
  readonly fieldValidationMode: 'STRICT' | 'PRESENT' | 'NONE';
  readonly error: string;
  readonly cause: string;
  /** Attempts that were made before this one, for the retrier that the mocked error falls to. */
  readonly retryCount: number;
}

/** The states of the text as it is now, and what the chosen one was tested with last. */
export interface TestSubject {
  /** The definition's file name. */
  readonly title: string;
  /** Empty when the text cannot be read. */
  readonly states: readonly TestableState[];
  /** Pointer of the chosen state. */
  readonly selected: string;
  readonly form: TestForm;
}

export const TEST_STATUSES = ['SUCCEEDED', 'FAILED', 'RETRIABLE', 'CAUGHT_ERROR'] as const;

/** How a state ended, names as in the API of Step Functions. */
export interface TestOutcome {
  readonly status: (typeof TEST_STATUSES)[number];
  /** JSON text. */
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly nextState: string | undefined;
  /** What became of the data on its way through the state, in order. */
  readonly steps: readonly TestStep[];
  /** What the state's handler printed. */
  readonly log: string;
}

export interface TestStep {
  /** As the API names it: `afterInputPath`. */
  readonly name: string;
  readonly value: string;
}

const form: Check<TestForm> = object<TestForm>({
  input: string,
  variables: string,
  context: string,
  work: oneOf('run', 'result', 'error'),
  result: string,
  fieldValidationMode: oneOf('STRICT', 'PRESENT', 'NONE'),
  error: string,
  cause: string,
  retryCount: number,
});

/** What is kept of a form between two sessions is checked like what comes over the wire. */
export function isTestForm(value: unknown): value is TestForm {
  return form(value, 'form') === undefined;
}

const subject: Check<TestSubject> = object<TestSubject>({
  title: string,
  states: array(object<TestableState>({ pointer: string, name: string, type: string, inside: array(string) })),
  selected: string,
  form,
});

const outcome: Check<TestOutcome> = object<TestOutcome>({
  status: oneOf(...TEST_STATUSES),
  output: optional(string),
  error: optional(string),
  cause: optional(string),
  nextState: optional(string),
  steps: array(object<TestStep>({ name: string, value: string })),
  log: string,
});

/** Host → page. */
export const TEST_STATE_HOST_MESSAGES = { requests: {}, events: { subject } } satisfies MessageTable;

const pointerOnly = object<{ pointer: string }>({ pointer: string });

/** Page → host. */
export const TEST_STATE_PAGE_MESSAGES = {
  requests: {
    /** The page listens now: send it the subject. */
    ready: { params: nothing, result: nothing },
    /** Another state was chosen: send its subject. */
    choose: { params: pointerOnly, result: nothing },
    test: {
      params: object<{ pointer: string; form: TestForm }>({ pointer: string, form }),
      result: outcome,
    },
    /** Ends the test that runs; it then fails. */
    cancel: { params: nothing, result: nothing },
    /** Goes on to the state that follows, with the output as its input. */
    testNext: {
      params: object<{ pointer: string; nextState: string; input: string }>({
        pointer: string,
        nextState: string,
        input: string,
      }),
      result: nothing,
    },
    /** Shows the state in the text. */
    reveal: { params: pointerOnly, result: nothing },
  },
  events: {},
} satisfies MessageTable;
