import { workerSource, workerTestSource } from '../handler.ts';
import type { Pattern } from '../pattern.ts';
import type { Answers } from '../question.ts';
import { readme } from '../readme.ts';
import type { ScaffoldFile } from '../scaffold-file.ts';
import { workflowFiles, type Workflow } from '../workflow-files.ts';
import { dataBucket, itemKind, resultsBucket } from './data-bucket.ts';
import { readDistributedAnswers } from './distributed-answers.ts';
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
  const { writer } = answers;
  const kind = itemKind(answers.source);
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
    buckets: [await dataBucket(answers), ...(writer ? [resultsBucket(writer.bucket)] : [])],
    input: {},
    workload: {
      items: answers.expectedItems,
      itemsPerBatch: answers.batchSize,
      concurrency: answers.maxConcurrency,
    },
  };
  return [{ path: 'README.md', contents: readme(workflow, explainChoices(answers)) }, ...workflowFiles(workflow)];
}
