import { readMessage, type TaskMessage } from './message.ts';
import type { ParkedMessage, Ports } from './ports.ts';
import { jobKey, shardKey, taskKey, writePatiently } from './rows.ts';

export interface RedriveResult {
  /** Sent to the worker again. */
  readonly redriven: number;
  /** Needless: the task is done, or was parked again since. */
  readonly dropped: number;
  /** Still parked: its job is being reduced, or the message is not one of this pipeline. */
  readonly kept: number;
}

/** Sends parked messages to the worker again, at most so many. */
export async function redrive({ most = 1000 }: { readonly most?: number }, ports: Ports): Promise<RedriveResult> {
  const counts = { redriven: 0, dropped: 0, kept: 0 };
  while (counts.redriven + counts.dropped + counts.kept < most && ports.remaining() > 10_000) {
    const messages = await ports.parked.receive();
    if (messages.length === 0) break;
    for (const message of messages) counts[await redriveOne(message, ports)]++;
  }
  ports.log('Redrive is over.', counts);
  return counts;
}

async function redriveOne({ body, receipt }: ParkedMessage, ports: Ports): Promise<keyof RedriveResult> {
  let message: TaskMessage;
  try {
    message = readMessage(body);
  } catch {
    return 'kept';
  }
  const step = await nextStep(message, ports);
  if (step === 'kept') return step;
  if (step !== 'dropped') {
    // Sent BEFORE the task is reopened: if this function ends between the two, the job does not wait for a message that
    // nobody sent. Until then the worker finds a task that has failed, and tries its message again later.
    const { job, index, shards, item } = message;
    const again: TaskMessage = { job, index, shards, attempt: step.attempt, item };
    if ((await ports.work.send([JSON.stringify(again)], DELAY_SECONDS)).length > 0) return 'kept';
    if (!step.isOpen && !(await reopen(message, ports))) return 'kept';
  }
  await ports.parked.remove(receipt);
  return step === 'dropped' ? step : 'redriven';
}

/** For the transaction after it. */
const DELAY_SECONDS = 10;

interface Send {
  readonly attempt: number;
  /** Whether the task was reopened before, and something ended before its message was removed. */
  readonly isOpen: boolean;
}

async function nextStep(
  { job, index, shards, attempt }: TaskMessage,
  { table }: Ports,
): Promise<Send | 'dropped' | 'kept'> {
  const [marker, row] = await table.read([taskKey(job, shards, index), jobKey(job)]);
  if (marker?.status === 'DONE') return 'dropped';
  if (marker?.status === 'PENDING') return { attempt: Number(marker.attempt), isOpen: true };
  // It failed again since: a later message of it is parked.
  if (marker?.status === 'FAILED' && marker.attempt !== attempt) return 'dropped';
  const isAtRest = row?.status === 'RUNNING' || row?.status === 'DONE';
  return marker?.status === 'FAILED' && isAtRest ? { attempt: attempt + 1, isOpen: false } : 'kept';
}

/**
 * Makes a failed task one to do, takes it off its counter and opens its job, in ONE transaction. The job's version rises
 * each time: otherwise a counter that has added up just before could still end the job without this task. False when
 * somebody was faster.
 */
async function reopen({ job, index, shards, attempt }: TaskMessage, ports: Ports): Promise<boolean> {
  const refused = await writePatiently(ports, [
    {
      key: taskKey(job, shards, index),
      when: [{ status: 'FAILED', attempt }],
      set: { status: 'PENDING', attempt: attempt + 1 },
      remove: ['error'],
    },
    { key: shardKey(job, index % shards), add: { failed: -1 } },
    {
      key: jobKey(job),
      when: [{ status: 'RUNNING' }, { status: 'DONE' }],
      set: { status: 'RUNNING', open: 'OPEN', touched: ports.now() },
      add: { version: 1 },
    },
  ]);
  return refused.length === 0;
}
