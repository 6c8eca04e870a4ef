import type { MapRunSnapshot } from '../../src/protocol/execution-snapshot.ts';
import { Endpoint } from '../../src/protocol/endpoint.ts';
import { RESULTS_HOST_MESSAGES, RESULTS_PAGE_MESSAGES, type ExecutionResults } from '../../src/protocol/results.ts';
import { build } from '../dom.ts';
import type { PageContext } from '../page.ts';

/** Characters of an output that the page shows; the whole of it opens in an editor. */
const SHOWN_OUTPUT = 20_000;

type Host = Endpoint<typeof RESULTS_PAGE_MESSAGES, typeof RESULTS_HOST_MESSAGES>;
type Act = (answer: Promise<unknown>) => void;

/** A sign beside each status: colour is never all that tells. */
const SIGNS: Readonly<Record<ExecutionResults['status'], string>> = {
  RUNNING: '▸',
  SUCCEEDED: '✓',
  FAILED: '✗',
  TIMED_OUT: '⏱',
  ABORTED: '■',
  PENDING_REDRIVE: '↻',
};

/** Mounts the results page: how one execution ended, its counts, its output and where the results lie. */
export function mount({ root, port, report }: PageContext): void {
  const host: Host = new Endpoint(port, RESULTS_PAGE_MESSAGES, RESULTS_HOST_MESSAGES, report);
  const act: Act = (answer) => {
    answer.catch((error: unknown) => report(error instanceof Error ? error.message : String(error)));
  };
  const article = build('article', { class: 'results' }, build('p', { role: 'status' }, 'Waiting for the results…'));
  root.replaceChildren(article);
  host.on('results', (results) => article.replaceChildren(...drawResults(results, host, act)));
  act(host.request('ready', undefined));
}

function drawResults(results: ExecutionResults, host: Host, act: Act): Node[] {
  return [
    drawHeader(results),
    ...drawError(results),
    ...drawFiles(results, host, act),
    ...drawMapRuns(results, host, act),
    ...drawOutput(results, host, act),
  ];
}

function drawHeader({ title, status, seconds, startedAt, events, executionArn }: ExecutionResults): HTMLElement {
  const facts: [string, string][] = [
    ['Duration', formatSeconds(seconds)],
    ...(startedAt === undefined
      ? []
      : ([['Started', new Date(startedAt).toLocaleString()]] satisfies [string, string][])),
    ['Events', formatCount(events)],
    ['Execution', executionArn],
  ];
  return build(
    'header',
    {},
    build('h1', {}, title),
    build(
      'p',
      { class: `status status-${status}`, role: 'status' },
      build('span', { 'aria-hidden': 'true' }, SIGNS[status]),
      ` ${status}`,
    ),
    build('dl', { class: 'facts' }, ...facts.flatMap(([term, fact]) => [build('dt', {}, term), build('dd', {}, fact)])),
  );
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
    ),
  );
  return [section('Where the results lie', build('ul', { class: 'files' }, ...items))];
}

/** Columns of the table of Map Runs; items and child executions each have a row. */
const COUNTS = ['succeeded', 'failed', 'timedOut', 'aborted', 'running', 'pending', 'total'] as const;

const HEADINGS: Readonly<Record<(typeof COUNTS)[number], string>> = {
  succeeded: 'Succeeded',
  failed: 'Failed',
  timedOut: 'Timed out',
  aborted: 'Aborted',
  running: 'Running',
  pending: 'Pending',
  total: 'Total',
};

function drawMapRuns({ mapRuns }: ExecutionResults, host: Host, act: Act): Node[] {
  if (mapRuns.length === 0) return [];
  const head = (text: string, className?: string): HTMLElement => build('th', { scope: 'col', class: className }, text);
  const heads = [
    ...['Map Run', 'Status', 'Of'].map((text) => head(text)),
    ...COUNTS.map((count) => head(HEADINGS[count], 'count')),
  ];
  const table = build(
    'table',
    {},
    build('thead', {}, build('tr', {}, ...heads)),
    ...mapRuns.map((run) => drawMapRun(run, host, act)),
  );
  return [
    section(
      'Map Runs',
      build('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': 'Map Runs' }, table),
    ),
  ];
}

function drawMapRun(run: MapRunSnapshot, host: Host, act: Act): HTMLElement {
  const reveal = link(nameOf(run.pointer), () => act(host.request('reveal', { pointer: run.pointer })));
  const cells = (counts: MapRunSnapshot['itemCounts']): HTMLElement[] =>
    COUNTS.map((count) => build('td', { class: 'count' }, formatCount(counts[count])));
  return build(
    'tbody',
    {},
    build(
      'tr',
      {},
      build('th', { scope: 'rowgroup', rowspan: '2' }, reveal),
      build('td', { rowspan: '2' }, `${SIGNS[run.status]} ${run.status}`),
      build('td', {}, 'items'),
      ...cells(run.itemCounts),
    ),
    build('tr', {}, build('td', {}, 'child executions'), ...cells(run.executionCounts)),
  );
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

function section(title: string, ...content: readonly Node[]): HTMLElement {
  return build('section', {}, build('h2', {}, title), ...content);
}

function link(label: string, act: () => void): HTMLElement {
  const button = build('button', { type: 'button', class: 'link' }, label);
  button.addEventListener('click', act);
  return button;
}

/** The state's name: the last token of its pointer, unescaped. */
function nameOf(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
}

function formatJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `0.42 s`, `12.3 s`, `3 min 5 s`. */
function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${formatCount(Math.floor(seconds / 60))} min ${Math.round(seconds % 60)} s`;
}
