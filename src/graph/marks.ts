import type { State } from '../asl/definition.ts';
import type { ValueNode } from '../asl/syntax.ts';
import { propertyOf } from '../asl/values.ts';
import { unwrapExpression } from './condition-text.ts';
import { fitText } from './text-width.ts';

/** `1000` → `1,000`. */
function showNumber(value: number): string {
  return value.toLocaleString('en-US');
}

/** The short form of a field's value, from the field itself or from its `…Path` twin. */
function shortValue(node: ValueNode | undefined, name: string): string | undefined {
  const value = (propertyOf(node, name) ?? propertyOf(node, `${name}Path`))?.value;
  if (value?.kind === 'number') return showNumber(value.value);
  if (value?.kind === 'string') return fitText(unwrapExpression(value.value), 11, 120);
  return value?.kind === 'substitution' ? `!${value.fn}` : undefined;
}

const INTEGRATION = /^arn:[^:]*:states:[^:]*:[^:]*:(?:aws-sdk:)?([^:.]+)(?::([^.]+))?(?:\.(.+))?$/;
const FUNCTION = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:(.+)$/;

/** Suffixes of a resource and what they make of the call. */
const PATTERNS: readonly (readonly [suffix: RegExp, mark: string])[] = [
  [/^sync(:2)?$/, 'sync'],
  [/^waitForTaskToken$/, 'wait for token'],
];

/**
 * What a Task calls: `lambda:invoke`, `activity`, and how it waits (`sync`, `wait for token`).
 * https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html
 */
function describeResource(state: State): string[] {
  const resource = state.fields.get('Resource')?.value;
  if (resource === undefined) return [];
  if (resource.kind !== 'string') return ['lambda'];
  const called = FUNCTION.exec(resource.value);
  if (called) return [`lambda ${fitText(called[1] ?? '', 11, 120)}`];
  const integration = INTEGRATION.exec(resource.value);
  if (!integration) return [resource.value.startsWith('${') ? resource.value : 'task'];
  const [, service = '', action = '', suffix = ''] = integration;
  if (service === 'activity') return ['activity', action];
  const pattern = PATTERNS.find(([expression]) => expression.test(suffix));
  return [action === '' ? service : `${service}:${action}`, ...(pattern ? [pattern[1]] : [])];
}

function describeMap(state: State): string[] {
  const marks: string[] = [];
  const processor = state.scopes[0];
  if (processor?.mode === 'DISTRIBUTED') marks.push('distributed');
  if (processor?.executionType !== undefined) marks.push(processor.executionType);
  const concurrency = shortValue(state.node, 'MaxConcurrency');
  // 0 means no limit of one's own.
  if (concurrency !== undefined && concurrency !== '0') marks.push(`max ${concurrency}`);
  const batcher = propertyOf(state.node, 'ItemBatcher')?.value;
  if (batcher?.kind === 'object') {
    const items = shortValue(batcher, 'MaxItemsPerBatch');
    const bytes = shortValue(batcher, 'MaxInputBytesPerBatch');
    marks.push(items !== undefined ? `batch ${items}` : bytes !== undefined ? `batch ${bytes} B` : 'batch');
  }
  const reader = propertyOf(state.node, 'ItemReader')?.value;
  if (reader?.kind === 'object') {
    const config = propertyOf(reader, 'ReaderConfig')?.value;
    const type = config?.kind === 'object' ? shortValue(config, 'InputType') : undefined;
    marks.push(type ?? 'item reader');
  }
  if (state.fields.has('ResultWriter')) marks.push('result writer');
  return marks;
}

function describeWait(state: State): string[] {
  const seconds = shortValue(state.node, 'Seconds');
  if (seconds !== undefined) return [/^[\d,.]+$/.test(seconds) ? `${seconds} s` : seconds];
  const timestamp = shortValue(state.node, 'Timestamp');
  return timestamp === undefined ? [] : [`until ${timestamp}`];
}

const BY_TYPE: Readonly<Record<string, (state: State) => string[]>> = {
  Task: describeResource,
  Map: describeMap,
  Wait: describeWait,
  Parallel: (state) => [`${state.scopes.length} ${state.scopes.length === 1 ? 'branch' : 'branches'}`],
  Fail: (state) => [shortValue(state.node, 'Error')].filter((error) => error !== undefined),
};

/** The short marks of a state, most telling first. */
export function describeMarks(state: State): string[] {
  const own = Object.hasOwn(BY_TYPE, state.type ?? '') ? BY_TYPE[state.type ?? ''] : undefined;
  const marks = own === undefined ? [] : own(state);
  if (hasItems(state, 'Retry')) marks.push('retry');
  if (hasItems(state, 'Catch')) marks.push('catch');
  return marks;
}

function hasItems(state: State, name: string): boolean {
  const value = state.fields.get(name)?.value;
  return value !== undefined && !(value.kind === 'array' && value.items.length === 0);
}
