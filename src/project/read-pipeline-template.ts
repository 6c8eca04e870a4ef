import { parseSyntax } from '../asl/parse.ts';
import type { ValueNode } from '../asl/syntax.ts';
import { toJson } from '../asl/values.ts';
import { isJsonObject } from '../asl/json.ts';
import {
  DEFAULT_EVENT_AGE_SECONDS,
  FUNCTION_NAMES,
  MOST_CONCURRENCY,
  type FunctionName,
  type FunctionSettings,
  type PipelineServices,
  type QueueEventSettings,
  type QueueServiceSettings,
  type StreamEventSettings,
} from './pipeline-services.ts';
import {
  propertyAt,
  readResources,
  referencesIn,
  textIn,
  valueAt,
  type TemplateResource,
  type TemplateResources,
} from './template-resources.ts';
import { flagOf, numberOf, refuseSet, Refusal, type Range } from './template-settings.ts';

export type PipelineTemplate = { readonly services: PipelineServices } | { readonly problem: string };

/**
 * How the SAM template of a pipeline sets up its services: parameters by their defaults, Globals, and what it leaves out
 * as AWS has it. `problem` is one sentence that names what cannot be told, or what a local run does not do.
 */
export function readPipelineTemplate(text: string): PipelineTemplate {
  const { root, problems } = parseSyntax(text, 'yaml');
  const [problem] = problems;
  if (problem) return { problem: `Line ${text.slice(0, problem.start).split('\n').length}: ${problem.message}` };
  try {
    return { services: new PipelineReader(readResources(root)).read() };
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message };
    throw error;
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const TIMEOUT: Range = { least: 1, most: 900, otherwise: 3 };
const MEMORY: Range = { least: 128, most: 32_768, otherwise: 128 };
/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
const QUEUE_BATCH: Range = { least: 1, most: 10_000, otherwise: 10 };
const WINDOW: Range = { least: 0, most: 300, otherwise: 0 };
const CONCURRENCY: Range = { least: 2, most: 1000, otherwise: MOST_CONCURRENCY };
/** https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html; -1 is without an end. */
const STREAM_BATCH: Range = { least: 1, most: 10_000, otherwise: 100 };
const RETRIES: Range = { least: -1, most: 10_000, otherwise: -1 };
const RECORD_AGE: Range = { least: -1, most: 604_800, otherwise: -1 };
const PARALLELIZATION: Range = { least: 1, most: 10, otherwise: 1 };
/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html */
const ASYNC_RETRIES: Range = { least: 0, most: 2, otherwise: 2 };
const EVENT_AGE: Range = { least: 60, most: 21_600, otherwise: DEFAULT_EVENT_AGE_SECONDS };
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const VISIBILITY: Range = { least: 0, most: 43_200, otherwise: 30 };
const RETENTION: Range = { least: 60, most: 1_209_600, otherwise: 345_600 };
const RECEIVES: Range = { least: 1, most: 1000, otherwise: 10 };
/** Batches of more messages than one request brings need a window. */
const MOST_WITHOUT_WINDOW = 10;

/** What the functions of a scaffold are told of the table's changes. */
const PATTERNS: Readonly<Record<'counter' | 'reducer', unknown>> = {
  counter: { dynamodb: { Keys: { pk: { S: [{ prefix: 'SHARD#' }] } } } },
  reducer: { dynamodb: { Keys: { pk: { S: [{ prefix: 'JOB#' }] } }, NewImage: { status: { S: ['REDUCING'] } } } },
};

/** An event of a function, with what it is called in a message. */
interface Event {
  readonly name: string;
  readonly properties: ValueNode | undefined;
}

class PipelineReader {
  readonly #template: TemplateResources;

  constructor(template: TemplateResources) {
    this.#template = template;
  }

  read(): PipelineServices {
    const found = Object.fromEntries(FUNCTION_NAMES.map((name) => [name, this.#find(name)])) as Record<
      FunctionName,
      TemplateResource
    >;
    const functions = Object.fromEntries(
      FUNCTION_NAMES.map((name) => [name, this.#function(found[name])]),
    ) as unknown as PipelineServices['functions'];
    const work = this.#queueOf(found.worker, functions.worker);
    const dead = this.#queueOf(found.deadLetters, functions.deadLetters);
    if (work.target !== undefined && work.target !== dead.id)
      throw new Refusal(`The dead-letter queue of ${work.id} is not ${dead.id}, which deadLetters reads.`);
    if (dead.target !== undefined) throw new Refusal(`${dead.id} has a RedrivePolicy, which a local run does not do.`);
    return {
      functions,
      splitter: this.#asyncSettings(found.splitter),
      work: work.settings,
      deadLetterQueue: dead.settings,
      worker: work.event,
      deadLetters: dead.event,
      counter: this.#stream(found.counter, PATTERNS.counter),
      reducer: this.#stream(found.reducer, PATTERNS.reducer),
      sweepSeconds: this.#schedule(found.sweeper),
    };
  }

  #find(name: FunctionName): TemplateResource {
    const all = [...this.#template.resources.values()].filter(
      (each) =>
        each.type === 'AWS::Serverless::Function' &&
        textIn(this.#template, propertyAt(this.#template, each, 'Handler'))
          ?.split('.')
          .at(-1) === name,
    );
    const [found] = all;
    if (found && all.length === 1) return found;
    throw new Refusal(
      found
        ? `Two functions have a Handler that ends in ".${name}".`
        : `No AWS::Serverless::Function has a Handler that ends in ".${name}".`,
    );
  }

  #function(found: TemplateResource): FunctionSettings {
    const { logicalId } = found;
    refuseSet(this.#template, logicalId, (key) => propertyAt(this.#template, found, key), [
      'ReservedConcurrentExecutions',
    ]);
    const read = (key: string, range: Range): number =>
      numberOf(this.#template, logicalId, key, propertyAt(this.#template, found, key), range);
    return { timeoutSeconds: read('Timeout', TIMEOUT), memoryMb: read('MemorySize', MEMORY) };
  }

  #asyncSettings(found: TemplateResource): PipelineServices['splitter'] {
    const read = (key: string, range: Range): number =>
      numberOf(
        this.#template,
        `EventInvokeConfig of ${found.logicalId}`,
        key,
        propertyAt(this.#template, found, 'EventInvokeConfig', key),
        range,
      );
    return {
      maximumRetryAttempts: read('MaximumRetryAttempts', ASYNC_RETRIES),
      maximumEventAgeSeconds: read('MaximumEventAgeInSeconds', EVENT_AGE),
    };
  }

  #queueOf(
    found: TemplateResource,
    { timeoutSeconds }: FunctionSettings,
  ): { id: string; target: string | undefined; settings: QueueServiceSettings; event: QueueEventSettings } {
    const event = this.#onlyEvent(found, 'SQS');
    const { name, properties } = event;
    const [reference] = referencesIn(this.#template, valueAt(this.#template, properties, 'Queue'));
    const queue = reference && this.#template.resources.get(reference.logicalId);
    if (queue?.type !== 'AWS::SQS::Queue') throw new Refusal(`Queue of ${name} is no queue of the template.`);
    const at = (...path: string[]) => propertyAt(this.#template, queue, ...path);
    refuseSet(this.#template, queue.logicalId, at, ['FifoQueue', 'DelaySeconds']);
    const read = (key: string, range: Range): number => numberOf(this.#template, queue.logicalId, key, at(key), range);
    const visibilitySeconds = read('VisibilityTimeout', VISIBILITY);
    if (visibilitySeconds < timeoutSeconds)
      throw new Refusal(
        `VisibilityTimeout of ${queue.logicalId} is ${visibilitySeconds}, below the Timeout of ${found.logicalId}, ` +
          `${timeoutSeconds}: Lambda refuses that.`,
      );
    const policy = at('RedrivePolicy');
    const [target] = referencesIn(this.#template, valueAt(this.#template, policy, 'deadLetterTargetArn'));
    const receives = valueAt(this.#template, policy, 'maxReceiveCount');
    if (policy && !target) throw new Refusal(`RedrivePolicy of ${queue.logicalId} names no queue of the template.`);
    return {
      id: queue.logicalId,
      target: target?.logicalId,
      settings: {
        visibilitySeconds,
        retentionSeconds: read('MessageRetentionPeriod', RETENTION),
        maxReceiveCount: target && numberOf(this.#template, queue.logicalId, 'maxReceiveCount', receives, RECEIVES),
      },
      event: this.#queueEvent(event),
    };
  }

  #queueEvent({ name, properties }: Event): QueueEventSettings {
    const at = (...path: string[]) => valueAt(this.#template, properties, ...path);
    refuseSet(this.#template, name, at, ['FilterCriteria', 'ProvisionedPollerConfig']);
    const batchSize = numberOf(this.#template, name, 'BatchSize', at('BatchSize'), QUEUE_BATCH);
    const windowSeconds = numberOf(
      this.#template,
      name,
      'MaximumBatchingWindowInSeconds',
      at('MaximumBatchingWindowInSeconds'),
      WINDOW,
    );
    if (batchSize > MOST_WITHOUT_WINDOW && windowSeconds === 0)
      throw new Refusal(`BatchSize of ${name} is ${batchSize}, and above 10 Lambda asks for a batching window.`);
    return {
      batchSize,
      windowSeconds,
      maximumConcurrency: numberOf(
        this.#template,
        name,
        'MaximumConcurrency',
        at('ScalingConfig', 'MaximumConcurrency'),
        CONCURRENCY,
      ),
      reportsFailures: this.#reportsFailures(name, at('FunctionResponseTypes')),
    };
  }

  #stream(found: TemplateResource, pattern: unknown): StreamEventSettings {
    const { name, properties } = this.#onlyEvent(found, 'DynamoDB');
    const at = (...path: string[]) => valueAt(this.#template, properties, ...path);
    const read = (key: string, range: Range): number => numberOf(this.#template, name, key, at(key), range);
    refuseSet(this.#template, name, at, ['TumblingWindowInSeconds']);
    // What was written before there was an event source is not there locally, so that both begin at the same record.
    if (!['TRIM_HORIZON', 'LATEST'].includes(textIn(this.#template, at('StartingPosition')) ?? ''))
      throw new Refusal(`StartingPosition of ${name} must be TRIM_HORIZON or LATEST.`);
    if (!isSame(this.#plain(at('FilterCriteria')), pattern))
      throw new Refusal(`FilterCriteria of ${name} is not that of the scaffold, and a local run knows no other.`);
    const endless = (value: number): number => (value === -1 ? Infinity : value);
    return {
      batchSize: read('BatchSize', STREAM_BATCH),
      windowSeconds: read('MaximumBatchingWindowInSeconds', WINDOW),
      maximumRetryAttempts: endless(read('MaximumRetryAttempts', RETRIES)),
      maximumRecordAgeSeconds: endless(read('MaximumRecordAgeInSeconds', RECORD_AGE)),
      bisects: flagOf(this.#template, name, 'BisectBatchOnFunctionError', at('BisectBatchOnFunctionError')),
      parallelization: read('ParallelizationFactor', PARALLELIZATION),
      reportsFailures: this.#reportsFailures(name, at('FunctionResponseTypes')),
    };
  }

  #plain(criteria: ValueNode | undefined): unknown {
    const value = criteria && toJson(criteria);
    const [filter, ...more] = isJsonObject(value) && Array.isArray(value.Filters) ? value.Filters : [];
    if (!isJsonObject(filter) || typeof filter.Pattern !== 'string' || more.length > 0) return undefined;
    try {
      return JSON.parse(filter.Pattern) as unknown;
    } catch {
      return undefined;
    }
  }

  /** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
  #schedule(found: TemplateResource): number | undefined {
    const [event, ...more] = this.#events(found, 'Schedule');
    for (const type of ['ScheduleV2', 'EventBridgeRule', 'CloudWatchEvent'])
      for (const { name } of this.#events(found, type))
        throw new Refusal(`${name} is of type ${type}, and a local run starts ${found.logicalId} by a Schedule only.`);
    if (!event) return undefined;
    const at = (key: string) => valueAt(this.#template, event.properties, key);
    const [, count, unit = ''] =
      /^rate\((\d+) (minute|hour|day)s?\)$/.exec(textIn(this.#template, at('Schedule')) ?? '') ?? [];
    const seconds = Number(count) * ({ minute: 60, hour: 3600, day: 86_400 }[unit] ?? 0);
    if (more.length > 0 || !(seconds > 0))
      throw new Refusal(`Schedule of ${event.name} must be one rate(…): a local run knows no other.`);
    refuseSet(this.#template, event.name, at, ['State']);
    const enabled = at('Enabled');
    return enabled && !flagOf(this.#template, event.name, 'Enabled', enabled) ? undefined : seconds;
  }

  #onlyEvent(found: TemplateResource, type: string): Event {
    const [event, ...more] = this.#events(found, type);
    if (!event || more.length > 0)
      throw new Refusal(`${found.logicalId} has ${event ? 'several events' : 'no event'} of type ${type}.`);
    const enabled = valueAt(this.#template, event.properties, 'Enabled');
    if (enabled && !flagOf(this.#template, event.name, 'Enabled', enabled))
      throw new Refusal(`${event.name} is not enabled.`);
    return event;
  }

  #events(found: TemplateResource, type: string): Event[] {
    const events = propertyAt(this.#template, found, 'Events');
    return (events?.kind === 'object' ? events.properties : []).flatMap(({ key, value }) =>
      textIn(this.#template, valueAt(this.#template, value, 'Type')) === type
        ? [{ name: `${found.logicalId}.${key.value}`, properties: valueAt(this.#template, value, 'Properties') }]
        : [],
    );
  }

  #reportsFailures(name: string, node: ValueNode | undefined): boolean {
    if (node === undefined) return false;
    if (isSame(toJson(node), ['ReportBatchItemFailures'])) return true;
    throw new Refusal(`FunctionResponseTypes of ${name} must be ReportBatchItemFailures.`);
  }
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
