/**
 * The limits of Step Functions that more than one place has to know. All but the definition's can be lifted where
 * something runs locally (`--limits off`).
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */

/** Input and output of a state, a task or an execution: 256 KiB, in bytes of UTF-8. */
export const MAX_DATA_BYTES = 262_144;
/** A definition: 1 MB, in bytes of UTF-8. */
export const MAX_DEFINITION_BYTES = 1_048_576;
/** Events in the history of a Standard execution, its end included. Express has no such limit. */
export const MAX_HISTORY_EVENTS = 25_000;
/** A Standard execution ends after a year. */
export const MAX_STANDARD_SECONDS = 31_536_000;
/** An Express execution ends after five minutes. */
export const MAX_EXPRESS_SECONDS = 300;
/** One workflow variable, and what one state assigns: 256 KiB. */
export const MAX_VARIABLE_BYTES = 262_144;
/** All workflow variables of an execution: 10 MiB. */
export const MAX_VARIABLES_BYTES = 10_485_760;
/** Iterations of an inline Map at once, whatever MaxConcurrency says. */
export const MAX_INLINE_CONCURRENCY = 40;
