import type { ValueNode } from '../../asl/syntax.ts';
import { propertyOf } from '../../asl/values.ts';
import {
  itemsIn,
  numberIn,
  propertyAt,
  textIn,
  valueAt,
  type TemplateResource,
  type TemplateResources,
} from '../template-resources.ts';
import { describeKeyFilter, describeMapping } from './mapping-label.ts';
import { readFailureTargets, readRuleSources, readSamEvents } from './sam-events.ts';
import { addLink, partIn, type Sketch } from './sketch.ts';

type Reader = (template: TemplateResources, resource: TemplateResource, sketch: Sketch) => void;

/** What each type of resource says of where its work goes, or comes from. */
const READERS: Readonly<Record<string, Reader>> = {
  'AWS::Serverless::Function': readFunction,
  'AWS::Lambda::Function': readFailureTargets,
  'AWS::Serverless::StateMachine': readSamEvents,
  'AWS::Lambda::EventSourceMapping': readMapping,
  'AWS::Lambda::EventInvokeConfig': readInvokeConfig,
  'AWS::S3::Bucket': readNotifications,
  'AWS::SQS::Queue': readRedrive,
  'AWS::SNS::Topic': readSubscriptions,
  'AWS::SNS::Subscription': readSubscription,
  'AWS::Events::Rule': readRule,
  'AWS::Scheduler::Schedule': readSchedule,
  'AWS::Pipes::Pipe': readPipe,
};

/** Reads the lines that a resource declares: notifications, mappings, targets, where failures go. */
export const readResourceEvents: Reader = (template, resource, sketch) => {
  if (Object.hasOwn(READERS, resource.type)) READERS[resource.type]?.(template, resource, sketch);
};

function readFunction(template: TemplateResources, resource: TemplateResource, sketch: Sketch): void {
  readSamEvents(template, resource, sketch);
  readFailureTargets(template, resource, sketch);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
function readMapping(template: TemplateResources, { properties }: TemplateResource, sketch: Sketch): void {
  const target = partIn(template, propertyOf(properties, 'FunctionName')?.value);
  const source = partIn(template, propertyOf(properties, 'EventSourceArn')?.value);
  addLink(sketch, source, target, 'event', describeMapping(template, properties));
  const failed = valueAt(template, properties, 'DestinationConfig', 'OnFailure', 'Destination');
  addLink(sketch, target, partIn(template, failed), 'failure', 'on failure');
}

function readInvokeConfig(template: TemplateResources, { properties }: TemplateResource, sketch: Sketch): void {
  const from = partIn(template, propertyOf(properties, 'FunctionName')?.value);
  const find = (on: string): string | undefined =>
    partIn(template, valueAt(template, properties, 'DestinationConfig', on, 'Destination'));
  addLink(sketch, from, find('OnFailure'), 'failure', 'on failure');
  addLink(sketch, from, find('OnSuccess'), 'event', 'on success');
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-notificationconfiguration.html */
function readNotifications(template: TemplateResources, bucket: TemplateResource, sketch: Sketch): void {
  for (const [list, target] of [
    ['LambdaConfigurations', 'Function'],
    ['QueueConfigurations', 'Queue'],
    ['TopicConfigurations', 'Topic'],
  ] as const)
    for (const each of itemsIn(propertyAt(template, bucket, 'NotificationConfiguration', list))) {
      const filter = describeKeyFilter(template, valueAt(template, each, 'Filter', 'S3Key', 'Rules'));
      addLink(sketch, bucket.pointer, partIn(template, propertyOf(each, target)?.value), 'event', filter);
    }
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html */
function readRedrive(template: TemplateResources, queue: TemplateResource, sketch: Sketch): void {
  const dead = partIn(template, propertyAt(template, queue, 'RedrivePolicy', 'deadLetterTargetArn'));
  const count = numberIn(template, propertyAt(template, queue, 'RedrivePolicy', 'maxReceiveCount'));
  const label = count === undefined ? 'given up' : `after ${count} ${count === 1 ? 'receive' : 'receives'}`;
  addLink(sketch, queue.pointer, dead, 'failure', label);
}

function readSubscriptions(template: TemplateResources, topic: TemplateResource, sketch: Sketch): void {
  for (const each of itemsIn(propertyAt(template, topic, 'Subscription')))
    addLink(sketch, topic.pointer, partIn(template, propertyOf(each, 'Endpoint')?.value), 'event');
}

function readSubscription(template: TemplateResources, { properties }: TemplateResource, sketch: Sketch): void {
  const topic = partIn(template, propertyOf(properties, 'TopicArn')?.value);
  const filtered = propertyOf(properties, 'FilterPolicy') === undefined ? undefined : 'filtered';
  addLink(sketch, topic, partIn(template, propertyOf(properties, 'Endpoint')?.value), 'event', filtered);
  const dead = partIn(template, valueAt(template, properties, 'RedrivePolicy', 'deadLetterTargetArn'));
  addLink(sketch, topic, dead, 'failure', 'not delivered');
}

function readRule(template: TemplateResources, rule: TemplateResource, sketch: Sketch): void {
  readRuleSources(template, rule.properties, rule.pointer, sketch);
  for (const each of itemsIn(propertyAt(template, rule, 'Targets'))) readTarget(template, each, rule, sketch);
}

function readSchedule(template: TemplateResources, schedule: TemplateResource, sketch: Sketch): void {
  readTarget(template, propertyAt(template, schedule, 'Target'), schedule, sketch);
}

function readTarget(
  template: TemplateResources,
  target: ValueNode | undefined,
  { pointer }: TemplateResource,
  sketch: Sketch,
): void {
  addLink(sketch, pointer, partIn(template, propertyOf(target, 'Arn')?.value), 'event');
  addLink(
    sketch,
    pointer,
    partIn(template, valueAt(template, target, 'DeadLetterConfig', 'Arn')),
    'failure',
    'not delivered',
  );
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes.html */
function readPipe(template: TemplateResources, pipe: TemplateResource, sketch: Sketch): void {
  const find = (name: string): string | undefined => partIn(template, propertyAt(template, pipe, name));
  const parameters = propertyAt(template, pipe, 'SourceParameters');
  const settings = parameters?.kind === 'object' ? parameters.properties : [];
  const batch = settings.flatMap(({ value }) => numberIn(template, propertyOf(value, 'BatchSize')?.value) ?? [])[0];
  addLink(sketch, find('Source'), pipe.pointer, 'event', batch === undefined ? undefined : `batch ${batch}`);
  addLink(sketch, pipe.pointer, find('Enrichment'), 'send', 'enriches');
  const invocation = textIn(
    template,
    propertyAt(template, pipe, 'TargetParameters', 'LambdaFunctionParameters', 'InvocationType'),
  );
  addLink(
    sketch,
    pipe.pointer,
    find('Target'),
    'event',
    invocation === 'FIRE_AND_FORGET' ? 'does not wait' : undefined,
  );
}
