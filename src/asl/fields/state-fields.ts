import * as common from './common-fields.ts';
import type { Table } from './field.ts';
import { EXPRESSION, field, JSONPATH, orPath, REQUIRED } from './field.ts';
import { PAGES } from './pages.ts';

const { INPUT_PATH, OUTPUT_PATH, LARGEST_INTEGER } = common;

const PASS: Table = {
  name: 'Pass',
  page: PAGES.pass,
  groups: [common.NEXT_XOR_END],
  fields: [
    ...common.TYPE_AND_LANGUAGE,
    INPUT_PATH,
    common.PARAMETERS,
    field(
      'Result',
      { kind: 'literal' },
      'The result, word for word: paths in it are not evaluated.',
      PAGES.pass,
      JSONPATH,
    ),
    common.RESULT_PATH,
    OUTPUT_PATH,
    common.ASSIGN,
    common.OUTPUT,
    ...common.NEXT_OR_END,
  ],
};

const SECONDS = { kind: 'integer', min: 1, max: LARGEST_INTEGER } as const;

const TASK: Table = {
  name: 'Task',
  page: PAGES.task,
  groups: [common.NEXT_XOR_END, orPath('TimeoutSeconds'), orPath('HeartbeatSeconds')],
  fields: [
    ...common.TYPE_AND_LANGUAGE,
    field(
      'Resource',
      { kind: 'resource' },
      'ARN of the function, activity or service integration that does the work.',
      PAGES.task,
      REQUIRED,
    ),
    ...common.WORK,
    field('TimeoutSeconds', SECONDS, 'Seconds until the task fails with States.Timeout.', PAGES.task, {
      ...EXPRESSION,
      default: LARGEST_INTEGER,
    }),
    field(
      'TimeoutSecondsPath',
      { kind: 'contextPath' },
      'Where the seconds until States.Timeout stand in the input.',
      PAGES.task,
      JSONPATH,
    ),
    field(
      'HeartbeatSeconds',
      SECONDS,
      'Longest silence, in seconds, of an activity or a callback before States.HeartbeatTimeout; less than TimeoutSeconds.',
      PAGES.task,
      EXPRESSION,
    ),
    field(
      'HeartbeatSecondsPath',
      { kind: 'contextPath' },
      'Where the seconds of HeartbeatSeconds stand in the input.',
      PAGES.task,
      JSONPATH,
    ),
    field(
      'Credentials',
      { kind: 'template', object: true },
      'RoleArn of a role, perhaps in another account, that the task takes on.',
      PAGES.crossAccount,
      EXPRESSION,
    ),
    ...common.RETRY_AND_CATCH,
    ...common.NEXT_OR_END,
  ],
};

const CHOICE: Table = {
  name: 'Choice',
  page: PAGES.choice,
  groups: [],
  fields: [
    ...common.TYPE_AND_LANGUAGE,
    INPUT_PATH,
    field(
      'Choices',
      { kind: 'list', shape: 'ChoiceRule', minItems: 1 },
      'Rules, tried in order: the first that is true decides where to go.',
      PAGES.choice,
      REQUIRED,
    ),
    field(
      'Default',
      { kind: 'state' },
      'Where to go when no rule is true; without it that is the error States.NoChoiceMatched.',
      PAGES.choice,
    ),
    OUTPUT_PATH,
    common.ASSIGN,
    common.OUTPUT,
  ],
};

const WAIT: Table = {
  name: 'Wait',
  page: PAGES.wait,
  groups: [common.NEXT_XOR_END, { rule: 'one', fields: ['Seconds', 'Timestamp', 'SecondsPath', 'TimestampPath'] }],
  fields: [
    ...common.TYPE_AND_LANGUAGE,
    INPUT_PATH,
    field(
      'Seconds',
      { kind: 'integer', min: 0, max: LARGEST_INTEGER },
      'How long to wait, in seconds.',
      PAGES.wait,
      EXPRESSION,
    ),
    field(
      'Timestamp',
      { kind: 'timestamp' },
      'Until when to wait: RFC 3339 with T and Z, such as 2026-11-23T08:00:00Z.',
      PAGES.wait,
      EXPRESSION,
    ),
    field(
      'SecondsPath',
      { kind: 'contextPath' },
      'Where the seconds to wait stand in the input.',
      PAGES.wait,
      JSONPATH,
    ),
    field(
      'TimestampPath',
      { kind: 'contextPath' },
      'Where the time to wait for stands in the input.',
      PAGES.wait,
      JSONPATH,
    ),
    OUTPUT_PATH,
    common.ASSIGN,
    common.OUTPUT,
    ...common.NEXT_OR_END,
  ],
};

const SUCCEED: Table = {
  name: 'Succeed',
  page: PAGES.succeed,
  groups: [],
  fields: [...common.TYPE_AND_LANGUAGE, INPUT_PATH, OUTPUT_PATH, common.OUTPUT],
};

const FAIL: Table = {
  name: 'Fail',
  page: PAGES.fail,
  groups: [orPath('Error'), orPath('Cause')],
  fields: [
    ...common.TYPE_AND_LANGUAGE,
    field('Error', { kind: 'string' }, 'Name of the error, for Retry and Catch to go by.', PAGES.fail, EXPRESSION),
    field('Cause', { kind: 'string' }, 'What happened, for people.', PAGES.fail, EXPRESSION),
    field(
      'ErrorPath',
      { kind: 'pathOrIntrinsic' },
      'Where the name of the error stands in the input.',
      PAGES.fail,
      JSONPATH,
    ),
    field('CausePath', { kind: 'pathOrIntrinsic' }, 'Where the cause stands in the input.', PAGES.fail, JSONPATH),
  ],
};

const PARALLEL: Table = {
  name: 'Parallel',
  page: PAGES.parallel,
  groups: [common.NEXT_XOR_END],
  fields: [
    ...common.TYPE_AND_LANGUAGE,
    field(
      'Branches',
      { kind: 'list', shape: 'Branch', minItems: 1 },
      'State machines that run side by side on the same input; the result is the array of theirs.',
      PAGES.parallel,
      REQUIRED,
    ),
    ...common.WORK,
    ...common.RETRY_AND_CATCH,
    ...common.NEXT_OR_END,
  ],
};

/** The states, but the Map. */
export const STATE_TABLES: readonly Table[] = [PASS, TASK, CHOICE, WAIT, SUCCEED, FAIL, PARALLEL];
