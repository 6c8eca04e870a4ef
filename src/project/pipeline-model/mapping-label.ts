import type { ValueNode } from '../../asl/syntax.ts';
import { propertyOf } from '../../asl/values.ts';
import { itemsIn, numberIn, textIn, valueAt, type TemplateResources } from '../template-resources.ts';
import { joinMarks } from './sketch.ts';

/**
 * What matters of an event source mapping: batch, window, concurrency. SAM's event and CloudFormation's resource have
 * the same names. A value that only the deployment knows is left out.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function describeMapping(template: TemplateResources, mapping: ValueNode | undefined): string | undefined {
  const number = (...path: string[]): string | undefined =>
    numberIn(template, valueAt(template, mapping, ...path))?.toLocaleString('en-US');
  const batch = number('BatchSize');
  const window = number('MaximumBatchingWindowInSeconds');
  const most = number('ScalingConfig', 'MaximumConcurrency');
  const lanes = number('ParallelizationFactor');
  const enabled = valueAt(template, mapping, 'Enabled') ?? valueAt(template, mapping, 'State');
  const off = (enabled?.kind === 'boolean' && !enabled.value) || textIn(template, enabled) === 'DISABLED';
  return joinMarks(
    off ? 'disabled' : undefined,
    joinWords(batch && `batch ${batch}`, window === undefined || window === '0' ? undefined : `in ${window} s`),
    most && `max ${most} at once`,
    lanes === undefined || lanes === '1' ? undefined : `${lanes} a shard`,
    itemsIn(valueAt(template, mapping, 'FilterCriteria', 'Filters')).length > 0 ? 'filtered' : undefined,
  );
}

function joinWords(...words: readonly (string | undefined)[]): string {
  return words.filter((word) => word !== undefined).join(' ');
}

/** Prefix and suffix of the keys that a bucket tells of, from a list of rules `{Name, Value}`. */
export function describeKeyFilter(template: TemplateResources, rules: ValueNode | undefined): string | undefined {
  return joinMarks(
    ...itemsIn(rules).map((rule) => {
      const value = textIn(template, propertyOf(rule, 'Value')?.value);
      if (value === undefined) return undefined;
      return /^suffix$/i.test(textIn(template, propertyOf(rule, 'Name')?.value) ?? '') ? `*${value}` : `${value}*`;
    }),
  );
}
