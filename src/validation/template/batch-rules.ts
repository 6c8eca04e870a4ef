import type { ValueNode } from '../../asl/syntax.ts';
import { propertyOf, stringOf } from '../../asl/values.ts';
import type { Change } from '../../asl/changes.ts';
import type { Report } from '../report.ts';
import type { EventSource } from './event-sources.ts';
import { possibleFlag, possibleNumbers, possibleValues } from './possible-values.ts';
import { changeNumber, changeTemplate, changeTo } from './template-fixes.ts';
import { expandText, isPlain, textOf, UNTOLD } from './template-text.ts';
import { spotOf, valueOf, type TemplateTree } from './template-tree.ts';

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
 */
const DEFAULT_BATCH: Readonly<Record<EventSource['kind'], number>> = { queue: 10, stream: 100 };
const LARGEST_BATCH = 10_000;
/** Of a FIFO queue, and of a standard queue without a batch window. */
const LARGEST_WITHOUT_WINDOW = 10;

/** How many messages a function gets at once, and what becomes of the good ones in a batch that fails. */
export function checkBatches(tree: TemplateTree, sources: readonly EventSource[], report: Report): void {
  for (const source of sources) {
    checkResponses(tree, source, report);
    checkSize(tree, source, report);
    if (source.kind === 'queue') checkWindow(tree, source, report);
  }
}

/** Every size that the batch may have; undefined where the template does not tell. */
export function batchSizes(tree: TemplateTree, { properties, kind }: EventSource): readonly number[] | undefined {
  return possibleNumbers(tree, propertyOf(properties.node, 'BatchSize')?.value, DEFAULT_BATCH[kind]);
}

function checkResponses(tree: TemplateTree, source: EventSource, report: Report): void {
  const types = propertyOf(source.properties.node, 'FunctionResponseTypes')?.value;
  const sizes = batchSizes(tree, source);
  if (!sizes || Math.min(...sizes) < 2 || !isWithoutResponses(tree, types)) return;
  const change: Change =
    types?.kind === 'array'
      ? {
          kind: 'insert-item',
          pointer: `${source.properties.pointer}/FunctionResponseTypes`,
          value: 'ReportBatchItemFailures',
        }
      : changeTo(source.properties, 'FunctionResponseTypes', ['ReportBatchItemFailures']);
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
  const order = source.kind === 'queue' && isFifoQueue(tree, source) === true ? ' from the first that failed on' : '';
  report(
    'MISSING_BATCH_RESPONSES',
    spotOf(source.properties, 'FunctionResponseTypes', source.spot),
    `One bad record makes all of its batch come again, the good ones too: set FunctionResponseTypes to [ReportBatchItemFailures] for ${source.name}, and let the function return the batchItemFailures${order}.`,
    { fixes: [changeTemplate(tree, 'Add ReportBatchItemFailures', [change])] },
  );
}

function isWithoutResponses(tree: TemplateTree, types: ValueNode | undefined): boolean {
  if (types?.kind === 'array')
    return isPlain(types) && !types.items.some((item) => stringOf(item) === 'ReportBatchItemFailures');
  return possibleValues(tree, types)?.every((value) => value === undefined) ?? false;
}

function checkSize(tree: TemplateTree, source: EventSource, report: Report): void {
  const sizes = batchSizes(tree, source);
  if (!sizes || Math.min(...sizes) <= LARGEST_BATCH) return;
  const change = changeNumber(tree, source.properties, 'BatchSize', LARGEST_BATCH);
  report(
    'INVALID_EVENT_SOURCE',
    spotOf(source.properties, 'BatchSize', source.spot),
    `Lambda refuses this: a batch has at most ${LARGEST_BATCH.toLocaleString('en-US')} records.`,
    { fixes: change ? [changeTemplate(tree, `Set BatchSize to ${LARGEST_BATCH}`, [change])] : [] },
  );
}

function checkWindow(tree: TemplateTree, source: EventSource, report: Report): void {
  const isFifo = isFifoQueue(tree, source);
  const { properties, spot } = source;
  const sizes = batchSizes(tree, source);
  const windows = possibleNumbers(tree, propertyOf(properties.node, 'MaximumBatchingWindowInSeconds')?.value, 0);
  const isLarge = sizes !== undefined && Math.min(...sizes) > LARGEST_WITHOUT_WINDOW;
  if (isFifo === true && isLarge) {
    const change = changeNumber(tree, properties, 'BatchSize', LARGEST_WITHOUT_WINDOW);
    report(
      'INVALID_EVENT_SOURCE',
      spotOf(properties, 'BatchSize', spot),
      `Lambda refuses this: a batch of a FIFO queue has at most ${LARGEST_WITHOUT_WINDOW} messages.`,
      { fixes: change ? [changeTemplate(tree, `Set BatchSize to ${LARGEST_WITHOUT_WINDOW}`, [change])] : [] },
    );
  }
  if (isFifo === true && windows && Math.min(...windows) > 0)
    report(
      'INVALID_EVENT_SOURCE',
      spotOf(properties, 'MaximumBatchingWindowInSeconds', spot),
      'Lambda refuses this: a FIFO queue has no batch window. Remove MaximumBatchingWindowInSeconds.',
      {
        fixes: [
          changeTemplate(tree, 'Remove MaximumBatchingWindowInSeconds', [
            { kind: 'remove', pointer: `${properties.pointer}/MaximumBatchingWindowInSeconds` },
          ]),
        ],
      },
    );
  if (isFifo !== false || !isLarge || !windows || Math.max(...windows) > 0) return;
  const change = changeNumber(tree, properties, 'MaximumBatchingWindowInSeconds', 1);
  report(
    'INVALID_EVENT_SOURCE',
    spotOf(properties, 'BatchSize', spot),
    `Lambda refuses this: a batch of more than ${LARGEST_WITHOUT_WINDOW} messages needs a MaximumBatchingWindowInSeconds of 1 or more.`,
    { fixes: change ? [changeTemplate(tree, 'Set MaximumBatchingWindowInSeconds to 1', [change])] : [] },
  );
}

/** By the queue, or by its name where it is elsewhere; undefined where neither is told. */
function isFifoQueue(tree: TemplateTree, { queue, properties }: EventSource): boolean | undefined {
  if (queue) return possibleFlag(tree, valueOf(queue, 'FifoQueue'));
  const named = propertyOf(properties.node, 'Queue') ?? propertyOf(properties.node, 'EventSourceArn');
  const text = expandText(tree, textOf(named?.value));
  if (text.endsWith('.fifo')) return true;
  return text.includes(UNTOLD) || text.endsWith('}') ? undefined : false;
}
