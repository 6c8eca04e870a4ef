import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { readTemplate } from '../../../scripts/generate-templates.ts';
import { parseProject } from '../../../src/project/parse-project.ts';
import { scaffoldedServices } from '../../../src/project/pipeline-services.ts';
import { readPipelineTemplate } from '../../../src/project/read-pipeline-template.ts';
import projectFiles from '../../../src/scaffold/custom-pipeline/project-files.json' with { type: 'json' };
import { CUSTOM_PIPELINE } from '../../../src/scaffold/custom-pipeline/custom-pipeline.ts';
import type { JsonObject } from '../../../src/asl/json.ts';
import { approach, estimate } from '../cost/estimates.ts';
import { scaffoldProject } from '../../../src/scaffold/scaffold-project.ts';
import { checkText } from '../validation/template/check-text.ts';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
}
type Template = { Resources: Record<string, Resource>; Globals: { Function: { Environment: { Variables: object } } } };

async function make(given: Record<string, unknown> = {}) {
  const { files = [], problems } = await scaffoldProject(CUSTOM_PIPELINE, given);
  expect(problems).toEqual([]);
  const textOf = (path: string): string => String(files.find((file) => file.path === path)?.contents);
  const document = parseDocument(textOf('template.yaml'), { version: '1.1', logLevel: 'silent' });
  expect(document.errors).toEqual([]);
  const template = document.toJSON() as Template;
  const functions = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Serverless::Function');
  return { files, textOf, template, functions };
}

/** The event sources of the functions, by `Function.Event`. */
function eventsOf(functions: readonly [string, Resource][]): [string, Resource][] {
  return functions.flatMap(([id, { Properties }]) =>
    Object.entries((Properties.Events ?? {}) as Record<string, Resource>).map(([name, event]): [string, Resource] => [
      `${id}.${name}`,
      event,
    ]),
  );
}

describe('custom-pipeline', () => {
  it('writes a workload that says how its workers work, and that its own approach can carry', async () => {
    for (const maximumConcurrency of [100, 1000]) {
      const { textOf } = await make({ maximumConcurrency });
      const { pipeline, workload } = JSON.parse(textOf('fanout.json')) as Record<'pipeline' | 'workload', JsonObject>;
      expect(pipeline).toMatchObject({ maximumConcurrency });
      expect(workload).toMatchObject({ concurrency: maximumConcurrency, innerConcurrency: 10, sqsBatchSize: 10 });
      const { feasible, lines } = approach(estimate(workload), 'custom-pipeline');
      expect(feasible).toBe(true);
      // A batch takes as long as one of its tasks: 100,000 × 200 ms × 0.5 GB.
      expect(lines.find(({ item }) => item === 'Time × memory of the worker')?.quantity).toBe(10_000);
    }
  });

  it('has as many functions and queues as the advice on it says', async () => {
    const { functions, template } = await make();
    const queues = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::SQS::Queue');
    expect([functions.length, queues.length]).toEqual([7, 5]);
    const chosen = estimate({ items: 1_000_000, itemsPerBatch: 1, runsPerMonth: 1000 });
    expect(chosen.recommended).toBe('custom-pipeline');
    expect(approach(chosen, 'custom-pipeline').reasons.join(' ')).toMatch(/seven functions, five queues, a table/);
  });

  it('breaks no rule for templates, whatever is asked for', async () => {
    for (const timeoutSeconds of [10, 60, 900])
      for (const batchSize of [1, 10]) {
        const { textOf } = await make({
          timeoutSeconds,
          batchSize,
          memoryMb: 128,
          maximumConcurrency: 2,
          format: 'csv',
        });
        expect(checkText(textOf('template.yaml'))).toEqual([]);
      }
  });

  it('writes the code of templates/ as it lies there: `npm run generate` renews it', async () => {
    expect(projectFiles).toEqual(await readTemplate('custom-pipeline'));
  });

  it.each(['jsonl', 'csv'])('gives a project whose fanout.json names files that are there, %s', async (format) => {
    const { files, textOf } = await make({ format });
    const { project, problems } = parseProject(textOf('fanout.json'));
    expect(problems).toEqual([]);
    const { module, task, reduce } = project!.pipeline!;
    const paths = files.map(({ path }) => path);
    for (const path of [module, task, reduce, project!.template!, ...Object.values(project!.inputs)])
      expect(paths).toContain(path);
    expect(project!.pipeline!.format).toBe(format);
  });

  it('imports nothing from npm but in the adapters, and there only what Lambda brings', async () => {
    const { files } = await make();
    for (const { path, contents } of files.filter(({ path: each }) => /^functions\/.*\.ts$/.test(each))) {
      const imported = [...String(contents).matchAll(/from '([^']+)'/g)].map(([, name]) => name!);
      const strangers = imported.filter((name) => !name.startsWith('.') && !name.startsWith('node:'));
      const isAdapter = /^functions\/aws[^/]*\.ts$/.test(path);
      expect(
        strangers.filter((name) => !isAdapter || !name.startsWith('@aws-sdk/client-')),
        path,
      ).toEqual([]);
    }
  });

  it.each([10, 60, 900])(
    'lets a message wait six times as long as the worker may take: %i seconds',
    async (timeoutSeconds) => {
      const { template } = await make({ timeoutSeconds });
      expect(template.Resources.WorkerFunction?.Properties.Timeout).toBe(timeoutSeconds);
      expect(template.Resources.WorkQueue?.Properties).toMatchObject({
        VisibilityTimeout: 6 * timeoutSeconds,
        RedrivePolicy: { maxReceiveCount: 5 },
      });
    },
  );

  it('has the template that a local run without one goes by', async () => {
    for (const given of [{}, { timeoutSeconds: 777, batchSize: 3, maximumConcurrency: 7, memoryMb: 1024 }]) {
      const { textOf } = await make(given);
      const { pipeline } = parseProject(textOf('fanout.json')).project!;
      expect(readPipelineTemplate(textOf('template.yaml'))).toEqual({ services: scaffoldedServices(pipeline!) });
    }
  });

  it('asks each source of batches for what failed, and bounds what a stream tries again', async () => {
    const { functions } = await make();
    const sources = eventsOf(functions).filter(([, { Type }]) => Type === 'SQS' || Type === 'DynamoDB');
    expect(sources.map(([name]) => name)).toEqual([
      'WorkerFunction.Task',
      'CounterFunction.CounterChanged',
      'ReducerFunction.JobCounted',
      'DeadLettersFunction.DeadLetter',
    ]);
    for (const [name, { Type, Properties }] of sources) {
      expect(Properties.FunctionResponseTypes, name).toEqual(['ReportBatchItemFailures']);
      if (Type === 'DynamoDB')
        expect(Properties, name).toMatchObject({
          StartingPosition: 'TRIM_HORIZON',
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 10,
          MaximumRecordAgeInSeconds: 86_400,
          DestinationConfig: { OnFailure: { Type: 'SQS' } },
        });
    }
  });

  it('lets each function do what it does and no more', async () => {
    const { template, functions } = await make();
    for (const [id, { Properties }] of functions) {
      expect(Properties, id).toHaveProperty('Role');
      const role = JSON.stringify(template.Resources[`${id}Role`]);
      expect(role, id).not.toMatch(/ManagedPolicyArns|:\*"|DeleteItem|Scan/);
      // ListStreams alone knows no resources.
      const open = [...role.matchAll(/"Action":(\[[^\]]*\]),"Resource":"\*"/g)].map(([, actions]) => actions);
      expect(open, id).toEqual(/Counter|Reducer/.test(id) ? ['["dynamodb:ListStreams"]'] : []);
    }
  });

  it('lets the splitter tell a file that is gone from one that it may not read', async () => {
    const { template } = await make();
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html: 403 instead of 404 without s3:ListBucket.
    const policy = JSON.stringify(template.Resources.SplitterReadsInput?.Properties.PolicyDocument);
    expect(policy).toContain('"Action":["s3:ListBucket"],"Resource":"InputBucket.Arn"');
  });

  it('keeps apart what it reads and what it writes, and has no TTL', async () => {
    const { template, functions } = await make();
    const [, event] = eventsOf(functions).find(([, { Type }]) => Type === 'S3')!;
    expect(event.Properties.Bucket).toBe('InputBucket');
    expect(template.Globals.Function.Environment.Variables).toMatchObject({ OUTPUT_BUCKET: 'OutputBucket' });
    expect(template.Resources.Table?.Properties).not.toHaveProperty('TimeToLiveSpecification');
  });
});
