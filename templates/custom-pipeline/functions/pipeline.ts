import { work } from './pipeline/work.ts';
import {
  answerBatch,
  answerStream,
  type BatchResponse,
  type QueueEvent,
  type StreamEvent,
} from './pipeline/message.ts';
import type { Ports } from './pipeline/ports.ts';
import { redrive } from './pipeline/redrive.ts';
import { reduceJob } from './pipeline/reduce-job.ts';
import { completeIfCounted, jobOfPartition } from './pipeline/rows.ts';
import { handleDeadLetter } from './pipeline/settle.ts';
import { split } from './pipeline/split.ts';
import { sweep } from './pipeline/sweep.ts';

/**
 * The functions of the pipeline, each with the event that AWS gives it and with what it needs of the world. handlers.ts
 * gives them AWS; a local run gives them queues, tables and streams of its own.
 */
export const PIPELINE = {
  /** S3: a file was put. */
  splitter: split,
  /** The work queue. */
  worker: work,
  /** The stream: counters have changed. */
  counter: (event: StreamEvent, ports: Ports): Promise<BatchResponse> =>
    answerStream(event, jobOfPartition, (job) => completeIfCounted(ports, job), tell(ports)),
  /** The stream: a job is counted. */
  reducer: (event: StreamEvent, ports: Ports): Promise<BatchResponse> =>
    answerStream(event, jobOfPartition, (job) => reduceJob(job, ports), tell(ports)),
  /** The dead-letter queue. */
  deadLetters: (event: QueueEvent, ports: Ports): Promise<BatchResponse> =>
    answerBatch(event, (body) => handleDeadLetter(ports, body), tell(ports)),
  /** By hand. */
  redriver: redrive,
  /** By the clock. */
  sweeper: (_event: unknown, ports: Ports): Promise<void> => sweep(ports),
};

function tell(ports: Ports): (error: unknown) => void {
  return (error) => ports.log('It is to be tried again.', { error: String(error) });
}
