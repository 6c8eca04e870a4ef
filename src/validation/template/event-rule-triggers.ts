import type { Change } from '../../asl/changes.ts';
import { propertyOf, stringOf } from '../../asl/values.ts';
import type { ValueNode } from '../../asl/syntax.ts';
import { spotOfKey, type Spot } from '../report.ts';
import { FUNCTION_TYPES, samEvents } from './event-sources.ts';
import { expandText, resourceNamedBy, textOf } from './template-text.ts';
import {
  resourcesOf,
  sectionIn,
  spotOfEntry,
  valueOf,
  type Section,
  type TemplateResource,
  type TemplateTree,
} from './template-tree.ts';
import type { Trigger } from './triggers.ts';

export const MACHINE_TYPES = ['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine'] as const;

/**
 * Rules of EventBridge that start something when S3 has created an object, by SAM's events and by resources.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function* ruleTriggers(tree: TemplateTree): Generator<Trigger> {
  for (const target of resourcesOf(tree, 'AWS::Serverless::StateMachine', 'AWS::Serverless::Function'))
    for (const { property, type, events, properties } of samEvents(target))
      if (type === 'EventBridgeRule' || type === 'CloudWatchEvent')
        yield* triggersOf(tree, sectionIn(properties, 'Pattern'), spotOfEntry(property, events), target);
  for (const rule of resourcesOf(tree, 'AWS::Events::Rule')) {
    const pattern = sectionIn(rule.properties, 'EventPattern');
    const targets = valueOf(rule, 'Targets');
    for (const each of targets?.kind === 'array' ? targets.items : []) {
      const arn = propertyOf(each, 'Arn');
      const target = resourceNamedBy(tree, arn?.value, ...MACHINE_TYPES, ...FUNCTION_TYPES);
      const property = propertyOf(rule.properties?.node, 'EventPattern');
      if (target && property && rule.properties)
        yield* triggersOf(tree, pattern, spotOfKey(property, rule.properties.pointer), target);
    }
  }
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
function* triggersOf(
  tree: TemplateTree,
  pattern: Section | undefined,
  spot: Spot,
  target: TemplateResource,
): Generator<Trigger> {
  if (!lists(pattern, 'source', 'aws.s3') || !lists(pattern, 'detail-type', 'Object Created')) return;
  const detail = sectionIn(pattern, 'detail');
  const buckets = propertyOf(sectionIn(detail, 'bucket')?.node, 'name')?.value;
  if (!detail || buckets?.kind !== 'array') return;
  const object = propertyOf(detail.node, 'object');
  const narrow = (prefix: string): Change => ({
    kind: 'insert-property',
    pointer: detail.pointer,
    key: 'object',
    value: { key: [{ prefix }] },
  });
  const prefixes = object ? prefixesOf(propertyOf(object.value, 'key')?.value) : [''];
  for (const name of buckets.items)
    for (const prefix of prefixes)
      yield {
        bucket: expandText(tree, textOf(name)),
        prefix,
        spot,
        target,
        narrow: object ? undefined : narrow,
      };
}

function lists(pattern: Section | undefined, name: string, wanted: string): boolean {
  const value = propertyOf(pattern?.node, name)?.value;
  return value?.kind === 'array' && value.items.some((item) => stringOf(item) === wanted);
}

/** Of the keys that a pattern matches; undefined for one that is no plain prefix. */
function prefixesOf(keys: ValueNode | undefined): readonly (string | undefined)[] {
  if (keys?.kind !== 'array') return [undefined];
  return keys.items.map((item) =>
    item.kind === 'object' && item.properties.length === 1 ? stringOf(propertyOf(item, 'prefix')?.value) : undefined,
  );
}
