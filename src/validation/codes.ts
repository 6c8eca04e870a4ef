import type { Severity } from './finding.ts';

/**
 * Every code that a finding can have, with its one severity. The first block is AWS's own
 * (https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinitionDiagnostic.html);
 * the rest is for what AWS accepts, or lets fail only when it runs.
 */
export const CODES = {
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
  UNRETRIED_FAN_OUT_TASK: 'info',
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
} as const satisfies Record<string, Severity>;

export type Code = keyof typeof CODES;
