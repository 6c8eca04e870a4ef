import type { PropertyNode } from '../../asl/syntax.ts';
import { propertyOf } from '../../asl/values.ts';
import { propertyAt, textIn, valueAt, type TemplateResource, type TemplateResources } from '../template-resources.ts';
import { describeKeyFilter, describeMapping } from './mapping-label.ts';
import type { PartType } from './pipeline-model.ts';
import { addLink, joinMarks, partIn, partOfEntry, type Sketch } from './sketch.ts';

/** Where an event's source is named, for events whose source may be a resource of the template. */
const SOURCES: Readonly<Record<string, string>> = {
  S3: 'Bucket',
  SQS: 'Queue',
  DynamoDB: 'Stream',
  Kinesis: 'Stream',
  SNS: 'Topic',
  Api: 'RestApiId',
  HttpApi: 'ApiId',
};

/** What an event is by itself where no resource of the template is its source. */
const OWN_PARTS: Readonly<Record<string, PartType>> = {
  Schedule: 'Schedule',
  ScheduleV2: 'Schedule',
  EventBridgeRule: 'Rule',
  CloudWatchEvent: 'Rule',
  Api: 'Api',
  HttpApi: 'Api',
};

/**
 * The Events of a SAM function or state machine. A source that is not in the template is drawn as the event itself.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
 */
export function readSamEvents(template: TemplateResources, resource: TemplateResource, sketch: Sketch): void {
  const events = propertyOf(resource.properties, 'Events')?.value;
  for (const event of events?.kind === 'object' ? events.properties : [])
    if (event.value?.kind === 'object') readEvent(template, resource, event, sketch);
}

function readEvent(template: TemplateResources, target: TemplateResource, event: PropertyNode, sketch: Sketch): void {
  const type = textIn(template, propertyOf(event.value, 'Type')?.value) ?? '';
  const settings = propertyOf(event.value, 'Properties')?.value;
  const sourceName = Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
  const source = sourceName === undefined ? undefined : partIn(template, propertyOf(settings, sourceName)?.value);
  const label = describeEvent(template, type, settings);
  const failed = partIn(template, valueAt(template, settings, 'DestinationConfig', 'OnFailure', 'Destination'));
  const dead = partIn(template, valueAt(template, settings, 'DeadLetterConfig', 'Arn'));
  addLink(sketch, target.pointer, failed, 'failure', 'on failure');
  if (source !== undefined) {
    addLink(sketch, source, target.pointer, 'event', label);
    return;
  }
  const partType = (Object.hasOwn(OWN_PARTS, type) ? OWN_PARTS[type] : undefined) ?? 'Source';
  const route = partType === 'Api' ? label : undefined;
  const marks = [partType === 'Source' ? type : '', route === undefined ? (label ?? '') : ''].filter(
    (mark) => mark !== '',
  );
  const elsewhere = partType === 'Source' ? ['the template does not refer to its source'] : [];
  const part = partOfEntry(event, `${target.pointer}/Properties/Events`, {
    type: partType,
    name: route ?? event.key.value,
    marks,
    notes: [...marks, ...elsewhere],
  });
  sketch.parts.push(part);
  addLink(sketch, part.id, target.pointer, 'event');
  addLink(sketch, part.id, dead, 'failure', 'on failure');
  // A rule may look at what a bucket, a state machine or a bus of this template tells.
  if (partType === 'Rule') readRuleSources(template, settings, part.id, sketch);
}

/** Buses and resources that a rule names in its pattern. */
export function readRuleSources(
  template: TemplateResources,
  rule: PropertyNode['value'],
  id: string,
  sketch: Sketch,
): void {
  for (const name of ['EventBusName', 'Pattern', 'EventPattern'])
    addLink(sketch, partIn(template, propertyOf(rule, name)?.value), id, 'event');
}

function describeEvent(template: TemplateResources, type: string, settings: PropertyNode['value']): string | undefined {
  const text = (...path: string[]): string | undefined => textIn(template, valueAt(template, settings, ...path));
  switch (type) {
    case 'S3':
      return describeKeyFilter(template, valueAt(template, settings, 'Filter', 'S3Key', 'Rules'));
    case 'Schedule':
      return text('Schedule');
    case 'ScheduleV2':
      return text('ScheduleExpression');
    case 'Api':
    case 'HttpApi':
      return joinRoute(text('Method'), text('Path'));
    default:
      return describeMapping(template, settings);
  }
}

function joinRoute(method: string | undefined, path: string | undefined): string | undefined {
  return joinMarks(`${method?.toUpperCase() ?? ''} ${path ?? ''}`.trim());
}

/** Where a function's or an event's failures go: `EventInvokeConfig`, `DeadLetterQueue`. */
export function readFailureTargets(template: TemplateResources, resource: TemplateResource, sketch: Sketch): void {
  const find = (...path: string[]): string | undefined => partIn(template, propertyAt(template, resource, ...path));
  const own = resource.pointer;
  addLink(
    sketch,
    own,
    find('EventInvokeConfig', 'DestinationConfig', 'OnFailure', 'Destination'),
    'failure',
    'on failure',
  );
  addLink(
    sketch,
    own,
    find('EventInvokeConfig', 'DestinationConfig', 'OnSuccess', 'Destination'),
    'event',
    'on success',
  );
  addLink(sketch, own, find('DeadLetterQueue', 'TargetArn'), 'failure', 'on failure');
  addLink(sketch, own, find('DeadLetterConfig', 'TargetArn'), 'failure', 'on failure');
}
