import type { ExecutionAction, ShownExecution, ShownText, TextPart } from '../../src/protocol/execution-page.ts';
import { formatMilliseconds } from '../../src/protocol/format-time.ts';
import { build, keepFocus } from '../dom.ts';
import { formatCount, link, section, SIGNS } from '../results/parts.ts';
import type { Act, Host } from './host.ts';

const ACTIONS: readonly (readonly [ExecutionAction, string])[] = [
  ['stop', 'Stop'],
  ['redrive', 'Redrive'],
  ['rerun', 'Re-run with Same Input'],
  ['compare', 'Compare with…'],
  ['copyCommand', 'Copy as AWS CLI Command…'],
];

const TEXTS: readonly (readonly [TextPart, string])[] = [
  ['cause', 'Cause'],
  ['output', 'Output'],
  ['input', 'Input'],
];

/** The clock goes on between two looks. */
const TICK_MILLISECONDS = 1000;

/** What the execution is and how it goes, with what can be done to it; and its texts, which stand below. */
export function createHeader(
  host: Host,
  act: Act,
): { readonly top: HTMLElement; readonly texts: HTMLElement; readonly update: (execution: ShownExecution) => void } {
  const heading = build('h1', {});
  const status = build('p', { class: 'status', role: 'status' }, 'Asking for the execution…');
  const facts = build('dl', { class: 'facts' });
  const error = build('p', { class: 'error', hidden: '' });
  const advice = build('p', { class: 'advice', hidden: '' });
  const links = build('p', { class: 'links' });
  const buttons = new Map(
    ACTIONS.map(([action, label]) => {
      const button = build('button', { type: 'button', hidden: '' }, label);
      button.addEventListener('click', () => act(host.request('act', { action })));
      return [action, button];
    }),
  );
  const texts = build('div', {});
  let shown: ShownExecution | undefined;
  let drawnTexts = '';

  const drawFacts = (): void => {
    if (shown !== undefined) facts.replaceChildren(...listFacts(shown));
  };
  // Ends with the page, as all timers of a page do.
  setInterval(() => {
    if (shown?.status === 'RUNNING' && !document.hidden) drawFacts();
  }, TICK_MILLISECONDS);

  return {
    top: build(
      'header',
      {},
      heading,
      status,
      facts,
      error,
      advice,
      links,
      build('div', { class: 'actions' }, ...buttons.values()),
    ),
    texts,
    update: (execution) => {
      const isOther = execution.status !== shown?.status;
      const isFirst = shown === undefined;
      shown = execution;
      heading.textContent = execution.name;
      drawFacts();
      error.hidden = execution.error === undefined;
      error.textContent = execution.error ?? '';
      advice.hidden = execution.whyNotRedrivable === undefined;
      advice.textContent =
        execution.whyNotRedrivable === undefined ? '' : `It cannot be redriven: ${execution.whyNotRedrivable}`;
      const focused = [...buttons.values()].find((button) => button === document.activeElement);
      for (const [action, button] of buttons) button.hidden = !execution.actions.includes(action);
      if (focused?.hidden === true) [...buttons.values()].find((button) => !button.hidden)?.focus();
      if (isFirst) links.replaceChildren(...drawLinks(execution, host, act));
      // What has changed is read out; counts are not.
      if (isOther) {
        status.className = `status status-${execution.status}`;
        status.replaceChildren(
          build('span', { 'aria-hidden': 'true' }, SIGNS[execution.status] ?? ''),
          ` ${execution.status}`,
        );
      }
      const now = JSON.stringify(TEXTS.map(([part]) => execution[part]));
      if (now === drawnTexts) return;
      drawnTexts = now;
      keepFocus(texts, () => texts.replaceChildren(...drawTexts(execution, host, act)));
    },
  };
}

function listFacts(execution: ShownExecution): Node[] {
  const { machine, connection, executionArn, startDate, stopDate, redriveCount, mapRunArn } = execution;
  const start = startDate === undefined ? undefined : Date.parse(startDate);
  const end = stopDate === undefined ? Date.now() : Date.parse(stopDate);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Started', start === undefined ? undefined : new Date(start).toLocaleString()],
    ['Duration', start === undefined ? undefined : formatMilliseconds(Math.max(0, end - start))],
    ['State machine', machine],
    ['Connection', connection],
    ['Execution', executionArn],
    ['Redrives', redriveCount === 0 ? undefined : formatCount(redriveCount)],
    ['Child of', mapRunArn],
  ];
  return facts.flatMap(([term, fact]) => (fact === undefined ? [] : [build('dt', {}, term), build('dd', {}, fact)]));
}

function drawLinks({ log }: ShownExecution, host: Host, act: Act): Node[] {
  const links = [
    link('Copy ARN', () => act(host.request('copyArn', undefined))),
    link('Open Preview', () => act(host.request('openPreview', undefined))),
  ];
  if (log !== undefined)
    links.push(
      link('Open its log in CloudWatch', () => act(host.request('openLog', undefined))),
      link('Copy the link to its log', () => act(host.request('copyLog', undefined))),
    );
  return links;
}

function drawTexts(execution: ShownExecution, host: Host, act: Act): Node[] {
  return TEXTS.flatMap(([part, title]) => {
    const shown = execution[part];
    if (shown === undefined) return [];
    return [
      section(
        title,
        ...drawText(title, shown),
        link(`Copy ${title}`, () => act(host.request('copyText', { part }))),
        link(`Open ${title} in an editor`, () => act(host.request('openText', { part }))),
      ),
    ];
  });
}

/** The beginning of a text, and whether there is more. */
export function drawText(title: string, { text, isCut }: ShownText): Node[] {
  return [
    build('pre', { tabindex: '0', role: 'region', 'aria-label': title }, isCut ? `${text}…` : text),
    ...(isCut ? [build('p', {}, `The first ${formatCount(text.length)} characters.`)] : []),
  ];
}
