import type { ShownGroup, ShownSummary } from '../../src/protocol/result-records.ts';
import { build } from '../dom.ts';
import { formatCount, link, SIGNS } from './parts.ts';

export interface SummaryActions {
  readonly showGroup: (group: ShownGroup) => void;
  readonly stopReading: () => void;
}

/** Groups of causes of one error. */
interface ErrorGroups {
  readonly error: string | undefined;
  readonly count: number;
  readonly causes: readonly ShownGroup[];
}

/** Causes that are listed of an error; the others are found by the search. */
const MOST_CAUSES = 50;

/** Counts of child executions, and their failures by error and cause, as far as the files were read. */
export function createSummaryView({ showGroup, stopReading }: SummaryActions): {
  readonly element: HTMLElement;
  readonly update: (summary: ShownSummary) => void;
} {
  const place = build('p', { class: 'location' });
  const problem = build('p', { class: 'error', role: 'alert', hidden: '' });
  const notes = build('ul', { class: 'warnings' });
  const status = build('p', { class: 'reading', role: 'status' });
  const bar = build('progress', { max: '1', 'aria-label': 'Reading the result files' });
  const stop = build('button', { type: 'button' }, 'Stop Counting');
  stop.addEventListener('click', stopReading);
  const reading = build('div', { class: 'reading-bar', hidden: '' }, bar, stop);
  const counts = build('ul', { class: 'counts', 'aria-label': 'Child executions' });
  const groups = build('div', { class: 'groups' });
  /** Errors that were closed: all are open at first, where they are few. */
  const closed = new Set<string>();
  let shownGroups = '';

  const drawError = ({ error, count, causes }: ErrorGroups): HTMLElement => {
    const key = error ?? '';
    const details = build('details', closed.has(key) ? {} : { open: '' });
    details.addEventListener('toggle', () => (details.open ? closed.delete(key) : closed.add(key)));
    const rows = causes.slice(0, MOST_CAUSES).map((group) =>
      build(
        'li',
        {},
        build('span', { class: 'count' }, formatCount(group.count)),
        link(describeCause(group), () => showGroup(group)),
      ),
    );
    if (causes.length > MOST_CAUSES)
      rows.push(build('li', {}, `${formatCount(causes.length - MOST_CAUSES)} more causes: search for them.`));
    const title = build('span', { class: 'count' }, formatCount(count));
    details.append(build('summary', {}, title, ` ${error ?? 'unknown'}`), build('ul', {}, ...rows));
    return details;
  };

  return {
    element: build('div', {}, place, problem, notes, status, reading, counts, groups),
    update: (summary) => {
      place.textContent = summary.location;
      problem.hidden = summary.problem === undefined;
      if (problem.textContent !== (summary.problem ?? '')) problem.textContent = summary.problem ?? '';
      notes.replaceChildren(...summary.warnings.map((line) => build('li', {}, line)));
      const isReading = summary.state === 'reading';
      const said = describeState(summary);
      if (status.textContent !== said) status.textContent = said;
      reading.hidden = !isReading;
      bar.value = summary.total === 0 ? 0 : Math.min(1, summary.read / summary.total);
      counts.replaceChildren(
        ...summary.counts.map(({ status: of, count }) =>
          build(
            'li',
            {},
            build(
              'span',
              { class: `status-${of}` },
              build('span', { 'aria-hidden': 'true' }, SIGNS[of] ?? '·'),
              ` ${of} `,
            ),
            build('b', {}, formatCount(count)),
          ),
        ),
      );
      // What has not changed keeps the focus.
      const now = JSON.stringify(summary.groups);
      if (now === shownGroups) return;
      shownGroups = now;
      const focused = document.activeElement?.textContent;
      const had = groups.contains(document.activeElement);
      groups.replaceChildren(
        ...(summary.groups.length === 0 ? [] : [build('h3', {}, 'Failures by error and cause')]),
        ...groupByError(summary.groups).map(drawError),
      );
      if (had)
        [...groups.querySelectorAll<HTMLElement>('button, summary')]
          .find(({ textContent }) => textContent === focused)
          ?.focus();
    },
  };
}

export function describeCause({ cause, isRest }: ShownGroup): string {
  return isRest ? 'further causes' : (cause ?? 'unknown');
}

function describeState({ state, counts }: ShownSummary): string {
  if (state === 'reading') return 'Counting…';
  if (state === 'stopped') return 'Counting was stopped: these are not all.';
  return state === 'done' && counts.length === 0 ? 'There are no records: the Map had no items.' : '';
}

/** The largest first, as the groups come. */
function groupByError(groups: readonly ShownGroup[]): readonly ErrorGroups[] {
  const byError = new Map<string | undefined, ShownGroup[]>();
  for (const group of groups) {
    const causes = byError.get(group.error);
    if (causes === undefined) byError.set(group.error, [group]);
    else causes.push(group);
  }
  return [...byError]
    .map(([error, causes]) => ({ error, causes, count: causes.reduce((sum, { count }) => sum + count, 0) }))
    .toSorted((one, other) => other.count - one.count);
}
