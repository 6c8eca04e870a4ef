import type { PropertyNode, ValueNode } from '../../asl/syntax.ts';
import { propertyOf, stringOf } from '../../asl/values.ts';
import { expandText, partsOfArn, resourceNamedBy, textOf } from './template-text.ts';
import {
  resourcesOf,
  sectionIn,
  spotOfEntry,
  spotOfResource,
  valueOf,
  type Section,
  type TemplateResource,
  type TemplateTree,
} from './template-tree.ts';
import type { Spot } from '../report.ts';

/** What Lambda polls for a function: a queue, or a stream of DynamoDB or Kinesis. */
export interface EventSource {
  readonly kind: 'queue' | 'stream';
  /** What it is called in a message. */
  readonly name: string;
  /** The properties of the event, or of the mapping. */
  readonly properties: Section;
  /** The key of the event, or of the mapping: for what it lacks. */
  readonly spot: Spot;
  /** SAM writes permissions and other resources for an event of its own. */
  readonly isSam: boolean;
  /** The function where the template has it. */
  readonly target: TemplateResource | undefined;
  /** The queue where the template has it. */
  readonly queue: TemplateResource | undefined;
}

export const FUNCTION_TYPES = ['AWS::Serverless::Function', 'AWS::Lambda::Function'] as const;

/** Events of SAM, with the property that names what is polled. */
const SAM_SOURCES: Readonly<Record<string, { readonly kind: EventSource['kind']; readonly property: string }>> = {
  SQS: { kind: 'queue', property: 'Queue' },
  DynamoDB: { kind: 'stream', property: 'Stream' },
  Kinesis: { kind: 'stream', property: 'Stream' },
};
const KINDS: Readonly<Record<string, EventSource['kind']>> = { sqs: 'queue', dynamodb: 'stream', kinesis: 'stream' };

/**
 * The event sources of a template: events of SAM functions and event source mappings. One that polls something else, or
 * something that the template does not tell, is left out.
 *
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
export function findEventSources(tree: TemplateTree): readonly EventSource[] {
  return [
    ...resourcesOf(tree, 'AWS::Serverless::Function').flatMap((target) => [...samSources(tree, target)]),
    ...resourcesOf(tree, 'AWS::Lambda::EventSourceMapping').flatMap((mapping) => mappedSource(tree, mapping)),
  ];
}

/** The events of a SAM function, each with its type and properties. */
export function* samEvents(resource: TemplateResource): Generator<{
  readonly property: PropertyNode;
  readonly type: string;
  readonly events: Section;
  readonly properties: Section;
}> {
  const events = sectionIn(resource.properties, 'Events');
  for (const property of events?.node.properties ?? []) {
    const type = stringOf(propertyOf(property.value, 'Type')?.value);
    if (!events || type === undefined) continue;
    const properties = sectionIn(sectionIn(events, property.key.value), 'Properties');
    if (properties) yield { property, type, events, properties };
  }
}

function* samSources(tree: TemplateTree, target: TemplateResource): Generator<EventSource> {
  for (const { property, type, events, properties } of samEvents(target)) {
    const known = Object.hasOwn(SAM_SOURCES, type) ? SAM_SOURCES[type] : undefined;
    if (known === undefined) continue;
    yield {
      kind: known.kind,
      name: `${target.logicalId}’s event ${property.key.value}`,
      properties,
      spot: spotOfEntry(property, events),
      isSam: true,
      target,
      queue: queueOf(tree, known.kind, propertyOf(properties.node, known.property)?.value),
    };
  }
}

function mappedSource(tree: TemplateTree, mapping: TemplateResource): EventSource[] {
  const { properties, logicalId } = mapping;
  const source = valueOf(mapping, 'EventSourceArn');
  const kind = kindOf(expandText(tree, textOf(source)));
  if (properties === undefined || kind === undefined) return [];
  return [
    {
      kind,
      name: logicalId,
      properties,
      spot: spotOfResource(mapping),
      isSam: false,
      target: resourceNamedBy(tree, valueOf(mapping, 'FunctionName'), ...FUNCTION_TYPES),
      queue: queueOf(tree, kind, source),
    },
  ];
}

function kindOf(text: string): EventSource['kind'] | undefined {
  const { service = '' } = partsOfArn(text) ?? {};
  return Object.hasOwn(KINDS, service) ? KINDS[service] : undefined;
}

function queueOf(
  tree: TemplateTree,
  kind: EventSource['kind'],
  node: ValueNode | undefined,
): TemplateResource | undefined {
  return kind === 'queue' ? resourceNamedBy(tree, node, 'AWS::SQS::Queue') : undefined;
}
