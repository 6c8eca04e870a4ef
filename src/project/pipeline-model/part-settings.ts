import { propertyOf } from '../../asl/values.ts';
import {
  itemsIn,
  numberIn,
  propertyAt,
  textIn,
  type TemplateResource,
  type TemplateResources,
} from '../template-resources.ts';
import type { PartType } from './pipeline-model.ts';

/** What is said of a part: on its card, and in full. */
export interface PartSettings {
  readonly marks: readonly string[];
  readonly notes: readonly string[];
}

type Describe = (ask: Asker) => PartSettings;

/** Asks one resource for its settings; what only the deployment knows is undefined. */
interface Asker {
  readonly number: (...path: string[]) => number | undefined;
  readonly text: (...path: string[]) => string | undefined;
  readonly has: (...path: string[]) => boolean;
  readonly keys: (...path: string[]) => readonly string[];
}

const BY_TYPE: Partial<Record<PartType, Describe>> = {
  Function: describeFunction,
  Queue: describeQueue,
  DeadLetterQueue: describeQueue,
  Table: describeTable,
  Bucket: describeBucket,
  Stream: ({ number, text }) => {
    const shards = number('ShardCount');
    const mode = text('StreamModeDetails', 'StreamMode');
    const marks = shards !== undefined ? [count(shards, 'shard')] : mode === 'ON_DEMAND' ? ['on demand'] : [];
    return { marks, notes: [...marks, ...hours(number('RetentionPeriodHours'))] };
  },
  Schedule: ({ text }) => both([text('ScheduleExpression')]),
  Rule: ({ text }) => both([text('ScheduleExpression'), text('State') === 'DISABLED' ? 'disabled' : undefined]),
  StateMachine: ({ text }) => both([text('Type') ?? text('StateMachineType') ?? 'STANDARD']),
  Topic: ({ has }) => both([has('FifoTopic') ? 'FIFO' : undefined]),
  Pipe: ({ text }) => both([text('DesiredState') === 'STOPPED' ? 'stopped' : undefined]),
};

/** The settings of a part that matter to how work passes through it, in the units that people say them in. */
export function describePart(template: TemplateResources, resource: TemplateResource, type: PartType): PartSettings {
  const describe = BY_TYPE[type];
  if (describe === undefined) return { marks: [], notes: [] };
  const at = (path: string[]) => propertyAt(template, resource, ...path);
  return describe({
    number: (...path) => numberIn(template, at(path)),
    text: (...path) => textIn(template, at(path)),
    has: (...path) => at(path) !== undefined,
    keys: (...path) =>
      itemsIn(at(path)).flatMap((each) => textIn(template, propertyOf(each, 'AttributeName')?.value) ?? []),
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-common.html: 3 s and 128 MB unless said. */
function describeFunction({ number, text, has }: Asker): PartSettings {
  const timeout = number('Timeout') ?? (has('Timeout') ? undefined : 3);
  const memory = number('MemorySize') ?? (has('MemorySize') ? undefined : 128);
  const reserved = number('ReservedConcurrentExecutions');
  const marks = [
    timeout === undefined ? undefined : seconds(timeout),
    memory === undefined ? undefined : `${memory} MB`,
  ];
  return {
    marks: marks.filter((mark) => mark !== undefined),
    notes: [
      ...(timeout === undefined ? [] : [`time-out ${seconds(timeout)}`]),
      ...(memory === undefined ? [] : [`${memory} MB of memory`]),
      ...(reserved === undefined ? [] : [`${reserved} at once at most`]),
      ...[text('Runtime'), text('Handler')].filter((each) => each !== undefined),
    ],
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
function describeQueue({ number, has }: Asker): PartSettings {
  const visibility = number('VisibilityTimeout') ?? (has('VisibilityTimeout') ? undefined : 30);
  const kept = number('MessageRetentionPeriod') ?? (has('MessageRetentionPeriod') ? undefined : 345_600);
  const fifo = has('FifoQueue') ? ['FIFO'] : [];
  return {
    marks: [...fifo, ...(visibility === undefined ? [] : [`visibility ${seconds(visibility)}`])],
    notes: [
      ...fifo,
      ...(visibility === undefined ? [] : [`visibility time-out ${seconds(visibility)}`]),
      ...(kept === undefined ? [] : [`messages kept ${seconds(kept)}`]),
    ],
  };
}

function describeTable({ text, keys, has, number }: Asker): PartSettings {
  const key = keys('KeySchema');
  const onDemand = text('BillingMode') === 'PAY_PER_REQUEST';
  const writes = number('ProvisionedThroughput', 'WriteCapacityUnits');
  const capacity = onDemand ? ['on demand'] : writes === undefined ? [] : [`${writes} writes/s`];
  return {
    marks: key.length === 0 ? capacity : [key.join(' + ')],
    notes: [
      ...(key.length === 0 ? [] : [`key ${key.join(' + ')}`]),
      ...capacity,
      ...(has('TimeToLiveSpecification') ? ['with time to live'] : []),
    ],
  };
}

function describeBucket({ text, has }: Asker): PartSettings {
  const versions = text('VersioningConfiguration', 'Status') === 'Enabled';
  return {
    marks: versions ? ['versioned'] : [],
    notes: [
      ...(versions ? ['keeps versions'] : []),
      ...(has('LifecycleConfiguration') ? ['with lifecycle rules'] : []),
    ],
  };
}

function both(marks: readonly (string | undefined)[]): PartSettings {
  const given = marks.filter((mark) => mark !== undefined);
  return { marks: given, notes: given };
}

function hours(value: number | undefined): string[] {
  return value === undefined ? [] : [`records kept ${seconds(value * 3600)}`];
}

function count(value: number, noun: string): string {
  return `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`;
}

/** `360 s`, as time-outs are written and compared; `14 days`, `12 h` for what is longer than an hour. */
export function seconds(value: number): string {
  for (const [length, unit] of [
    [86_400, 'days'],
    [3600, 'h'],
  ] as const)
    if (value % length === 0 && value >= 2 * length) return `${value / length} ${unit}`;
  return `${value.toLocaleString('en-US')} s`;
}
