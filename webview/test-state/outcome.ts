import type { TestOutcome } from '../../src/protocol/test-state.ts';
import { build } from '../dom.ts';

/** A sign beside each status: colour is never all that tells. */
const STATUSES: Readonly<Record<TestOutcome['status'], readonly [sign: string, text: string]>> = {
  SUCCEEDED: ['✓', 'Succeeded'],
  FAILED: ['✗', 'Failed'],
  RETRIABLE: ['↻', 'Failed, and would be retried'],
  CAUGHT_ERROR: ['⚑', 'Failed, and was caught'],
};

/** What became of the data, in words; the API's own names stand beside them. */
const STEPS: Readonly<Record<string, string>> = {
  afterInputPath: 'After InputPath',
  afterItemsPointer: 'Items at ItemsPointer',
  afterItemsPath: 'Items at ItemsPath',
  afterItemSelector: 'Items after ItemSelector',
  afterItemBatcher: 'Batches of ItemBatcher',
  afterParameters: 'After Parameters',
  afterArguments: 'After Arguments',
  result: 'Result of the work',
  afterResultSelector: 'After ResultSelector',
  afterResultPath: 'After ResultPath',
  variables: 'Variables afterwards',
  maxConcurrency: 'MaxConcurrency',
  toleratedFailureCount: 'ToleratedFailureCount',
  toleratedFailurePercentage: 'ToleratedFailurePercentage',
  catchIndex: 'Which Catch',
  retryIndex: 'Which Retry',
  retryBackoffIntervalSeconds: 'Seconds until the retry',
};

/** Draws how a state ended. `goOn`: tests the state that follows with this one's output. */
export function drawOutcome(outcome: TestOutcome, goOn: (() => void) | undefined): Node[] {
  const { status, nextState, error, cause, output, steps, log } = outcome;
  const [sign, text] = STATUSES[status];
  const nodes: Node[] = [
    build('h2', { class: 'visually-hidden' }, 'Result'),
    build('p', { class: `status ${status}` }, build('span', { 'aria-hidden': 'true' }, sign), ` ${text}`),
  ];
  if (nextState !== undefined) nodes.push(build('p', {}, 'Goes on to ', build('strong', {}, nextState)));
  if (goOn !== undefined) {
    const button = build('button', { type: 'button' }, `Test ${nextState ?? ''} with this output`);
    button.addEventListener('click', goOn);
    nodes.push(button);
  }
  if (error !== undefined) nodes.push(build('p', { class: 'error' }, error));
  if (cause !== undefined) nodes.push(drawText('Cause', cause));
  if (output !== undefined) nodes.push(drawText('Output', formatJson(output)));
  if (steps.length > 0)
    nodes.push(
      build(
        'details',
        { open: '' },
        build('summary', {}, 'On the way'),
        ...steps.map(({ name, value }) => drawText(STEPS[name] ?? name, formatJson(value))),
      ),
    );
  if (log !== '') nodes.push(drawText('Printed by the handler', log));
  return nodes;
}

function drawText(title: string, text: string): HTMLElement {
  return build(
    'div',
    { class: 'text' },
    build('h3', {}, title),
    build('pre', { tabindex: '0', 'aria-label': title }, text),
  );
}

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
