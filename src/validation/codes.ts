import type { Severity } from './finding.ts';

/** AWS's own codes: https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html */
const AWS_CODES = {
  INVALID_JSON_DESCRIPTION: 'error',
  SCHEMA_VALIDATION_FAILED: 'error',
  MISSING_END_STATE: 'error',
  MISSING_TRANSITION_TARGET: 'error',
  DUPLICATE_STATE_NAME: 'error',
  INVALID_STATE_NAME: 'error',
  DUPLICATE_LABEL_NAME: 'error',
  INVALID_LABEL_NAME: 'error',
  NO_DOLLAR: 'warning',
  NO_PATH: 'warning',
  PASS_RESULT_IS_STATIC: 'warning',
} as const satisfies Record<string, Severity>;

/** Every code that a finding can have, with its one severity: AWS's, then those for what AWS lets pass. */
export const CODES = {
  ...AWS_CODES,

  INVALID_YAML: 'error',
  DUPLICATE_KEY: 'error',
  DEPRECATED_FIELD: 'info',

  INVALID_ITEM_READER: 'error',
  INVALID_RESULT_WRITER: 'error',
  INVALID_ITEMS: 'warning',
  IGNORED_FIELD: 'warning',
  INLINE_CONCURRENCY_LIMIT: 'warning',
  DISTRIBUTED_CONCURRENCY_LIMIT: 'warning',
  RESULT_SIZE_LIMIT: 'info',
  UNHANDLED_BATCH_FAILURE: 'info',
  EXPRESS_TIMEOUT: 'warning',
  EXPRESS_PARENT: 'error',
  OUTER_VARIABLE: 'error',

  UNKNOWN_ERROR_NAME: 'warning',
  UNREACHABLE_HANDLER: 'warning',
  BLANKS_AROUND_EXPRESSION: 'warning',
  UNDEFINED_VARIABLE: 'warning',

  UNKNOWN_RESOURCE: 'warning',
  MISSING_PARAMETER: 'error',
  MISSING_TASK_TOKEN: 'warning',

  UNREAD_DEFINITION: 'info',
  MISSING_DEFINITION_FILE: 'warning',
  MISSING_SUBSTITUTION: 'warning',
} as const satisfies Record<string, Severity>;

export type Code = keyof typeof CODES;

/** Whether a code is one of AWS's own. */
export function isAwsCode(code: string): boolean {
  return Object.hasOwn(AWS_CODES, code);
}
