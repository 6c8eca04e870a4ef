// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import type { ExecutionResults } from '../../../src/protocol/results.ts';
import { mount } from '../../../webview/results/results.ts';
import { installBrowser, mountView, type MountedPage } from './page-harness.ts';

const NONE = {
  pending: 0,
  running: 0,
  timedOut: 0,
  aborted: 0,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
};
const RESULTS: ExecutionResults = {
  title: 'zip <codes>',
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:m:1',
  status: 'FAILED',
  seconds: 185,
  events: 1234,
  output: '{"sum":1}',
  error: 'States.TaskFailed',
  cause: '<b>no</b>',
  mapRuns: [
    {
      mapRunArn: 'arn:x',
      pointer: '/States/Every~1row',
      status: 'SUCCEEDED',
      itemCounts: { ...NONE, succeeded: 42_000, failed: 40, timedOut: 6, aborted: 3, total: 42_049 },
      executionCounts: { ...NONE, succeeded: 420, failed: 1, total: 421 },
    },
  ],
  progress: [
    {
      mapRunArn: 'arn:x',
      done: 42_049,
      failed: 46,
      running: 0,
      items: 42_049,
      known: 'exactly',
      itemsPerSecond: undefined,
      secondsLeft: undefined,
    },
  ],
  actions: ['redrive'],
  advice: 'Mend the cause and redrive it.',
  files: [{ id: 'r', label: 'Results of "Every/row"', location: './results/manifest.json' }],
};

const RUNNING: ExecutionResults = {
  ...RESULTS,
  status: 'RUNNING',
  mapRuns: RESULTS.mapRuns.map((run) => ({ ...run, status: 'RUNNING' })),
  progress: RESULTS.progress.map((each) => ({
    ...each,
    done: 500,
    failed: 0,
    running: 10,
    items: 1000,
    known: 'about',
    itemsPerSecond: 25,
    secondsLeft: 20,
  })),
  actions: ['stop'],
  advice: undefined,
};

const button = (page: MountedPage, label: string) =>
  [...page.root.querySelectorAll('button')].find(({ textContent }) => textContent === label)!;

describe('the results page', () => {
  let page: MountedPage;
  beforeEach(() => {
    installBrowser();
    page = mountView({ mount });
  });

  it('shows status, counts, error and output as text', () => {
    expect(page.sent.map(({ name }) => name)).toEqual(['ready']);
    page.tell('results', RESULTS);
    expect(page.root.querySelector('h1')?.textContent).toBe('zip <codes>');
    expect(page.root.querySelector('.status')?.textContent).toBe('✗ FAILED');
    expect(page.root.querySelector('.facts')?.textContent).toContain('3 min 5 s');
    expect(page.root.querySelector('caption')?.textContent).toBe('Every/row ✓ SUCCEEDED');
    const rows = [...page.root.querySelectorAll('tr')].map((row) => [...row.children].map((cell) => cell.textContent));
    expect(rows).toEqual([
      ['', 'Items', 'Child executions'],
      ['Total', '42,049', '421'],
      ['Succeeded', '42,000', '420'],
      ['Failed', '40', '1'],
      ['Timed out', '6', '0'],
      ['Aborted', '3', '0'],
      ['Running', '0', '0'],
      ['Pending', '0', '0'],
    ]);
    const [cause, output] = page.root.querySelectorAll('pre');
    expect(cause?.textContent).toBe('<b>no</b>');
    expect(output?.textContent).toBe('{\n  "sum": 1\n}');
    expect(page.root.querySelector('b')).toBeNull();
  });

  it.each([
    [0.42, '0.42 s'],
    [12.34, '12.3 s'],
    [59.97, '1 min 0 s'],
    [119.7, '2 min 0 s'],
    [185, '3 min 5 s'],
  ])('shows %d seconds as %s', (seconds, shown) => {
    page.tell('results', { ...RESULTS, seconds });
    expect(page.root.querySelector('.facts dd')?.textContent).toBe(shown);
  });

  it('opens files, output and states', () => {
    page.tell('results', RESULTS);
    button(page, 'Results of "Every/row"').click();
    button(page, 'Open in an editor').click();
    button(page, 'Every/row').click();
    expect(page.sent.slice(1)).toMatchObject([
      { name: 'open', params: { id: 'r' } },
      { name: 'openOutput' },
      { name: 'reveal', params: { pointer: '/States/Every~1row' } },
    ]);
  });

  it('shows the beginning of a long output', () => {
    page.tell('results', { ...RESULTS, output: JSON.stringify('x'.repeat(50_000)) });
    expect(page.root.querySelectorAll('pre')[1]?.textContent).toHaveLength(20_001);
    expect(page.root.textContent).toContain('The first 20,000 of 50,002 characters.');
  });

  it('leaves out what there is not', () => {
    const { executionArn, status, seconds, events, title } = RESULTS;
    page.tell('results', {
      executionArn,
      status,
      seconds,
      events,
      title,
      mapRuns: [],
      progress: [],
      actions: [],
      files: [],
    });
    expect([...page.root.querySelectorAll('h2')]).toEqual([]);
    expect(page.problems).toEqual([]);
  });

  it('says what to do next, and does it', () => {
    page.tell('results', RESULTS);
    expect(page.root.querySelector('.advice')?.textContent).toBe('Mend the cause and redrive it.');
    expect(button(page, 'Stop').hidden).toBe(true);
    button(page, 'Redrive').click();
    expect(page.sent.at(-1)).toMatchObject({ name: 'redrive' });
    page.tell('results', { ...RUNNING, actions: ['stop'] });
    expect(button(page, 'Redrive').hidden).toBe(true);
    button(page, 'Stop').click();
    expect(page.sent.at(-1)).toMatchObject({ name: 'stop' });
  });

  it('shows how far a Map Run is, how fast it goes, and how long it takes', () => {
    page.tell('results', RUNNING);
    const bar = page.root.querySelector('progress');
    expect([bar?.value, bar?.getAttribute('aria-label')]).toEqual([0.5, 'Progress of Every/row']);
    expect(page.root.querySelector('.pace')?.textContent).toBe(
      '500 of about 1,000 items, 10 running, 25 items/s, about 20 s left',
    );
    page.tell('results', RESULTS);
    expect(page.root.querySelector('progress')).toBeNull();
  });

  it('keeps the focus, and tells a screen reader of nothing but another status', () => {
    page.tell('results', RUNNING);
    const status = page.root.querySelector('[role="status"]');
    const text = status?.firstChild;
    const reveal = button(page, 'Every/row');
    reveal.focus();
    page.tell('results', { ...RUNNING, seconds: 186 });
    expect(document.activeElement?.textContent).toBe('Every/row');
    expect(document.activeElement).not.toBe(reveal);
    expect(status?.firstChild).toBe(text);
    button(page, 'Stop').focus();
    page.tell('results', RESULTS);
    expect(document.activeElement).toBe(button(page, 'Redrive'));
    expect(page.root.querySelector('[role="status"]')).toBe(status);
    expect(status?.textContent).toBe('✗ FAILED');
  });

  it('shows why something could not be opened', async () => {
    page.tell('results', RESULTS);
    button(page, 'Open in an editor').click();
    await page.answer(page.sent.at(-1)!, 'The file is gone.');
    expect(page.problems).toEqual(['The file is gone.']);
  });
});
