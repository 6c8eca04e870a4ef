import { PAGES } from '../asl/fields/pages.ts';
import type { Severity } from './finding.ts';

/** What is the same for all findings of one code. */
export interface Rule {
  readonly severity: Severity;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Where it is described; a finding may name a page that says more about its own case. */
  readonly page: string;
}

const RFC_8259 = 'https://www.rfc-editor.org/rfc/rfc8259';
const YAML_1_2 = 'https://yaml.org/spec/1.2.2/';
const SAM_MACHINE =
  'https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html';

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';

const ASL_VALIDATOR = 'https://www.npmjs.com/package/asl-validator';

const error = (title: string, page: string): Rule => ({ severity: 'error', title, page });
const warning = (title: string, page: string): Rule => ({ severity: 'warning', title, page });
const info = (title: string, page: string): Rule => ({ severity: 'info', title, page });

/** AWS's own codes: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html */
const AWS_RULES = {
  INVALID_JSON_DESCRIPTION: error('The text is not JSON', RFC_8259),
  SCHEMA_VALIDATION_FAILED: error('The definition is not as the Amazon States Language wants it', PAGES.structure),
  MISSING_END_STATE: error('Nothing ends the workflow', PAGES.states),
  MISSING_TRANSITION_TARGET: error('A transition leads nowhere, or nothing leads to a state', PAGES.states),
  DUPLICATE_STATE_NAME: error('Two states have one name', PAGES.states),
  INVALID_STATE_NAME: error('The name of a state is empty or too long', PAGES.quotas),
  DUPLICATE_LABEL_NAME: error('Two Maps have one Label', PAGES.distributedMap),
  INVALID_LABEL_NAME: error('A Label holds a character that it cannot', PAGES.distributedMap),
  INVALID_JSONATA_EXPRESSION: error('A JSONata expression cannot be read', PAGES.jsonata),
  UNSUPPORTED_JSONATA_EXPRESSION: error('A JSONata expression reads what there is not', PAGES.jsonata),
  NO_DOLLAR: warning('A path stands under a key without .$', PAGES.parameters),
  NO_PATH: warning('A path stands in a field that takes none', PAGES.diagnostics),
  PASS_RESULT_IS_STATIC: warning('Result is copied as it stands, paths and all', PAGES.pass),
} as const satisfies Record<string, Rule>;

/** Every code that a finding can have: AWS's, then those for what AWS lets pass. */
export const RULES = {
  ...AWS_RULES,

  INVALID_YAML: error('The text is not YAML', YAML_1_2),
  DUPLICATE_KEY: error('An object has a key twice', RFC_8259),
  DEPRECATED_FIELD: info('A field has a new name', PAGES.inlineMap),
  DEFINITION_SIZE_LIMIT: error('The definition is larger than AWS takes', PAGES.quotas),

  INVALID_ITEM_READER: error('An ItemReader cannot read as it is told to', PAGES.itemReader),
  INVALID_RESULT_WRITER: error('A ResultWriter cannot write as it is told to', PAGES.resultWriter),
  INVALID_ITEMS: warning('Items gives no list', PAGES.map),
  IGNORED_FIELD: warning('A field has no effect where it stands', PAGES.map),
  INLINE_CONCURRENCY_LIMIT: warning('An inline Map cannot run that many items at once', PAGES.inlineMap),
  DISTRIBUTED_CONCURRENCY_LIMIT: warning('A Map Run cannot run that many children at once', PAGES.quotas),
  HISTORY_LIMIT: warning('The items of a Map make more events than one execution can have', PAGES.quotas),
  RESULT_SIZE_LIMIT: info('The results of a Map Run may be too large to be handed on', PAGES.resultWriter),
  UNHANDLED_BATCH_FAILURE: info('One bad item fails its whole batch, and with it the Map', PAGES.itemBatcher),
  UNRETRIED_TASK: info('One passing fault in one item fails the whole Map', PAGES.errors),
  EXPRESS_TIMEOUT: warning('An EXPRESS execution ends before this does', PAGES.workflowTypes),
  EXPRESS_PARENT: error('A distributed Map in an EXPRESS execution', PAGES.distributedMap),
  OUTER_VARIABLE: error('A distributed Map reads a variable from outside', PAGES.variables),

  UNKNOWN_ERROR_NAME: warning('An error that nothing raises', PAGES.errors),
  UNREACHABLE_HANDLER: warning('An error that an earlier handler takes', PAGES.errors),
  BLANKS_AROUND_EXPRESSION: warning('A JSONata expression that stays text', PAGES.jsonata),
  UNMARKED_EXPRESSION: warning('An expression that stays text', PAGES.jsonata),
  FAILING_INTRINSIC: warning('An intrinsic function that fails whenever it is called', PAGES.intrinsics),
  UNAVAILABLE_VALUE: warning('A name that $states or the Context object does not have here', PAGES.jsonata),
  UNDEFINED_VARIABLE: warning('A variable that has no value yet', PAGES.variables),
  SHADOWED_VARIABLE: info('A variable has the name of one outside', PAGES.variables),

  UNKNOWN_RESOURCE: warning('A Resource that no task can call', PAGES.task),
  MISSING_PARAMETER: error('A parameter that the service cannot do without is missing', PAGES.integrations),
  UNKNOWN_PARAMETER: warning('A parameter that the service does not have', PAGES.integrations),
  MISSING_TASK_TOKEN: warning('A task waits for a token that it does not hand over', PAGES.patterns),

  UNREAD_DEFINITION: info('A definition in a template that cannot be read there', SAM_MACHINE),
  MISSING_DEFINITION_FILE: warning('A file that a template names is missing', SAM_MACHINE),
  MISSING_SUBSTITUTION: warning('A placeholder that the template does not fill', SAM_MACHINE),

  INVALID_EVENT_SOURCE: error('An event source that Lambda refuses', `${LAMBDA}/services-sqs-parameters.html`),
  SHORT_VISIBILITY_TIMEOUT: warning(
    'Messages come again while they are worked on',
    `${LAMBDA}/services-sqs-configure.html`,
  ),
  MISSING_DEAD_LETTER_QUEUE: warning('Nothing takes what always fails', `${LAMBDA}/services-sqs-configure.html`),
  LOW_RECEIVE_COUNT: warning('A message is given up too soon', `${LAMBDA}/services-sqs-configure.html`),
  MISSING_BATCH_RESPONSES: warning(
    'One bad record makes its whole batch come again',
    `${LAMBDA}/services-sqs-errorhandling.html`,
  ),
  UNBOUNDED_STREAM_RETRIES: warning('A bad record holds up its shard', `${LAMBDA}/services-dynamodb-errors.html`),
  MISSING_BISECT: info('A bad record takes its batch with it', `${LAMBDA}/services-dynamodb-errors.html`),
  MISSING_FAILURE_DESTINATION: warning(
    'Records that are given up leave no trace',
    `${LAMBDA}/services-dynamodb-errors.html`,
  ),
  MISSING_MAP_PERMISSION: warning('A role lacks what its distributed Map cannot do without', PAGES.mapPolicies),
  INCOMPLETE_MAP_PERMISSION: info('A role lacks what its distributed Map needs at times', PAGES.mapPolicies),
  TRIGGER_LOOP: warning('A function may trigger itself', `${LAMBDA}/with-s3.html`),

  INVALID_SUPPRESSION: warning('A suppression without a reason, or of a code that there is not', PAGES.structure),
  UNUSED_SUPPRESSION: info('A suppression that suppresses nothing', PAGES.structure),
  SECOND_OPINION: warning('What asl-validator finds wrong', ASL_VALIDATOR),
  NO_SECOND_OPINION: info('asl-validator could not say anything', ASL_VALIDATOR),
} as const satisfies Record<string, Rule>;

export type Code = keyof typeof RULES;

/** Whether this is the code of a finding. */
export function isCode(code: string): code is Code {
  return Object.hasOwn(RULES, code);
}

/** Whether a code is one of AWS's own. */
export function isAwsCode(code: string): boolean {
  return Object.hasOwn(AWS_RULES, code);
}

/** The rule behind a code; undefined for one that is none of ours, such as AWS's newest. */
export function ruleOf(code: string): Rule | undefined {
  return Object.hasOwn(RULES, code) ? RULES[code as Code] : undefined;
}
