/**
 * Quotas that decide whether an approach can carry a workload, and how fast. Those of Step Functions that other rooms
 * need, too, are in asl/quotas.ts and asl/rate-quotas.ts.
 */

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: parallel child executions of a Map Run. */
export const MAX_MAP_RUN_CONCURRENCY = 10_000;
/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html: items of a Map Run (MaxItems). */
export const MAX_MAP_RUN_ITEMS = 100_000_000;

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_LAMBDA_SECONDS = 900;
export const MAX_LAMBDA_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: from 5, 300 a minute, up to 1,250. */
export const QUEUE_START_CONCURRENCY = 5;
export const QUEUE_RAMP_PER_SECOND = 300 / 60;
export const MAX_QUEUE_CONCURRENCY = 1250;

/** What the pipeline puts into a message of 256 KiB; a queue may be set to 1 MiB (MaximumMessageSize). */
export const MAX_MESSAGE_BYTES = 240 * 1024;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const MAX_DYNAMODB_ITEM_BYTES = 400 * 1024;
