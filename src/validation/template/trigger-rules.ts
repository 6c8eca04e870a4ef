import { propertyOf } from '../../asl/values.ts';
import type { Change } from '../../asl/changes.ts';
import type { ValueNode } from '../../asl/syntax.ts';
import type { Report, Spot } from '../report.ts';
import { MACHINE_TYPES, ruleTriggers } from './event-rule-triggers.ts';
import { FUNCTION_TYPES, samEvents, type EventSource } from './event-sources.ts';
import { runRoleOf } from './granted.ts';
import { neededBy, type MachineDefinition } from './map-permission-rules.ts';
import { mayMeet } from './may-allow.ts';
import { possibleValues } from './possible-values.ts';
import { changeTemplate, changeTo } from './template-fixes.ts';
import { expandText, resourceNamedBy, textOf, UNTOLD } from './template-text.ts';
import {
  resourcesOf,
  sectionIn,
  spotOfEntry,
  type Section,
  type TemplateResource,
  type TemplateTree,
} from './template-tree.ts';
import type { Trigger } from './triggers.ts';

/** Where objects may be written to: a bucket's name, expanded, and what keys begin with. */
interface Output {
  readonly bucket: string;
  readonly prefix: string;
}

const CREATED = /^s3:ObjectCreated:/;
/** What a quick fix proposes, unless outputs are there. */
const PREFIXES = ['input/', 'incoming/'];

/**
 * Functions and state machines that write where their own trigger looks: each output starts them again.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html
 */
export function checkTriggers(
  tree: TemplateTree,
  sources: readonly EventSource[],
  machines: readonly MachineDefinition[],
  report: Report,
): void {
  for (const { bucket, prefix, spot, target, narrow } of [...findTriggers(tree, sources), ...ruleTriggers(tree)]) {
    if (prefix === undefined || !target || bucket.includes(UNTOLD)) continue;
    const outputs = outputsOf(tree, target, machines).filter((output) => output.bucket === bucket);
    const loop = outputs.find((output) => output.prefix.startsWith(prefix));
    if (!loop) continue;
    const free = PREFIXES.find((each) => outputs.every((output) => !output.prefix.startsWith(each)));
    const where = loop.prefix === '' ? 'this bucket' : `${loop.prefix} of this bucket`;
    const told = prefix === '' ? 'every object in it' : `every object under ${prefix}`;
    report(
      'TRIGGER_LOOP',
      spot,
      `${target.logicalId} may write to ${where}, and ${told} starts it: let a prefix of the trigger keep input and output apart, or write to another bucket.`,
      {
        fixes: narrow && free !== undefined ? [changeTemplate(tree, `Trigger only on ${free}`, [narrow(free)])] : [],
      },
    );
  }
}

function* findTriggers(tree: TemplateTree, sources: readonly EventSource[]): Generator<Trigger> {
  for (const target of resourcesOf(tree, 'AWS::Serverless::Function'))
    for (const { property, type, events, properties } of samEvents(target))
      if (type === 'S3' && isOnCreation(propertyOf(properties.node, 'Events')?.value))
        yield {
          ...filterOf(tree, properties, 'S3Key'),
          bucket: bucketName(tree, propertyOf(properties.node, 'Bucket')?.value),
          spot: spotOfEntry(property, events),
          target,
        };
  for (const bucket of resourcesOf(tree, 'AWS::S3::Bucket')) {
    const notifications = sectionIn(bucket.properties, 'NotificationConfiguration');
    const name = expandText(tree, `\${${bucket.logicalId}}`);
    for (const { entry, spot } of entriesOf(notifications, 'LambdaConfigurations'))
      yield {
        ...filterOf(tree, entry, 'S3Key'),
        bucket: name,
        spot,
        target: resourceNamedBy(tree, propertyOf(entry.node, 'Function')?.value, ...FUNCTION_TYPES),
      };
    for (const { entry, spot } of entriesOf(notifications, 'QueueConfigurations')) {
      const queue = resourceNamedBy(tree, propertyOf(entry.node, 'Queue')?.value, 'AWS::SQS::Queue');
      for (const source of sources)
        if (queue && source.queue === queue)
          yield { ...filterOf(tree, entry, 'S3Key'), bucket: name, spot, target: source.target };
    }
  }
}

/** The notifications of a bucket that come when an object is created. */
function* entriesOf(
  notifications: Section | undefined,
  name: string,
): Generator<{ readonly entry: Section; readonly spot: Spot }> {
  const list = propertyOf(notifications?.node, name)?.value;
  if (!notifications || list?.kind !== 'array') return;
  for (const [index, node] of list.items.entries()) {
    const event = propertyOf(node, 'Event');
    if (node.kind !== 'object' || !isOnCreation(event?.value)) continue;
    const entry = { node, pointer: `${notifications.pointer}/${name}/${index}` };
    const [first] = node.properties;
    if (first) yield { entry, spot: spotOfEntry(event ?? first, entry) };
  }
}

function isOnCreation(events: ValueNode | undefined): boolean {
  const list = events?.kind === 'array' ? events.items : events ? [events] : [];
  return list.some((each) => CREATED.test(textOf(each)));
}

function bucketName(tree: TemplateTree, node: ValueNode | undefined): string {
  const bucket = resourceNamedBy(tree, node, 'AWS::S3::Bucket');
  return bucket ? expandText(tree, `\${${bucket.logicalId}}`) : UNTOLD;
}

function filterOf(tree: TemplateTree, entry: Section, key: string): Pick<Trigger, 'prefix' | 'narrow'> {
  const filter = propertyOf(entry.node, 'Filter')?.value;
  if (filter === undefined) {
    const rules = (prefix: string): Change =>
      changeTo(entry, 'Filter', { [key]: { Rules: [{ Name: 'prefix', Value: prefix }] } });
    return { prefix: '', narrow: rules };
  }
  const rules = propertyOf(propertyOf(filter, key)?.value, 'Rules')?.value;
  const untold = { prefix: undefined, narrow: undefined };
  if (rules?.kind !== 'array') return untold;
  let prefix = '';
  for (const rule of rules.items) {
    const [name, more] = possibleValues(tree, propertyOf(rule, 'Name')?.value) ?? [];
    const values = possibleValues(tree, propertyOf(rule, 'Value')?.value) ?? [];
    if (String(name).toLowerCase() !== 'prefix' || more !== undefined || typeof values[0] !== 'string') return untold;
    if (values.length > 1) return untold;
    prefix = values[0];
  }
  return { prefix, narrow: undefined };
}

/** What a function's role lets it write, or a machine's Maps write their results to. */
function outputsOf(
  tree: TemplateTree,
  target: TemplateResource,
  machines: readonly MachineDefinition[],
): readonly Output[] {
  const resources = MACHINE_TYPES.some((type) => type === target.type)
    ? machines.flatMap((machine) => {
        const needed = machine.logicalId === target.logicalId ? (neededBy(tree, target, machine) ?? []) : [];
        return needed.flatMap(({ sid, resources: all }) => (sid.startsWith('WriteResults') ? all : []));
      })
    : (runRoleOf(tree, target)?.grants ?? []).flatMap((grant) =>
        grant.actions.some((action) => mayMeet(action.toLowerCase(), 's3:putobject')) ? grant.resources : [],
      );
  return resources.flatMap((resource) => outputOf(expandText(tree, resource)) ?? []);
}

/** Only what names its bucket: a policy for all of them does not tell where it is meant to write. */
function outputOf(resource: string): Output | undefined {
  const match = /^arn:(?:\$\{[^}]*\}|[^:])*:s3:::((?:\$\{[^}]*\}|[^/*?])+)\/(.*)$/s.exec(resource);
  const prefix = match?.[2]?.split(/[*?]/)[0];
  return match?.[1] === undefined || prefix === undefined || prefix.includes('${')
    ? undefined
    : { bucket: match[1], prefix };
}
