import { Endpoint } from '../../src/protocol/endpoint.ts';
import { EXECUTION_HOST_MESSAGES, EXECUTION_PAGE_MESSAGES } from '../../src/protocol/execution-page.ts';
import { build } from '../dom.ts';
import { messageOf, type PageContext } from '../page.ts';
import { createHeader } from './header-view.ts';
import { createHistoryView } from './history-view.ts';
import type { Act, Host } from './host.ts';
import { createMapRunsView } from './map-runs-view.ts';
import { createStatesView } from './states-view.ts';

/** Mounts the page of one execution: how it goes, its Map Runs, its states and its history, as they grow. */
export function mount({ root, port, report }: PageContext): void {
  const host: Host = new Endpoint(port, EXECUTION_PAGE_MESSAGES, EXECUTION_HOST_MESSAGES, report);
  const act: Act = (answer) => {
    answer.catch((error: unknown) => report(messageOf(error)));
  };
  const header = createHeader(host, act);
  const trouble = createTrouble(host, act);
  const mapRuns = createMapRunsView(host, act);
  const history = createHistoryView(host, act);
  const states = createStatesView(host, act, (state) => history.showState(state));
  root.replaceChildren(
    build(
      'article',
      { class: 'execution' },
      header.top,
      trouble.element,
      mapRuns.element,
      states.element,
      history.element,
      header.texts,
    ),
  );
  host.on('execution', (execution) => {
    header.update(execution);
    history.explain(execution.whyNoHistory);
  });
  host.on('trouble', ({ message }) => trouble.update(message));
  host.on('mapRuns', ({ mapRuns: shown }) => mapRuns.update(shown));
  host.on('states', ({ states: shown }) => states.update(shown));
  host.on('rows', ({ rows, isFirst }) => history.add(rows, isFirst));
  act(host.request('ready', undefined));
}

/** Why the execution is not followed, with a way to go on. */
function createTrouble(
  host: Host,
  act: Act,
): { readonly element: HTMLElement; readonly update: (message: string | undefined) => void } {
  const line = build('span', {});
  const retry = build('button', { type: 'button' }, 'Try Again');
  retry.addEventListener('click', () => act(host.request('retry', undefined)));
  const element = build('div', { class: 'banner', role: 'alert', hidden: '' }, line, retry);
  return {
    element,
    update: (message) => {
      if (line.textContent !== (message ?? '')) line.textContent = message ?? '';
      element.hidden = message === undefined;
    },
  };
}
