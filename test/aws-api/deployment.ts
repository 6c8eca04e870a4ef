import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  type StackResource,
} from '@aws-sdk/client-cloudformation';
import { PutBucketNotificationConfigurationCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseTemplate } from '../../src/project/template.ts';
import { CUSTOM_PIPELINE } from '../../src/scaffold/custom-pipeline/custom-pipeline.ts';
import { scaffoldProject } from '../../src/scaffold/scaffold-project.ts';

export const REGION = 'us-east-1';
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** A scaffolded pipeline whose buckets, queues and table stand on moto, made from its own template. */
export interface Deployment {
  readonly folder: string;
  readonly stack: string;
  readonly inputBucket: string;
  readonly outputBucket: string;
  readonly table: string;
  readonly queues: Readonly<Record<'WorkQueue' | 'DeadLetterQueue' | 'ParkedQueue' | 'UnsplitQueue', string>>;
  /** The input bucket's notifications go here: the player of Lambda passes them on. */
  readonly events: string;
  /** What the template gives to each function. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface DeploymentOptions {
  readonly shards?: number;
  readonly format?: 'jsonl' | 'csv';
  /** Text of functions/task.ts and reduce.ts, instead of the scaffolded ones. */
  readonly task?: string;
  readonly reduce?: string;
}

/** What moto's CloudFormation makes of the template; functions are played, and their names are the template's ids. */
const MADE = /^AWS::(S3::Bucket|SQS::Queue|DynamoDB::Table)$/;

/**
 * Scaffolds and deploys. The project lies within this repository, so that it finds the clients that Lambda's runtime
 * would bring. `endpoint` is for setting up; `functionEndpoint` is what the functions are told.
 */
export async function deploy(
  name: string,
  endpoint: string,
  { shards = 4, format = 'jsonl', task, reduce }: DeploymentOptions = {},
): Promise<Deployment> {
  const folder = path.resolve('test-results/aws-api', name);
  await rm(folder, { recursive: true, force: true });
  const { files = [] } = await scaffoldProject(CUSTOM_PIPELINE, { name, shards, format });
  for (const file of files) {
    const target = path.join(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
  }
  if (task !== undefined) await writeFile(path.join(folder, 'functions/task.ts'), task);
  if (reduce !== undefined) await writeFile(path.join(folder, 'functions/reduce.ts'), reduce);
  const template = files.find((file) => file.path === 'template.yaml')?.contents;
  const made = await createStack(name, String(template), endpoint);
  const events = await setUpInput(name, made('InputBucket'), endpoint);
  const environment = {
    TABLE_NAME: made('Table'),
    WORK_QUEUE_URL: made('WorkQueue'),
    PARKED_QUEUE_URL: made('ParkedQueue'),
    OUTPUT_BUCKET: made('OutputBucket'),
    OUTPUT_PREFIX: 'output/',
    INPUT_FORMAT: format,
    COUNTER_SHARDS: String(shards),
  };
  return {
    folder,
    stack: name,
    inputBucket: made('InputBucket'),
    outputBucket: made('OutputBucket'),
    table: made('Table'),
    queues: {
      WorkQueue: made('WorkQueue'),
      DeadLetterQueue: made('DeadLetterQueue'),
      ParkedQueue: made('ParkedQueue'),
      UnsplitQueue: made('UnsplitQueue'),
    },
    events,
    environment,
  };
}

async function createStack(name: string, text: string, endpoint: string): Promise<(id: string) => string> {
  const { template } = parseTemplate(text);
  const { Resources, Outputs, Parameters, Conditions } = template as Record<
    'Resources' | 'Outputs' | 'Parameters' | 'Conditions',
    Record<string, Record<string, unknown>>
  >;
  const kept = Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => MADE.test(String(Type))));
  const outputs = Object.entries(Outputs).map(([id, { Value }]) => {
    const { Ref } = Value as { Ref: string };
    return [id, { Value: Ref in kept ? Value : `${name}-${Ref}` }];
  });
  const client = new CloudFormationClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  const whole = { Parameters, Conditions, Resources: kept, Outputs: Object.fromEntries(outputs) as unknown };
  const TemplateBody = JSON.stringify(whole, inParts);
  await client.send(new CreateStackCommand({ StackName: name, TemplateBody }));
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
  client.destroy();
  // moto's CloudFormation gives a queue the address that it would have on AWS.
  return (id) => physicalId(StackResources, id).replace(/^https:\/\/sqs\.[^/]+/, endpoint);
}

/** JSON has the path of GetAtt in two parts, where the short form of YAML has one. */
function inParts(key: string, value: unknown): unknown {
  return key === 'Fn::GetAtt' && typeof value === 'string' ? value.split('.') : value;
}

function physicalId(resources: readonly StackResource[], id: string): string {
  const found = resources.find(({ LogicalResourceId }) => LogicalResourceId === id)?.PhysicalResourceId;
  if (found === undefined) throw new Error(`The stack has no ${id}.`);
  return found;
}

/** What moto's CloudFormation leaves out of the bucket: its versions, and a notification that is no function's. */
async function setUpInput(name: string, Bucket: string, endpoint: string): Promise<string> {
  const settings = { endpoint, region: REGION, credentials: CREDENTIALS };
  const sqs = new SQSClient(settings);
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-events` }));
  const QueueArn = `arn:aws:sqs:${REGION}:123456789012:${name}-events`;
  const QueueConfigurations = [{ QueueArn, Events: ['s3:ObjectCreated:*' as const] }];
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations } }),
  );
  sqs.destroy();
  s3.destroy();
  return QueueUrl;
}
