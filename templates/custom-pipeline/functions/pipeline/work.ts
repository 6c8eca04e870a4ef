import { answerBatch, readMessage, type BatchResponse, type QueueEvent, type TaskMessage } from './message.ts';
import { isNamed, TaskFailure, type Ports } from './ports.ts';
import { failAndPark, isEarly, settleDone } from './settle.ts';

/** An item of DynamoDB may have 400 KB; the marker's own attributes take the rest. */
const MOST_RESULT_BYTES = 390 * 1024;

/** The worker: runs the task for each message. What fails comes again, and only that. */
export function work(event: QueueEvent, ports: Ports): Promise<BatchResponse> {
  return answerBatch(
    event,
    (body) => workOn(readMessage(body), ports),
    (error) => ports.log('A task failed.', { error: String(error) }),
  );
}

async function workOn(message: TaskMessage, ports: Ports): Promise<void> {
  const { job, index } = message;
  let result: string;
  try {
    result = await runTask(message, ports);
  } catch (error) {
    if (!isNamed(error, 'TaskFailure')) throw error;
    if (message.attempt > 1) await refuseEarly(message, ports);
    await failAndPark(ports, message, error.message);
    return;
  }
  if (await settleDone(ports, message, result)) return;
  await refuseEarly(message, ports);
  ports.log('The task was settled before.', { job, index });
}

async function refuseEarly(message: TaskMessage, ports: Ports): Promise<void> {
  if (await isEarly(ports, message)) throw new Error(`The redrive of task ${message.index} is not finished yet.`);
}

async function runTask({ job, index, item }: TaskMessage, { task }: Ports): Promise<string> {
  const result = JSON.stringify((await task(item, { job, index })) ?? null);
  const bytes = Buffer.byteLength(result);
  if (bytes <= MOST_RESULT_BYTES) return result;
  throw new TaskFailure(`The result has ${bytes} bytes, and ${MOST_RESULT_BYTES} can be stored.`);
}
