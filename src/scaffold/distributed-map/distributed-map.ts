import { workerSource, workerTestSource } from '../handler.ts';
import type { Pattern } from '../pattern.ts';
import type { Answers } from '../question.ts';
import { readme } from '../readme.ts';
import { ordersCsv, ordersJson, ordersJsonl, ordersParquet } from '../sample/order-files.ts';
import { sampleOrders, type SampleOrder } from '../sample/orders.ts';
import { inventoryFiles, objectFiles } from '../sample/stored-objects.ts';
import type { ScaffoldFile } from '../scaffold-file.ts';
import { workflowFiles, type Workflow, type WorkflowBucket } from '../workflow-files.ts';
import { readDistributedAnswers, type DistributedAnswers, type Source } from './distributed-answers.ts';
import { distributedDefinition } from './distributed-definition.ts';
import { DISTRIBUTED_QUESTIONS } from './distributed-questions.ts';
import { explainChoices } from './distributed-readme.ts';

export const DISTRIBUTED_MAP: Pattern = {
  id: 'distributed-map',
  title: 'Distributed Map',
  description:
    'A data set in S3, up to 10,000 child executions at once, results in S3. Any scale with little to own; it takes a ' +
    'reader, a writer and the type of the child executions, and costs a state transition for each of them.',
  questions: DISTRIBUTED_QUESTIONS,
  build: (answers) => buildFiles(answers),
};

async function buildFiles(given: Answers): Promise<ScaffoldFile[]> {
  const answers = readDistributedAnswers(given);
  const kind = answers.source === 'inventory' || answers.source === 'objects' ? 'object' : 'order';
  const workflow: Workflow = {
    name: answers.name,
    description:
      kind === 'order'
        ? 'Prices the orders of a file in S3 with a distributed Map.'
        : 'Measures the objects of a bucket with a distributed Map.',
    type: 'STANDARD',
    format: answers.format,
    queryLanguage: answers.queryLanguage,
    handlerLanguage: answers.handlerLanguage,
    definition: distributedDefinition(answers),
    functions: [
      {
        id: 'WorkerFunction',
        folder: 'worker',
        source: workerSource(kind, answers.handlerLanguage),
        test: workerTestSource(kind, answers.handlerLanguage),
      },
    ],
    buckets: await buckets(answers),
    input: {},
    workload: {
      items: answers.expectedItems,
      itemsPerBatch: answers.batchSize,
      concurrency: answers.maxConcurrency,
    },
  };
  return [{ path: 'README.md', contents: readme(workflow, explainChoices(answers)) }, ...workflowFiles(workflow)];
}

async function buckets({ bucket, bucketExists, key, source, writer }: DistributedAnswers): Promise<WorkflowBucket[]> {
  const data: WorkflowBucket = {
    id: 'DataBucket',
    name: bucket,
    folder: 'data',
    ...(bucketExists ? { existing: bucket } : {}),
    comment: 'Holds the items.',
    files: await sampleFiles(source, bucket, key),
  };
  if (!writer) return [data];
  const comment = 'Takes the results of the Map Runs.';
  return [data, { id: 'ResultsBucket', name: writer.bucket, folder: 'results', comment, files: [] }];
}

async function sampleFiles(source: Source, bucket: string, key: string): Promise<ScaffoldFile[]> {
  if (source === 'objects') return objectFiles(key);
  if (source === 'inventory') return inventoryFiles(bucket, key);
  return [{ path: key, contents: await ORDER_FILES[source](sampleOrders(250)) }];
}

type OrdersWriter = (orders: readonly SampleOrder[]) => string | Promise<Uint8Array>;

const ORDER_FILES: Readonly<Record<Exclude<Source, 'objects' | 'inventory'>, OrdersWriter>> = {
  csv: ordersCsv,
  json: ordersJson,
  jsonl: ordersJsonl,
  parquet: ordersParquet,
};
