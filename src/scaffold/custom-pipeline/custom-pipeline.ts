import { ARCHITECTURE } from '../architecture.ts';
import { pipelineValues } from '../../cost/pipeline-reading.ts';
import type { Pattern } from '../pattern.ts';
import { projectFile } from '../project-file.ts';
import type { Answers } from '../question.ts';
import { ordersCsv, ordersJsonl } from '../sample/order-files.ts';
import { sampleOrders } from '../sample/orders.ts';
import type { ScaffoldFile } from '../scaffold-file.ts';
import { readPipelineAnswers, type PipelineAnswers } from './pipeline-answers.ts';
import { PIPELINE_QUESTIONS } from './pipeline-questions.ts';
import { pipelineReadme } from './pipeline-readme.ts';
import { pipelineTemplate } from './pipeline-template.ts';

export const CUSTOM_PIPELINE: Pattern = {
  id: 'custom-pipeline',
  title: 'Custom Pipeline',
  description:
    'S3, SQS, Lambda and DynamoDB instead of a state machine: any number of items, cheap by the million, and right when ' +
    'messages come twice. Many parts, and all of them yours to run: take it when such runs are frequent.',
  questions: PIPELINE_QUESTIONS,
  build: (answers) => buildFiles(answers),
};

async function buildFiles(given: Answers): Promise<ScaffoldFile[]> {
  const answers = readPipelineAnswers(given);
  // Loaded when such a project is made, and not before.
  const { default: code } = await import('./project-files.json', { with: { type: 'json' } });
  return [
    { path: 'README.md', contents: pipelineReadme(answers) },
    { path: 'fanout.json', contents: fanoutJson(answers) },
    { path: 'template.yaml', contents: pipelineTemplate(answers) },
    { path: samplePath(answers), contents: sample(answers) },
    { path: 'sample/output/.gitkeep', contents: '' },
    { path: '.gitignore', contents: '.aws-sam/\nsample/output/*\n!sample/output/.gitkeep\n' },
    ...Object.entries(code).map(([path, contents]) => ({ path, contents })),
  ];
}

export const samplePath = ({ format }: Pick<PipelineAnswers, 'format'>): string => `sample/orders.${format}`;

function sample({ format }: PipelineAnswers): string {
  const orders = sampleOrders(250);
  return format === 'csv' ? ordersCsv(orders) : ordersJsonl(orders);
}

function fanoutJson(answers: PipelineAnswers): string {
  const { format, shards, batchSize, maximumConcurrency, timeoutSeconds, memoryMb } = answers;
  return projectFile({
    pipeline: {
      module: 'functions/pipeline.ts',
      task: 'functions/task.ts',
      reduce: 'functions/reduce.ts',
      format,
      output: 'sample/output',
      shards,
      batchSize,
      maximumConcurrency,
      timeoutSeconds,
      memoryMb,
    },
    template: 'template.yaml',
    type: 'STANDARD',
    substitutions: {},
    buckets: {},
    functions: {},
    inputs: { sample: samplePath(answers) },
    workload: {
      architecture: ARCHITECTURE,
      items: answers.expectedItems,
      ...pipelineValues(answers),
    },
  });
}
