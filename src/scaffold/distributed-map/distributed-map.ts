import { workerSource, workerTestSource } from '../handler.ts';
import type { Pattern } from '../pattern.ts';
import type { Answers } from '../question.ts';
import { readme } from '../readme.ts';
import type { ScaffoldFile } from '../scaffold-file.ts';
import { workflowFiles, type Workflow, type WorkflowBucket } from '../workflow-files.ts';
import { dataBucket, filesBucket, itemKind, resultsBucket, type OrderSource } from './data-bucket.ts';
import { readDistributedAnswers, toleratedChildren, type DistributedAnswers } from './distributed-answers.ts';
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
    encryption: answers.encryption,
    definition: distributedDefinition(answers),
    functions: [
      {
        id: 'WorkerFunction',
        folder: 'worker',
        source: workerSource(kind, answers.handlerLanguage),
        test: workerTestSource(kind, answers.handlerLanguage),
      },
    ],
    buckets: [await bucketOf(answers), ...(writer ? [resultsBucket(writer.bucket)] : [])],
    input: {},
    workload: {
      items: answers.expectedItems,
      itemsPerBatch: answers.batchSize,
      concurrency: atOnce(answers),
      ...(answers.nesting === 'distributed-in-distributed' ? { outerItems: answers.expectedFiles } : {}),
      ...(answers.nesting === 'inline-in-distributed' ? { innerConcurrency: answers.itemsAtOnce } : {}),
    },
    // The children that the alarm sees are the files there, none of which may fail.
    toleratedChildren: answers.nesting === 'distributed-in-distributed' ? 0 : toleratedChildren(answers),
  };
  return [{ path: 'README.md', contents: readme(workflow, explainChoices(answers)) }, ...workflowFiles(workflow)];
}

function bucketOf(answers: DistributedAnswers): Promise<WorkflowBucket> {
  return answers.nesting === 'distributed-in-distributed'
    ? // Only sources with files are offered.
      filesBucket(answers, answers.source as OrderSource)
    : dataBucket(answers);
}

/** Child executions that work on items at once. */
function atOnce({ nesting, filesAtOnce, maxConcurrency }: DistributedAnswers): number {
  return nesting === 'distributed-in-distributed' ? filesAtOnce * maxConcurrency : maxConcurrency;
}
