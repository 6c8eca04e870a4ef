import { parsePointer } from '../../src/asl/pointer.ts';
import type { MapRunSnapshot } from '../../src/protocol/execution-snapshot.ts';
import { describeProgress, shareDone, type MapRunProgress } from '../../src/protocol/map-run-progress.ts';
import { Endpoint } from '../../src/protocol/endpoint.ts';
import { RESULTS_HOST_MESSAGES, RESULTS_PAGE_MESSAGES, type ExecutionResults } from '../../src/protocol/results.ts';
import { build, keepFocus } from '../dom.ts';
import { messageOf, type PageContext } from '../page.ts';
import { formatCount, link, section, SIGNS } from './parts.ts';
import { createRecordsView, type Act, type Host } from './records-view.ts';

/** Characters of an output that the page shows; the whole of it opens in an editor. */
const SHOWN_OUTPUT = 20_000;

/** Mounts the results page: how one execution ended, its counts, its output and where the results lie. */
export function mount({ root, port, report }: PageContext): void {
  const host: Host = new Endpoint(port, RESULTS_PAGE_MESSAGES, RESULTS_HOST_MESSAGES, report);
  const act: Act = (answer) => {
    answer.catch((error: unknown) => report(messageOf(error)));
  };
  const header = makeHeader(host, act);
  const top = build('div', {});
  const records = createRecordsView(host, act);
  const bottom = build('div', {});
  root.replaceChildren(build('article', { class: 'results' }, header.element, top, records, bottom));
  host.on('results', (results) => {
    header.update(results);
    keepFocus(top, () => top.replaceChildren(...drawTop(results, host, act)));
    keepFocus(bottom, () => bottom.replaceChildren(...drawOutput(results, host, act)));
  });
  host.on('summary', ({ title }) => header.name(title));
  act(host.request('ready', undefined));
}

function drawTop(results: ExecutionResults, host: Host, act: Act): Node[] {
  return [
    ...drawAdvice(results),
    ...drawError(results),
    ...drawFiles(results, host, act),
    ...drawMapRuns(results, host, act),
  ];
}

/**
 * What stays while an execution goes on: the status, which is read out when it changes and not with each count, and the
 * buttons, which keep the focus.
 */
function makeHeader(
  host: Host,
  act: Act,
): {
  element: HTMLElement;
  update: (results: ExecutionResults) => void;
  /** Of results that were opened without their execution. */
  name: (title: string) => void;
} {
  const heading = build('h1', {});
  const status = build('p', { class: 'status', role: 'status' }, 'Waiting for the results…');
  const facts = build('dl', { class: 'facts' });
  const stop = build('button', { type: 'button', hidden: '' }, 'Stop');
  const redrive = build('button', { type: 'button', hidden: '' }, 'Redrive');
  stop.addEventListener('click', () => act(host.request('stop', undefined)));
  redrive.addEventListener('click', () => act(host.request('redrive', undefined)));
  let shown: ExecutionResults['status'] | undefined;
  return {
    element: build('header', {}, heading, status, facts, build('div', { class: 'actions' }, stop, redrive)),
    name: (title) => {
      if (shown !== undefined) return;
      heading.textContent = title;
      status.hidden = true;
    },
    update: (results) => {
      heading.textContent = results.title;
      facts.replaceChildren(...drawFacts(results));
      const hadFocus = [stop, redrive].some((button) => button === document.activeElement);
      stop.hidden = !results.actions.includes('stop');
      redrive.hidden = !results.actions.includes('redrive');
      if (hadFocus) [stop, redrive].find((button) => !button.hidden)?.focus();
      if (results.status === shown) return;
      shown = results.status;
      status.hidden = false;
      status.className = `status status-${shown}`;
      status.replaceChildren(build('span', { 'aria-hidden': 'true' }, SIGNS[shown] ?? ''), ` ${shown}`);
    },
  };
}

function drawFacts({ seconds, events, executionArn }: ExecutionResults): Node[] {
  const facts: [string, string][] = [
    ['Duration', formatSeconds(seconds)],
    ...(events === undefined ? [] : ([['Events', formatCount(events)]] satisfies [string, string][])),
    ['Execution', executionArn],
  ];
  return facts.flatMap(([term, fact]) => [build('dt', {}, term), build('dd', {}, fact)]);
}

function drawAdvice({ advice }: ExecutionResults): Node[] {
  return advice === undefined ? [] : [build('p', { class: 'advice' }, advice)];
}

function drawError({ error, cause }: ExecutionResults): Node[] {
  if (error === undefined && cause === undefined) return [];
  return [
    section(
      'Error',
      ...(error === undefined ? [] : [build('p', { class: 'error' }, error)]),
      ...(cause === undefined ? [] : [build('pre', { tabindex: '0', 'aria-label': 'Cause' }, cause)]),
    ),
  ];
}

function drawFiles({ files }: ExecutionResults, host: Host, act: Act): Node[] {
  if (files.length === 0) return [];
  const items = files.map(({ id, label, location }) =>
    build(
      'li',
      {},
      link(label, () => act(host.request('open', { id }))),
      build('span', { class: 'location' }, location),
      ...(files.length > 1 ? [link('Look at it', () => act(host.request('showResults', { id })))] : []),
    ),
  );
  return [section('Where the results lie', build('ul', { class: 'files' }, ...items))];
}

/** Rows of a Map Run's table, what a reader looks for first. */
const COUNTS = [
  ['total', 'Total'],
  ['succeeded', 'Succeeded'],
  ['failed', 'Failed'],
  ['timedOut', 'Timed out'],
  ['aborted', 'Aborted'],
  ['running', 'Running'],
  ['pending', 'Pending'],
] as const satisfies readonly (readonly [keyof MapRunSnapshot['itemCounts'], string])[];

/** A narrow table for each Map Run: beside each other where there is room, none cut off where there is not. */
function drawMapRuns({ mapRuns, progress }: ExecutionResults, host: Host, act: Act): Node[] {
  if (mapRuns.length === 0) return [];
  const tables = mapRuns.map((run, index) =>
    build('div', {}, drawMapRun(run, host, act), ...drawProgress(run, progress[index])),
  );
  return [section('Map Runs', build('div', { class: 'map-runs' }, ...tables))];
}

function drawMapRun({ pointer, status, itemCounts, executionCounts }: MapRunSnapshot, host: Host, act: Act): Node {
  const reveal = link(nameOf(pointer), () => act(host.request('reveal', { pointer })));
  const heads = ['Items', 'Child executions'].map((text) => build('th', { scope: 'col', class: 'count' }, text));
  const rows = COUNTS.map(([key, text]) =>
    build(
      'tr',
      {},
      build('th', { scope: 'row' }, text),
      ...[itemCounts, executionCounts].map((counts) => build('td', { class: 'count' }, formatCount(counts[key]))),
    ),
  );
  return build(
    'table',
    {},
    build('caption', {}, reveal, ` ${SIGNS[status]} ${status}`),
    build('thead', {}, build('tr', {}, build('td', {}), ...heads)),
    build('tbody', {}, ...rows),
  );
}

/** How far it is and how fast it goes, as long as it does. */
function drawProgress({ status, pointer }: MapRunSnapshot, progress: MapRunProgress | undefined): Node[] {
  if (status !== 'RUNNING' || progress === undefined) return [];
  const label = `Progress of ${nameOf(pointer)}`;
  const bar = build('progress', { max: '1', value: shareDone(progress).toFixed(3), 'aria-label': label });
  return [bar, build('p', { class: 'pace' }, describeProgress(progress).join(', '))];
}

function nameOf(pointer: string): string {
  return parsePointer(pointer)?.at(-1) ?? pointer;
}

function drawOutput({ output }: ExecutionResults, host: Host, act: Act): Node[] {
  if (output === undefined) return [];
  const text = formatJson(output);
  const isLong = text.length > SHOWN_OUTPUT;
  return [
    section(
      'Output',
      build('pre', { tabindex: '0', 'aria-label': 'Output' }, isLong ? `${text.slice(0, SHOWN_OUTPUT)}…` : text),
      ...(isLong
        ? [build('p', {}, `The first ${formatCount(SHOWN_OUTPUT)} of ${formatCount(text.length)} characters.`)]
        : []),
      link('Open in an editor', () => act(host.request('openOutput', undefined))),
    ),
  ];
}

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** `0.42 s`, `12.3 s`, `3 min 5 s`. */
function formatSeconds(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${formatCount(Math.floor(whole / 60))} min ${whole % 60} s`;
}
