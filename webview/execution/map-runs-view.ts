import type { FailedChild, ShownMapRun } from '../../src/protocol/execution-page.ts';
import type { MapRunCounts, MapRunLimits } from '../../src/protocol/execution-snapshot.ts';
import { describeProgress, shareDone } from '../../src/protocol/map-run-progress.ts';
import { build } from '../dom.ts';
import { formatCount, link, section, SIGNS } from '../results/parts.ts';
import type { Act, Host } from './host.ts';

const COUNTS = [
  ['total', 'Total'],
  ['succeeded', 'Succeeded'],
  ['failed', 'Failed'],
  ['timedOut', 'Timed out'],
  ['aborted', 'Aborted'],
  ['running', 'Running'],
  ['pending', 'Pending'],
  ['pendingRedrive', 'To be redriven'],
] as const satisfies readonly (readonly [keyof MapRunCounts, string])[];

const LIMITS = [
  ['maxConcurrency', 'Children at once (0: as many as allowed)', '1'],
  ['toleratedFailureCount', 'Tolerated failures', '1'],
  ['toleratedFailurePercentage', 'Tolerated failures, %', 'any'],
] as const satisfies readonly (readonly [keyof MapRunLimits, string, string])[];

interface MapRunView {
  readonly element: HTMLElement;
  readonly update: (shown: ShownMapRun) => void;
}

/** Map Runs with their counts, how fast they go, what can be changed while they do, and their children that failed. */
export function createMapRunsView(
  host: Host,
  act: Act,
): { readonly element: HTMLElement; readonly update: (mapRuns: readonly ShownMapRun[]) => void } {
  const body = build('div', { class: 'map-runs' });
  const element = section('Map Runs', body);
  element.hidden = true;
  const views = new Map<string, MapRunView>();
  return {
    element,
    update: (mapRuns) => {
      element.hidden = mapRuns.length === 0;
      for (const shown of mapRuns) {
        const { mapRunArn } = shown.mapRun;
        let view = views.get(mapRunArn);
        if (view === undefined) {
          views.set(mapRunArn, (view = createMapRun(mapRunArn, host, act)));
          body.append(view.element);
        }
        view.update(shown);
      }
    },
  };
}

function createMapRun(mapRunArn: string, host: Host, act: Act): MapRunView {
  const heading = build('h3', {});
  const bar = build('progress', { max: '1' });
  const pace = build('p', { class: 'pace' });
  const body = build('tbody', {});
  const heads = ['', 'Items', 'Child executions'].map((text) =>
    text === '' ? build('td', {}) : build('th', { scope: 'col', class: 'count' }, text),
  );
  const limits = createLimits(mapRunArn, host, act);
  const failed = createFailedChildren(mapRunArn, host, act);
  const results = build('button', { type: 'button' }, 'Open Results');
  results.addEventListener('click', () => act(host.request('openResults', { mapRunArn })));
  let drawn = '';
  return {
    element: build(
      'div',
      { class: 'map-run' },
      heading,
      bar,
      pace,
      build('table', {}, build('thead', {}, build('tr', {}, ...heads)), body),
      limits.element,
      build('div', { class: 'actions' }, results, failed.button),
      failed.element,
    ),
    update: ({ name, mapRun, progress }) => {
      const isRunning = mapRun.status === 'RUNNING';
      heading.textContent = `${name} ${SIGNS[mapRun.status] ?? ''} ${mapRun.status}`;
      bar.setAttribute('aria-label', `Progress of ${name}`);
      bar.hidden = !isRunning;
      bar.value = shareDone(progress);
      pace.textContent = isRunning ? describeProgress(progress).join(', ') : '';
      limits.update(isRunning ? mapRun.limits : undefined);
      failed.button.disabled = mapRun.executionCounts.failed + mapRun.executionCounts.timedOut === 0;
      const now = JSON.stringify([mapRun.itemCounts, mapRun.executionCounts]);
      if (now === drawn) return;
      drawn = now;
      body.replaceChildren(
        ...COUNTS.map(([key, title]) =>
          build(
            'tr',
            {},
            build('th', { scope: 'row' }, title),
            ...[mapRun.itemCounts, mapRun.executionCounts].map((counts) =>
              build('td', { class: 'count' }, formatCount(counts[key])),
            ),
          ),
        ),
      );
    },
  };
}

/** What UpdateMapRun changes; only while it goes on. */
function createLimits(
  mapRunArn: string,
  host: Host,
  act: Act,
): { readonly element: HTMLElement; readonly update: (limits: MapRunLimits | undefined) => void } {
  const inputs = LIMITS.map(([key, label, step]) => {
    const input = build('input', { type: 'number', min: '0', step, required: '' });
    if (key === 'toleratedFailurePercentage') input.max = '100';
    return { key, input, label: build('label', {}, label, input) };
  });
  const apply = build('button', { type: 'submit' }, 'Change');
  const said = build('span', { role: 'status' });
  const form = build(
    'form',
    { class: 'limits', 'aria-label': 'Limits' },
    ...inputs.map(({ label }) => label),
    apply,
    said,
  );
  let known: MapRunLimits | undefined;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const changed = inputs.filter(({ key, input }) => known !== undefined && Number(input.value) !== known[key]);
    if (changed.length === 0) {
      said.textContent = 'Nothing has changed.';
      return;
    }
    const change = Object.fromEntries(changed.map(({ key, input }) => [key, Number(input.value)]));
    said.textContent = 'Changing…';
    act(
      host.request('updateMapRun', { mapRunArn, ...change }).then(
        () => (said.textContent = 'Changed.'),
        (error: unknown) => {
          said.textContent = '';
          throw error;
        },
      ),
    );
  });
  return {
    element: form,
    update: (limits) => {
      form.hidden = limits === undefined;
      if (limits === undefined) return;
      for (const { key, input } of inputs) {
        const isUntouched = known === undefined || Number(input.value) === known[key];
        if (isUntouched && input.value !== String(limits[key])) input.value = String(limits[key]);
      }
      known = limits;
    },
  };
}

function createFailedChildren(
  mapRunArn: string,
  host: Host,
  act: Act,
): { readonly element: HTMLElement; readonly button: HTMLButtonElement } {
  const button = build('button', { type: 'button' }, 'List Failed Children');
  const element = build('div', { class: 'children', role: 'region', 'aria-label': 'Failed children', hidden: '' });
  const drawChild = ({ executionArn, name, status, stopDate }: FailedChild): HTMLElement =>
    build(
      'li',
      {},
      build('span', { class: `status-${status}` }, `${SIGNS[status] ?? '·'} ${status} `),
      link(name, () => act(host.request('openExecution', { executionArn }))),
      stopDate === undefined ? '' : ` ${new Date(stopDate).toLocaleString()}`,
    );
  button.addEventListener('click', () => {
    const listing = host.request('failedChildren', { mapRunArn }).then(({ children, hasMore }) => {
      element.hidden = false;
      element.replaceChildren(
        build('ul', {}, ...children.map(drawChild)),
        ...(hasMore
          ? [
              build(
                'p',
                {},
                `The first ${formatCount(children.length)}: the results, and the view Executions, have the others.`,
              ),
            ]
          : []),
      );
    });
    act(listing);
  });
  return { element, button };
}
