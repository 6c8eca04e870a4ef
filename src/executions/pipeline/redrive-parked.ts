import { ServiceFault } from '../service-fault.ts';
import { abortable, ask, type PipelineClients } from './aws-clients.ts';
import type { DeployedPipeline } from './stack.ts';

/** What the pipeline's redriver says of parked messages. */
export interface RedriveCounts {
  /** Sent to the worker again. */
  readonly redriven: number;
  /** Needless: the task is done, or was parked again since. */
  readonly dropped: number;
  /** Still parked: the job is being reduced, or the message is not one of the pipeline. */
  readonly kept: number;
}

/** Messages of one invocation: some seconds, so that there is something to see and a cancel comes through. */
const MOST_AT_ONCE = 250;

/**
 * Has the deployed redriver send parked messages to the worker again, until there are none that it can see. When the
 * signal says so it stops after the invocation that runs. Throws a ServiceFault, also when the function fails.
 */
export async function redriveParked(
  clients: PipelineClients,
  { redriver, stack }: DeployedPipeline,
  onProgress: (counts: RedriveCounts) => void = () => undefined,
  signal?: AbortSignal,
): Promise<RedriveCounts> {
  const { InvokeCommand } = await import('@aws-sdk/client-lambda');
  const client = await clients.lambda();
  let sum: RedriveCounts = { redriven: 0, dropped: 0, kept: 0 };
  for (;;) {
    if (signal?.aborted === true) return sum;
    const Payload = JSON.stringify({ most: MOST_AT_ONCE });
    const invoke = new InvokeCommand({ FunctionName: redriver, Payload });
    const answer = await ask(clients, 'lambda:InvokeFunction', () => client.send(invoke));
    const text = answer.Payload === undefined ? '' : Buffer.from(answer.Payload).toString();
    if (answer.FunctionError !== undefined)
      throw new ServiceFault(`The redriver of the stack ${stack} failed: ${messageOf(text)} See its log.`);
    const counts = readCounts(text);
    if (counts === undefined)
      throw new ServiceFault(`${redriver} answers like no redriver of a scaffolded pipeline: ${text.slice(0, 200)}`);
    sum = {
      redriven: sum.redriven + counts.redriven,
      dropped: sum.dropped + counts.dropped,
      kept: sum.kept + counts.kept,
    };
    onProgress(sum);
    // What it keeps stays hidden from the next invocations for a while, so that each sees something new, or nothing.
    if (counts.redriven + counts.dropped + counts.kept === 0) return sum;
  }
}

function readCounts(text: string): RedriveCounts | undefined {
  const value = parse(text);
  const { redriven, dropped, kept } = value;
  if (![redriven, dropped, kept].every(Number.isSafeInteger)) return undefined;
  return { redriven: Number(redriven), dropped: Number(dropped), kept: Number(kept) };
}

function messageOf(text: string): string {
  const { errorMessage } = parse(text);
  const [line = ''] = (typeof errorMessage === 'string' ? errorMessage : text).split('\n');
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Messages of the parked queue, of all jobs; SQS counts approximately. Throws a ServiceFault. */
export async function countParked(
  clients: PipelineClients,
  { parkedQueueUrl }: DeployedPipeline,
  signal?: AbortSignal,
): Promise<number> {
  const { GetQueueAttributesCommand } = await import('@aws-sdk/client-sqs');
  const client = await clients.sqs();
  const { Attributes = {} } = await ask(clients, 'sqs:GetQueueAttributes', () =>
    client.send(
      new GetQueueAttributesCommand({
        QueueUrl: parkedQueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
      abortable(signal),
    ),
  );
  return (
    Number(Attributes.ApproximateNumberOfMessages ?? 0) + Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0)
  );
}
