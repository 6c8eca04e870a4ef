import { readMessage, type TaskMessage } from './message.ts';
import type { Condition, Ports, Row, Write } from './ports.ts';
import { shardKey, taskKey, writePatiently } from './rows.ts';

type Task = Pick<TaskMessage, 'job' | 'index' | 'shards' | 'attempt'>;

/**
 * Marks a task and counts it, in ONE transaction: a marker without its count would never be counted, a count without its
 * marker would be counted again with the next delivery of the message. False when the task was settled before.
 */
async function settle(ports: Ports, task: Task, outcome: Row, pending: Row): Promise<boolean> {
  const { job, index, shards, attempt } = task;
  const when: Condition[] = ['missing', { status: 'PENDING', ...pending }];
  const marker: Write = { key: taskKey(job, shards, index), when, set: { index, attempt, ...outcome } };
  const count: Write = {
    key: shardKey(job, index % shards),
    add: { [outcome.status === 'DONE' ? 'done' : 'failed']: 1 },
  };
  return (await writePatiently(ports, [marker, count])).length === 0;
}

/** A result is right whichever delivery it comes from, so a task that waits for its redrive takes it, too. */
export function settleDone(ports: Ports, task: Task, result: string): Promise<boolean> {
  return settle(ports, task, { status: 'DONE', result }, {});
}

/** Only the attempt that failed may fail a task: a message of one before says nothing about it. */
export function settleFailed(ports: Ports, task: Task, error: string): Promise<boolean> {
  return settle(ports, task, { status: 'FAILED', error }, { attempt: task.attempt });
}

const MOST_REASON_CHARACTERS = 1000;

/**
 * Whether a task that was settled before is still that of the attempt before: a redrive sends its message first and
 * reopens the task after it. Such a message has to come again.
 */
export async function isEarly({ table }: Ports, { job, index, shards, attempt }: Task): Promise<boolean> {
  const [marker] = await table.read([taskKey(job, shards, index)]);
  return marker?.status === 'FAILED' && Number(marker.attempt) < attempt;
}

/**
 * Marks a task as failed and parks its message for a redrive. Where the marker was written before and the message was not
 * parked, because something ended between the two, it is parked now.
 */
export async function failAndPark(ports: Ports, message: TaskMessage, reason: string): Promise<void> {
  const error = reason.slice(0, MOST_REASON_CHARACTERS);
  if (!(await settleFailed(ports, message, error))) {
    const [marker] = await ports.table.read([taskKey(message.job, message.shards, message.index)]);
    if (marker?.status !== 'FAILED' || marker.attempt !== message.attempt) return;
  }
  await park(ports, JSON.stringify({ ...message, error }));
}

async function park({ parked }: Ports, body: string): Promise<void> {
  if ((await parked.send([body])).length > 0) throw new Error('The parked queue did not take the message.');
}

/** The consumer of the dead-letter queue: what the worker could not do in all of its attempts. */
export async function handleDeadLetter(ports: Ports, body: string): Promise<void> {
  let message: TaskMessage;
  try {
    message = readMessage(body);
  } catch {
    // Not one of ours: it belongs to no job, and somebody has to look at it.
    await park(ports, body);
    return;
  }
  await failAndPark(ports, message, 'The worker gave it up after its last attempt: see its log.');
}
