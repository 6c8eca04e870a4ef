import type { ValueNode } from '../../asl/syntax.ts';
import { propertyOf } from '../../asl/values.ts';
import { RULES, type Code } from '../codes.ts';
import type { Report } from '../report.ts';
import { timeoutOf, type Timeout } from './function-timeout.ts';
import { possibleNumbers, possibleFlag } from './possible-values.ts';
import type { EventSource } from './event-sources.ts';
import { addResource, changeNumber, changeProperty, changeTemplate, freeLogicalId } from './template-fixes.ts';
import { expandText, partsOfArn, textOf, UNTOLD } from './template-text.ts';
import {
  hasHiddenProperties,
  sectionIn,
  spotOf,
  spotOfResource,
  valueOf,
  type TemplateResource,
  type TemplateTree,
} from './template-tree.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
const DEFAULT_VISIBILITY = 30;
const LONGEST_VISIBILITY = 43_200;
/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html, for what follows. */
const TIMES = 6;
const FEWEST_RECEIVES = 5;
/** The longest that SQS keeps a message, in seconds, for those that somebody has to look at. */
const RETENTION = 1_209_600;

interface Need {
  readonly source: EventSource;
  readonly timeout: Timeout;
  readonly window: number;
}

/** Queues that feed functions: how long a message stays hidden, how often it is tried, and where it goes then. */
export function checkQueues(tree: TemplateTree, sources: readonly EventSource[], report: Report): void {
  const queues = new Map<TemplateResource, EventSource[]>();
  for (const source of sources)
    if (source.queue) queues.set(source.queue, [...(queues.get(source.queue) ?? []), source]);
  for (const [queue, fed] of queues) {
    if (hasHiddenProperties(queue)) continue;
    checkVisibility(tree, queue, fed, report);
    checkRedrive(tree, queue, report);
  }
}

function checkVisibility(
  tree: TemplateTree,
  queue: TemplateResource,
  sources: readonly EventSource[],
  report: Report,
): void {
  const visibility = possibleNumbers(tree, valueOf(queue, 'VisibilityTimeout'), DEFAULT_VISIBILITY);
  if (visibility === undefined) return;
  const needs = sources.flatMap((source): Need[] => {
    const timeout = timeoutOf(tree, source.target);
    const window = propertyOf(source.properties.node, 'MaximumBatchingWindowInSeconds')?.value;
    return timeout ? [{ source, timeout, window: Math.min(...(possibleNumbers(tree, window, 0) ?? [0])) }] : [];
  });
  const [need] = needs.sort((a, b) => secondsFor(b) - secondsFor(a));
  const most = Math.max(...visibility);
  if (need === undefined || most >= TIMES * need.timeout.seconds) return;
  const { timeout, window } = need;
  const isRefused = most < timeout.seconds;
  const code: Code = isRefused ? 'INVALID_EVENT_SOURCE' : 'SHORT_VISIBILITY_TIMEOUT';
  const time = `the time-out of ${timeout.functionId} (${timeout.seconds} s)`;
  const seconds = secondsFor(need);
  const message = isRefused
    ? `Lambda refuses this queue: it hides a message for ${most} s, which is less than ${time}. Set VisibilityTimeout to ${seconds} s or more.`
    : `The queue hides a message for ${most} s: with less than six times ${time}, messages that are still worked on come again. Set VisibilityTimeout to ${seconds} s or more${window > 0 ? `, which counts the batch window (${window} s)` : ''}.`;
  const spot = queue.properties
    ? spotOf(queue.properties, 'VisibilityTimeout', spotOfResource(queue))
    : spotOfResource(queue);
  const change = queue.properties
    ? changeNumber(tree, queue.properties, 'VisibilityTimeout', seconds)
    : changeProperty(queue, 'VisibilityTimeout', seconds);
  const fixes =
    change && seconds <= LONGEST_VISIBILITY
      ? [changeTemplate(tree, `Set VisibilityTimeout to ${seconds}`, [change])]
      : [];
  report(code, spot, message, { fixes, page: RULES.SHORT_VISIBILITY_TIMEOUT.page });
}

function secondsFor({ timeout, window }: Need): number {
  return TIMES * timeout.seconds + window;
}

function checkRedrive(tree: TemplateTree, queue: TemplateResource, report: Report): void {
  const policy = valueOf(queue, 'RedrivePolicy');
  if (policy === undefined) {
    if (!takesWhatFailed(tree, queue)) reportNoDeadLetters(tree, queue, report);
    return;
  }
  const section = sectionIn(queue.properties, 'RedrivePolicy');
  const count = section && possibleNumbers(tree, propertyOf(section.node, 'maxReceiveCount')?.value, undefined);
  if (!section || !count || Math.max(...count) >= FEWEST_RECEIVES) return;
  const change = changeNumber(tree, section, 'maxReceiveCount', FEWEST_RECEIVES);
  report(
    'LOW_RECEIVE_COUNT',
    spotOf(section, 'maxReceiveCount', spotOfResource(queue)),
    `A message is given up after ${Math.max(...count)} ${Math.max(...count) === 1 ? 'try' : 'tries'}, and a throttled function uses them up too: set maxReceiveCount to ${FEWEST_RECEIVES} or more.`,
    { fixes: change ? [changeTemplate(tree, `Set maxReceiveCount to ${FEWEST_RECEIVES}`, [change])] : [] },
  );
}

function reportNoDeadLetters(tree: TemplateTree, queue: TemplateResource, report: Report): void {
  const id = freeLogicalId(tree, `${queue.logicalId}DeadLetters`);
  const isFifo = possibleFlag(tree, valueOf(queue, 'FifoQueue'));
  const redrive = { deadLetterTargetArn: { 'Fn::GetAtt': [id, 'Arn'] }, maxReceiveCount: FEWEST_RECEIVES };
  const deadLetters = {
    Type: 'AWS::SQS::Queue',
    Properties: { MessageRetentionPeriod: RETENTION, ...(isFifo ? { FifoQueue: true } : {}) },
  };
  const own = changeProperty(queue, 'RedrivePolicy', redrive);
  report(
    'MISSING_DEAD_LETTER_QUEUE',
    spotOfResource(queue),
    `A message of ${queue.logicalId} that always fails is tried again until it expires: add a RedrivePolicy with a dead-letter queue and a maxReceiveCount of ${FEWEST_RECEIVES} or more.`,
    {
      fixes:
        isFifo !== undefined && own
          ? [changeTemplate(tree, `Add the dead-letter queue ${id}`, [own, addResource(id, deadLetters)])]
          : [],
    },
  );
}

/** Names of properties whose value is where failed events go. */
const FAILURE_TARGETS = new Set(['deadLetterTargetArn', 'Destination', 'TargetArn', 'DeadLetterArn']);
const FAILURE_NAME = /dlq|dead.?letter|poison|fail/i;

/**
 * Whether a queue is itself the end of the line: another queue's, function's or rule's dead letters. By its name, where
 * what sends them is not in this template.
 */
function takesWhatFailed(tree: TemplateTree, queue: TemplateResource): boolean {
  if (FAILURE_NAME.test(queue.logicalId) || valueOf(queue, 'RedriveAllowPolicy')) return true;
  if (FAILURE_NAME.test(textOf(valueOf(queue, 'QueueName')))) return true;
  const arn = partsOfArn(expandText(tree, `\${${queue.logicalId}.Arn}`));
  const { root } = tree.editable;
  return [...(root ? failureTargets(root) : [])].some(({ key, node }) => {
    const text = expandText(tree, textOf(node));
    return partsOfArn(text)?.rest === arn?.rest || (key === 'deadLetterTargetArn' && text.includes(UNTOLD));
  });
}

function* failureTargets(node: ValueNode): Generator<{ readonly key: string; readonly node: ValueNode }> {
  if (node.kind === 'array') for (const item of node.items) yield* failureTargets(item);
  if (node.kind !== 'object') return;
  for (const { key, value } of node.properties) {
    if (value && FAILURE_TARGETS.has(key.value)) yield { key: key.value, node: value };
    if (value) yield* failureTargets(value);
  }
}
