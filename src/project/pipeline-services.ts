import type { ProjectPipeline } from './project.ts';

/** The functions of a pipeline, in the order in which work goes through them. */
export const FUNCTION_NAMES = [
  'splitter',
  'worker',
  'counter',
  'reducer',
  'deadLetters',
  'redriver',
  'sweeper',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

export interface FunctionSettings {
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

export interface QueueServiceSettings {
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  /** Deliveries of a message before it goes to the dead-letter queue; undefined where there is none. */
  readonly maxReceiveCount: number | undefined;
}

/** Lambda's event source for a queue. */
export interface QueueEventSettings {
  readonly batchSize: number;
  readonly windowSeconds: number;
  readonly maximumConcurrency: number;
  /** Whether the answer of the function says which messages failed. */
  readonly reportsFailures: boolean;
}

/** Lambda's event source for a table's stream. */
export interface StreamEventSettings {
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Infinity where it is not bounded. */
  readonly maximumRetryAttempts: number;
  /** Infinity where only the stream itself forgets a record. */
  readonly maximumRecordAgeSeconds: number;
  readonly bisects: boolean;
  /** Batches of a shard at once. */
  readonly parallelization: number;
  readonly reportsFailures: boolean;
}

/** How the services around a pipeline's functions are set up. */
export interface PipelineServices {
  readonly functions: Readonly<Record<FunctionName, FunctionSettings>>;
  /** Retries of an event of S3 that the splitter could not deal with, and the age up to which there are any. */
  readonly splitter: { readonly maximumRetryAttempts: number; readonly maximumEventAgeSeconds: number };
  readonly work: QueueServiceSettings;
  readonly deadLetterQueue: QueueServiceSettings;
  readonly worker: QueueEventSettings;
  readonly deadLetters: QueueEventSettings;
  readonly counter: StreamEventSettings;
  readonly reducer: StreamEventSettings;
  /** How often the sweeper runs; undefined where nothing starts it. */
  readonly sweepSeconds: number | undefined;
}

const RETENTION_SECONDS = 14 * 86_400;
const STREAM: StreamEventSettings = {
  batchSize: 1,
  windowSeconds: 0,
  maximumRetryAttempts: 10,
  maximumRecordAgeSeconds: 86_400,
  bisects: true,
  parallelization: 1,
  reportsFailures: true,
};

/** What the template says that a scaffold writes: for a project that names no template. */
export function scaffoldedServices({
  batchSize,
  maximumConcurrency,
  timeoutSeconds,
  memoryMb,
}: Pick<ProjectPipeline, 'batchSize' | 'maximumConcurrency' | 'timeoutSeconds' | 'memoryMb'>): PipelineServices {
  const long = { timeoutSeconds: 900, memoryMb };
  const short = { timeoutSeconds: 60, memoryMb };
  const queueEvent = { windowSeconds: 0, reportsFailures: true };
  return {
    functions: {
      splitter: long,
      worker: { timeoutSeconds, memoryMb },
      counter: short,
      reducer: long,
      deadLetters: short,
      redriver: long,
      sweeper: short,
    },
    splitter: { maximumRetryAttempts: 2, maximumEventAgeSeconds: DEFAULT_EVENT_AGE_SECONDS },
    work: { visibilitySeconds: 6 * timeoutSeconds, retentionSeconds: RETENTION_SECONDS, maxReceiveCount: 5 },
    deadLetterQueue: { visibilitySeconds: 360, retentionSeconds: RETENTION_SECONDS, maxReceiveCount: undefined },
    worker: { ...queueEvent, batchSize, maximumConcurrency },
    deadLetters: { ...queueEvent, batchSize: 10, maximumConcurrency: MOST_CONCURRENCY },
    counter: { ...STREAM, batchSize: 1000, windowSeconds: 2 },
    reducer: STREAM,
    sweepSeconds: 15 * 60,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
export const DEFAULT_EVENT_AGE_SECONDS = 6 * 3600;
/** What Lambda starts for a queue at most unless it is told: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
export const MOST_CONCURRENCY = 1250;
