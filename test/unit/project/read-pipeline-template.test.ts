import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { readPipelineTemplate, type PipelineTemplate } from '../../../src/project/read-pipeline-template.ts';
import { CUSTOM_PIPELINE } from '../../../src/scaffold/custom-pipeline/custom-pipeline.ts';
import { scaffoldProject } from '../../../src/scaffold/scaffold-project.ts';

const { files = [] } = await scaffoldProject(CUSTOM_PIPELINE, {});
const TEMPLATE = String(files.find(({ path }) => path === 'template.yaml')?.contents);

/** What is read of the scaffold's template after these changes; undefined takes a key away. */
function readChanged(changes: Readonly<Record<string, unknown>>): PipelineTemplate {
  const document = parseDocument(TEMPLATE);
  for (const [path, value] of Object.entries(changes)) {
    if (value === undefined) document.deleteIn(path.split('.'));
    else document.setIn(path.split('.'), document.createNode(value));
  }
  return readPipelineTemplate(document.toString());
}

const servicesOf = (changes: Readonly<Record<string, unknown>>) => {
  const read = readChanged(changes);
  if ('problem' in read) throw new Error(read.problem);
  return read.services;
};

const worker = 'Resources.WorkerFunction.Properties';
const task = `${worker}.Events.Task.Properties`;
const counter = 'Resources.CounterFunction.Properties.Events.CounterChanged.Properties';
const queue = 'Resources.WorkQueue.Properties';

describe('readPipelineTemplate', () => {
  it('takes what the template says', () => {
    const services = servicesOf({
      [`${worker}.Timeout`]: 20,
      [`${worker}.MemorySize`]: 256,
      [`${task}.BatchSize`]: 200,
      [`${task}.MaximumBatchingWindowInSeconds`]: 5,
      [`${queue}.VisibilityTimeout`]: 130,
      [`${queue}.MessageRetentionPeriod`]: 600,
      [`${queue}.RedrivePolicy.maxReceiveCount`]: 7,
      [`${counter}.BatchSize`]: 50,
      [`${counter}.MaximumRetryAttempts`]: 3,
      [`${counter}.MaximumRecordAgeInSeconds`]: 120,
      [`${counter}.ParallelizationFactor`]: 4,
      [`${counter}.BisectBatchOnFunctionError`]: false,
      [`${counter}.StartingPosition`]: 'LATEST',
      'Resources.SplitterFunction.Properties.EventInvokeConfig.MaximumRetryAttempts': 0,
      'Resources.SweeperFunction.Properties.Events.Clock.Properties.Schedule': 'rate(1 hour)',
      'Parameters.MaximumConcurrency.Default': 33,
    });
    expect(services.functions.worker).toEqual({ timeoutSeconds: 20, memoryMb: 256 });
    expect(services.worker).toEqual({
      batchSize: 200,
      windowSeconds: 5,
      maximumConcurrency: 33,
      reportsFailures: true,
    });
    expect(services.work).toEqual({ visibilitySeconds: 130, retentionSeconds: 600, maxReceiveCount: 7 });
    expect(services.counter).toEqual({
      batchSize: 50,
      windowSeconds: 2,
      maximumRetryAttempts: 3,
      maximumRecordAgeSeconds: 120,
      bisects: false,
      parallelization: 4,
      reportsFailures: true,
    });
    expect([services.splitter.maximumRetryAttempts, services.sweepSeconds]).toEqual([0, 3600]);
  });

  it('takes what AWS takes where the template says nothing, and Globals before that', () => {
    const services = servicesOf({
      'Globals.Function.MemorySize': undefined,
      'Globals.Function.Timeout': 7,
      [`${worker}.Timeout`]: undefined,
      [`${task}.BatchSize`]: undefined,
      [`${task}.ScalingConfig`]: undefined,
      [`${task}.FunctionResponseTypes`]: undefined,
      [queue]: {},
      [`${counter}.BatchSize`]: undefined,
      [`${counter}.MaximumBatchingWindowInSeconds`]: undefined,
      [`${counter}.MaximumRetryAttempts`]: undefined,
      [`${counter}.MaximumRecordAgeInSeconds`]: undefined,
      [`${counter}.BisectBatchOnFunctionError`]: undefined,
      'Resources.SplitterFunction.Properties.EventInvokeConfig': undefined,
      'Resources.SweeperFunction.Properties.Events': undefined,
    });
    expect(services.functions.worker).toEqual({ timeoutSeconds: 7, memoryMb: 128 });
    expect(services.worker).toEqual({
      batchSize: 10,
      windowSeconds: 0,
      maximumConcurrency: 1250,
      reportsFailures: false,
    });
    expect(services.work).toEqual({ visibilitySeconds: 30, retentionSeconds: 345_600, maxReceiveCount: undefined });
    expect(services.counter).toMatchObject({
      batchSize: 100,
      windowSeconds: 0,
      maximumRetryAttempts: Infinity,
      maximumRecordAgeSeconds: Infinity,
      bisects: false,
    });
    expect(services.splitter).toEqual({ maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 });
    expect(services.sweepSeconds).toBeUndefined();
  });

  it('runs no sweeper whose schedule is off', () => {
    const enabled = 'Resources.SweeperFunction.Properties.Events.Clock.Properties.Enabled';
    expect(servicesOf({ [enabled]: false }).sweepSeconds).toBeUndefined();
    expect(servicesOf({ [enabled]: true }).sweepSeconds).toBe(900);
  });

  it.each<[Readonly<Record<string, unknown>>, string]>([
    [{ [`${task}.BatchSize`]: 11 }, 'BatchSize of WorkerFunction.Task is 11, and above 10 Lambda asks for'],
    [
      { [`${task}.BatchSize`]: 0 },
      'BatchSize of WorkerFunction.Task is 0, and must be a whole number from 1 to 10000.',
    ],
    [
      { [`${task}.BatchSize`]: { Ref: 'Size' } },
      'BatchSize of WorkerFunction.Task is not known before it is deployed.',
    ],
    [{ [`${task}.FilterCriteria`]: { Filters: [] } }, 'FilterCriteria of WorkerFunction.Task is set'],
    [
      { [`${task}.ProvisionedPollerConfig`]: { MinimumPollers: 2 } },
      'ProvisionedPollerConfig of WorkerFunction.Task is',
    ],
    [{ [`${task}.Enabled`]: false }, 'WorkerFunction.Task is not enabled.'],
    [{ [`${task}.Queue`]: 'arn:aws:sqs:us-east-1:123456789012:q' }, 'Queue of WorkerFunction.Task is no queue of'],
    [{ [`${queue}.FifoQueue`]: true }, 'FifoQueue of WorkQueue is set'],
    [{ [`${queue}.DelaySeconds`]: 5 }, 'DelaySeconds of WorkQueue is set'],
    [
      { [`${queue}.VisibilityTimeout`]: 59 },
      'VisibilityTimeout of WorkQueue is 59, below the Timeout of WorkerFunction',
    ],
    [
      { [`${queue}.RedrivePolicy.deadLetterTargetArn`]: { 'Fn::GetAtt': ['ParkedQueue', 'Arn'] } },
      'The dead-letter queue of WorkQueue is not DeadLetterQueue',
    ],
    [{ [`${worker}.ReservedConcurrentExecutions`]: 5 }, 'ReservedConcurrentExecutions of WorkerFunction is set'],
    [{ [`${worker}.Handler`]: 'other.handler' }, 'No AWS::Serverless::Function has a Handler that ends in ".worker".'],
    [{ [`${worker}.Events`]: {} }, 'WorkerFunction has no event of type SQS.'],
    [{ [`${counter}.TumblingWindowInSeconds`]: 5 }, 'TumblingWindowInSeconds of CounterFunction.CounterChanged is set'],
    [{ [`${counter}.StartingPosition`]: undefined }, 'StartingPosition of CounterFunction.CounterChanged must be'],
    [{ [`${counter}.FilterCriteria`]: undefined }, 'FilterCriteria of CounterFunction.CounterChanged is not that of'],
    [
      { 'Resources.SweeperFunction.Properties.Events.Clock.Properties.Schedule': 'cron(0 0 * * ? *)' },
      'Schedule of SweeperFunction.Clock must be one rate(…)',
    ],
    [
      { 'Resources.SweeperFunction.Properties.Events.Clock.Type': 'ScheduleV2' },
      'SweeperFunction.Clock is of type ScheduleV2, and a local run starts SweeperFunction by a Schedule only.',
    ],
  ])('refuses %j by name', (changes, problem) => {
    expect((readChanged(changes) as { problem: string }).problem).toContain(problem);
  });

  it('says where the text is no template', () => {
    expect((readPipelineTemplate('a: b\n  c: [') as { problem: string }).problem).toMatch(/^Line \d+: /);
    expect((readPipelineTemplate('a: 1') as { problem: string }).problem).toContain('No AWS::Serverless::Function');
  });
});
