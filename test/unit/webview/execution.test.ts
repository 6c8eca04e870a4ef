// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ShownExecution, ShownMapRun, StateRow } from '../../../src/protocol/execution-page.ts';
import type { HistoryRow } from '../../../src/protocol/history-row.ts';
import { mount } from '../../../webview/execution/execution.ts';
import { installBrowser, mountView, type MountedPage } from './page-harness.ts';

const EXECUTION: ShownExecution = {
  name: 'run <1>',
  machine: 'zip',
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:zip:run',
  connection: 'Local',
  status: 'RUNNING',
  startDate: '2026-01-01T10:00:00.000Z',
  stopDate: undefined,
  redriveCount: 0,
  input: { text: '{\n  "a": "<b>"\n}', isCut: false },
  output: undefined,
  error: undefined,
  cause: undefined,
  mapRunArn: undefined,
  actions: ['stop', 'rerun', 'compare'],
  whyNotRedrivable: undefined,
  whyNoHistory: undefined,
  log: undefined,
};
const COUNTS = {
  ...{ pending: 0, running: 40, succeeded: 900, failed: 3, timedOut: 0, aborted: 0, total: 943 },
  ...{ resultsWritten: 0, failuresNotRedrivable: 0, pendingRedrive: 0 },
};
const MAP_RUN: ShownMapRun = {
  name: 'Price',
  mapRun: {
    mapRunArn: 'arn:map',
    pointer: '/States/Price',
    status: 'RUNNING',
    itemCounts: COUNTS,
    executionCounts: COUNTS,
    limits: { maxConcurrency: 40, toleratedFailureCount: 0, toleratedFailurePercentage: 5 },
  },
  progress: {
    ...{ mapRunArn: 'arn:map', done: 903, failed: 3, running: 40, items: 2000 },
    ...{ known: 'exactly', itemsPerSecond: 50, secondsLeft: 22 },
  },
};
const STATE: StateRow = {
  ...{ name: 'Price', pointer: '/States/Price', entered: 3, running: 1, succeeded: 1, failed: 1, retries: 2 },
  error: 'No.Such',
};

const row = (id: number, change: Partial<HistoryRow> = {}): HistoryRow => ({
  id,
  type: id % 2 === 0 ? 'TaskScheduled' : 'TaskFailed',
  at: Date.UTC(2026, 0, 1) + id * 10,
  since: id === 1 ? undefined : 10,
  state: `S${id % 3}`,
  pointer: `/States/S${id % 3}`,
  about: id % 2 === 0 ? 'lambda:invoke' : 'No.Such',
  isFailed: id % 2 === 1,
  ...change,
});

let page: MountedPage;
beforeEach(() => {
  installBrowser();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: Date.UTC(2026, 0, 1, 10, 3, 5) });
  page = mountView({ mount });
});

const button = (label: string): HTMLButtonElement =>
  [...page.root.querySelectorAll('button')].find(({ textContent }) => textContent === label)!;
const sentAs = (name: string) => page.sent.filter((each) => each.name === name).map(({ params }) => params);
const drawn = (): string[] => [...page.root.querySelectorAll('.virtual-row .event-id')].map((cell) => cell.textContent);

describe('the page of an execution', () => {
  it('shows what it is, its texts as text, and offers what can be done now', () => {
    page.tell('execution', EXECUTION);
    expect(page.root.querySelector('h1')?.textContent).toBe('run <1>');
    expect(page.root.querySelector('[role="status"].status')?.textContent).toBe('▸ RUNNING');
    expect(page.root.querySelector('.facts')?.textContent).toContain('Duration3 min 5 s');
    expect(page.root.querySelector('pre')?.textContent).toBe('{\n  "a": "<b>"\n}');
    expect(button('Redrive').hidden).toBe(true);
    button('Stop').click();
    button('Copy Input').click();
    expect(sentAs('act')).toEqual([{ action: 'stop' }]);
    expect(sentAs('copyText')).toEqual([{ part: 'input' }]);
  });

  it('goes on counting between two looks, and says when the status has changed', () => {
    page.tell('execution', EXECUTION);
    vi.advanceTimersByTime(60_000);
    expect(page.root.querySelector('.facts')?.textContent).toContain('Duration4 min 5 s');
    button('Stop').focus();
    const failed: Partial<ShownExecution> = {
      status: 'FAILED',
      stopDate: '2026-01-01T10:00:02.500Z',
      error: 'Shop.Closed',
      cause: { text: 'because', isCut: true },
      actions: ['rerun'],
      whyNotRedrivable: 'It is too old.',
    };
    page.tell('execution', { ...EXECUTION, ...failed });
    expect(page.root.querySelector('.status')?.textContent).toBe('✗ FAILED');
    expect(page.root.textContent).toContain('Duration2.5 s');
    expect(page.root.textContent).toMatch(/Shop\.Closed.*It cannot be redriven: It is too old\./);
    expect([...page.root.querySelectorAll('pre')].map((each) => each.textContent)[0]).toBe('because…');
    // The button that had the focus is gone.
    expect(document.activeElement).toBe(button('Re-run with Same Input'));
  });

  it('says why it is not followed, with a way to go on', () => {
    const banner = page.root.querySelector<HTMLElement>('.banner')!;
    expect(banner.hidden).toBe(true);
    page.tell('trouble', { message: 'The credentials have expired.' });
    expect([banner.hidden, banner.textContent]).toEqual([false, 'The credentials have expired.Try Again']);
    button('Try Again').click();
    expect(sentAs('retry')).toHaveLength(1);
    page.tell('trouble', {});
    expect(banner.hidden).toBe(true);
  });

  it('says that an Express execution has no history, and where its log is', () => {
    const log = { logGroup: '/aws/x', url: 'https://console.aws.amazon.com/x' };
    page.tell('execution', { ...EXECUTION, whyNoHistory: 'Express has none.', log });
    expect(page.root.querySelector('.why')?.textContent).toBe('Express has none.');
    expect(page.root.querySelector('.virtual-list')?.closest<HTMLElement>('div[hidden]')).not.toBeNull();
    button('Copy the link to its log').click();
    expect(sentAs('copyLog')).toHaveLength(1);
  });
});

describe('the history', () => {
  it('stays small with 25,000 events, and is read in any of them', () => {
    const all = Array.from({ length: 25_000 }, (_, index) => row(index + 1));
    for (let at = 0; at < all.length; at += 2000)
      page.tell('rows', { rows: all.slice(at, at + 2000), isFirst: at === 0 });
    expect(page.root.querySelector('.found')?.textContent).toBe('25,000 events');
    expect(page.root.querySelectorAll('.virtual-row').length).toBeLessThan(50);
    expect(page.root.querySelectorAll('*').length).toBeLessThan(600);
    const list = page.root.querySelector<HTMLElement>('.virtual-list')!;
    list.focus();
    list.dispatchEvent(new KeyboardEvent('keydown', { key: 'End' }));
    expect(drawn().at(-1)).toBe('25000');
    list.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(sentAs('openEvent')).toEqual([{ id: 25_000 }]);
  });

  it('grows, keeps its filter, and begins anew when the host does', () => {
    page.tell('rows', { rows: [row(1), row(2)], isFirst: true });
    const failures = page.root.querySelector<HTMLInputElement>('#failures-only')!;
    failures.checked = true;
    failures.dispatchEvent(new Event('change'));
    expect(drawn()).toEqual(['1']);
    page.tell('rows', { rows: [row(3), row(4)], isFirst: false });
    expect(drawn()).toEqual(['1', '3']);
    expect(page.root.querySelector('.found')?.textContent).toBe('2 of 4 events');
    page.tell('rows', { rows: [row(5)], isFirst: true });
    expect(drawn()).toEqual(['5']);
  });

  it('is filtered by state, type and text', () => {
    page.tell('rows', { rows: Array.from({ length: 12 }, (_, index) => row(index + 1)), isFirst: true });
    const select = (label: string, value: string): void => {
      const element = page.root.querySelector<HTMLSelectElement>(`select[aria-label="${label}"]`)!;
      expect([...element.options].map((option) => option.value)).toContain(value);
      element.value = value;
      element.dispatchEvent(new Event('change'));
    };
    select('State', 'S1');
    expect(drawn()).toEqual(['1', '4', '7', '10']);
    select('Type of event', 'TaskFailed');
    expect(drawn()).toEqual(['1', '7']);
    const text = page.root.querySelector<HTMLInputElement>('input[type="search"]')!;
    text.value = 'nothing';
    text.dispatchEvent(new Event('input'));
    expect(drawn()).toEqual([]);
  });

  it('opens an event with its texts, the last one that was asked for', async () => {
    page.tell('rows', { rows: [row(1), row(2)], isFirst: true });
    const rows = [...page.root.querySelectorAll<HTMLElement>('.virtual-row')];
    rows[0]!.click();
    page.root.querySelectorAll<HTMLElement>('.virtual-row')[1]!.click();
    const [first, second] = page.sent.filter(({ name }) => name === 'openEvent');
    await page.answerWith(second!, { id: 2, texts: [{ name: 'input', text: '{"i":1}', isCut: true }] });
    await page.answerWith(first!, { id: 1, texts: [] });
    const detail = page.root.querySelector('.event')!;
    expect(detail.querySelector('h3')?.textContent).toBe('2 TaskScheduled in S2');
    expect(detail.querySelector('pre')?.textContent).toBe('{"i":1}…');
    button('Open input in an editor').click();
    expect(sentAs('openEventText')).toEqual([{ id: 2, name: 'input' }]);
  });

  it('opens the row that was clicked, also where it is drawn anew while the button is down', () => {
    page.tell('rows', { rows: Array.from({ length: 100 }, (_, index) => row(index + 1)), isFirst: true });
    const list = page.root.querySelector<HTMLElement>('.virtual-list')!;
    Object.defineProperty(list, 'clientHeight', { value: 260 });
    list.scrollTop = 26 * 40;
    list.dispatchEvent(new Event('scroll'));
    list.focus();
    expect(list.scrollTop).toBe(26 * 40);
    const space = list.querySelector<HTMLElement>('.virtual-space')!;
    space.getBoundingClientRect = () => ({ top: -1000 }) as DOMRect;
    space.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, clientY: 26 * 42 - 1000 + 3 }));
    expect(sentAs('openEvent')).toEqual([{ id: 43 }]);
    // Not asked for twice where the click comes, too.
    space.dispatchEvent(new MouseEvent('click', { bubbles: true, clientY: 26 * 42 - 1000 + 3 }));
    expect(sentAs('openEvent')).toHaveLength(1);
  });

  it('reports an event that could not be read', async () => {
    page.tell('rows', { rows: [row(1)], isFirst: true });
    page.root.querySelector<HTMLElement>('.virtual-row')!.click();
    await page.answer(
      page.sent.find(({ name }) => name === 'openEvent')!,
      'It is gone.',
    );
    await vi.waitFor(() => expect(page.problems).toEqual(['It is gone.']));
  });
});

describe('the states', () => {
  it('lead to their text and to their events, and keep the focus while they change', () => {
    page.tell('rows', { rows: [row(1, { state: 'Price' }), row(2)], isFirst: true });
    page.tell('states', { states: [STATE] });
    const cells = [...page.root.querySelectorAll('.states tbody td, .states tbody th')].map((cell) => cell.textContent);
    expect(cells).toEqual(['Price', '3', '1', '1', '1', '2', 'No.Such', 'Events']);
    button('Price').focus();
    page.tell('states', { states: [{ ...STATE, running: 0 }] });
    expect(document.activeElement).toBe(button('Price'));
    button('Price').click();
    expect(sentAs('reveal')).toEqual([{ pointer: '/States/Price' }]);
    button('Events').click();
    expect(drawn()).toEqual(['1']);
  });
});

describe('a Map Run', () => {
  const input = (label: string): HTMLInputElement =>
    [...page.root.querySelectorAll('.limits label')]
      .find(({ textContent }) => textContent.startsWith(label))!
      .querySelector('input')!;

  it('shows counts, rate and time left', () => {
    page.tell('mapRuns', { mapRuns: [MAP_RUN] });
    expect(page.root.querySelector('.map-run h3')?.textContent).toBe('Price ▸ RUNNING');
    expect(page.root.querySelector('.pace')?.textContent).toBe(
      '903 of 2,000 items, 3 failed, 40 running, 50 items/s, about 20 s left',
    );
    expect(page.root.querySelector('progress')?.getAttribute('aria-label')).toBe('Progress of Price');
    button('Open Results').click();
    expect(sentAs('openResults')).toEqual([{ mapRunArn: 'arn:map' }]);
  });

  it('changes the limits that were changed, and no others', async () => {
    page.tell('mapRuns', { mapRuns: [MAP_RUN] });
    const form = page.root.querySelector<HTMLFormElement>('.limits')!;
    form.dispatchEvent(new Event('submit', { cancelable: true }));
    expect(sentAs('updateMapRun')).toEqual([]);
    input('Children at once').value = '7';
    // What somebody types stays while counts come in.
    page.tell('mapRuns', { mapRuns: [MAP_RUN] });
    form.dispatchEvent(new Event('submit', { cancelable: true }));
    expect(sentAs('updateMapRun')).toEqual([{ mapRunArn: 'arn:map', maxConcurrency: 7 }]);
    await page.answerWith(page.sent.at(-1)!, undefined);
    await vi.waitFor(() => expect(form.querySelector('[role="status"]')?.textContent).toBe('Changed.'));
    const limits = { maxConcurrency: 7, toleratedFailureCount: 1, toleratedFailurePercentage: 5 };
    page.tell('mapRuns', { mapRuns: [{ ...MAP_RUN, mapRun: { ...MAP_RUN.mapRun, limits } }] });
    expect([input('Children at once').value, input('Tolerated failures').value]).toEqual(['7', '1']);
    page.tell('mapRuns', { mapRuns: [{ ...MAP_RUN, mapRun: { ...MAP_RUN.mapRun, status: 'SUCCEEDED' } }] });
    expect(form.hidden).toBe(true);
  });

  it('lists children that have failed, which open', async () => {
    page.tell('mapRuns', { mapRuns: [MAP_RUN] });
    button('List Failed Children').click();
    const children = [
      { executionArn: 'arn:child', name: 'child-1', status: 'FAILED', stopDate: '2026-01-01T00:00:00Z' },
    ];
    await page.answerWith(page.sent.at(-1)!, { children, hasMore: true });
    await vi.waitFor(() => expect(button('child-1')).toBeDefined());
    button('child-1').click();
    expect(sentAs('openExecution')).toEqual([{ executionArn: 'arn:child' }]);
    expect(page.root.querySelector('.children')?.textContent).toContain('The first 1:');
  });
});
