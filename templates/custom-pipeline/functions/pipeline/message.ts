/** A message of the work queue, of its dead-letter queue and of the parked queue. */
export interface TaskMessage {
  readonly job: string;
  readonly index: number;
  /** Counter shards of the job: a deployment with another number must not change jobs that run. */
  readonly shards: number;
  /** 1, and one more each time that the task is redriven. */
  readonly attempt: number;
  readonly item: unknown;
  /** Why it was parked. */
  readonly error?: string;
}

/** What a message may have; the rest of SQS's 256 KiB is for the reason that a parked one carries. */
export const MOST_MESSAGE_BYTES = 240 * 1024;

/** Throws when the body is no message of this pipeline. */
export function readMessage(body: string): TaskMessage {
  const message = JSON.parse(body) as Partial<TaskMessage> | null;
  const { job, index, shards, attempt } = message ?? {};
  if (typeof job !== 'string' || ![index, shards, attempt].every(Number.isSafeInteger))
    throw new Error('The message is not one that the splitter sends.');
  return message as TaskMessage;
}

/** An event of Lambda's event source for SQS, as far as it is used. */
export interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** An event of Lambda's event source for a table's stream, as far as it is used. */
export interface StreamEvent {
  readonly Records: readonly {
    readonly dynamodb: {
      readonly SequenceNumber: string;
      readonly Keys: { readonly pk: { readonly S: string } };
    };
  }[];
}

/** Which of the records are to come again. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Works on all messages at once; those that fail come again, and only those. */
export async function answerBatch(
  { Records }: QueueEvent,
  handle: (body: string) => Promise<void>,
  onError: (error: unknown) => void,
): Promise<BatchResponse> {
  const failures = await Promise.all(
    Records.map(async ({ messageId, body }) => {
      try {
        await handle(body);
        return [];
      } catch (error) {
        onError(error);
        return [{ itemIdentifier: messageId }];
      }
    }),
  );
  return { batchItemFailures: failures.flat() };
}

/** Handles each job of the records once. The stream goes on from the first record whose job failed. */
export async function answerStream(
  { Records }: StreamEvent,
  jobOf: (pk: string) => string,
  handle: (job: string) => Promise<void>,
  onError: (error: unknown) => void,
): Promise<BatchResponse> {
  const first = new Map<string, string>();
  for (const { dynamodb } of Records) {
    const job = jobOf(dynamodb.Keys.pk.S);
    if (!first.has(job)) first.set(job, dynamodb.SequenceNumber);
  }
  for (const [job, sequenceNumber] of first) {
    try {
      await handle(job);
    } catch (error) {
      onError(error);
      return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] };
    }
  }
  return { batchItemFailures: [] };
}
