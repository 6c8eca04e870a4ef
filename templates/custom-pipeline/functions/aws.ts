import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
  SQSServiceException,
} from '@aws-sdk/client-sqs';
import { createFiles } from './aws-files.ts';
import { createTable } from './aws-table.ts';
import { BusyError, type ParkedQueue, type Ports, type Queue, type Reduce, type Task } from './pipeline/ports.ts';
import { readSettings, readVariable } from './settings.ts';

// The clients are part of Lambda's runtime for Node.js: nothing has to be installed.
const dynamo = new DynamoDBClient({});
const lambda = new LambdaClient({});
const s3 = new S3Client({});
const sqs = new SQSClient({});

/** What Lambda tells of an invocation, as far as it is used. */
export interface LambdaContext {
  readonly functionName: string;
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** The pipeline's ports on AWS, named by the environment that the template gives each function. */
export function createPorts(context: LambdaContext, task: Task, reduce: Reduce): Ports {
  return {
    table: createTable(dynamo, variable('TABLE_NAME')),
    work: createQueue(variable('WORK_QUEUE_URL')),
    parked: createParkedQueue(variable('PARKED_QUEUE_URL')),
    files: createFiles(s3, variable('OUTPUT_BUCKET')),
    async continueSplit(continueJob) {
      // The splitter is asked by itself, or by a function that is told its name.
      const FunctionName = process.env.SPLITTER_NAME ?? context.functionName;
      const Payload = JSON.stringify({ continueJob });
      await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }));
    },
    now: () => Date.now(),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    random: () => Math.random(),
    remaining: () => context.getRemainingTimeInMillis(),
    log: (message, details) => {
      // eslint-disable-next-line no-console -- Lambda's log
      console.log(JSON.stringify({ message, requestId: context.awsRequestId, ...details }));
    },
    settings: readSettings(process.env),
    task,
    reduce,
  };
}

const variable = (name: string): string => readVariable(process.env, name);

function createQueue(QueueUrl: string): Queue {
  return {
    async send(bodies, delaySeconds = 0) {
      const Entries = bodies.map((MessageBody, place) => ({
        Id: String(place),
        MessageBody,
        DelaySeconds: delaySeconds,
      }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })).catch(refuseBusy);
      return Failed.map(({ Id }) => Number(Id));
    },
  };
}

/** What the SDK has tried three times already may pass later all the same: throttles, and faults of the service. */
function refuseBusy(error: unknown): never {
  const isBusy = error instanceof SQSServiceException && (error.$fault === 'server' || error.$retryable !== undefined);
  throw isBusy ? new BusyError(error.message, { cause: error }) : error;
}

function createParkedQueue(QueueUrl: string): ParkedQueue {
  return {
    ...createQueue(QueueUrl),
    async receive() {
      // Waiting a second asks all of the queue's servers, so that none means none.
      const request = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
      return Messages.map(({ Body = '', ReceiptHandle = '' }) => ({ body: Body, receipt: ReceiptHandle }));
    },
    async remove(ReceiptHandle) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    },
  };
}
