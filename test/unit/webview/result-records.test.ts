// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import type { RecordRow, ShownRecord, ShownSummary } from '../../../src/protocol/result-records.ts';
import { mount } from '../../../webview/results/results.ts';
import { installBrowser, mountView, type MountedPage, type Sent } from './page-harness.ts';

const SUMMARY: ShownSummary = {
  title: 'Results of out/manifest.json',
  location: 'out/manifest.json',
  mapRunArn: 'arn:map-run',
  state: 'done',
  problem: undefined,
  warnings: ['FAILED_0.json has another size'],
  read: 10,
  total: 10,
  counts: [
    { status: 'SUCCEEDED', count: 42_000 },
    { status: 'FAILED', count: 49 },
  ],
  groups: [
    { id: '0', error: 'PriceMissing', cause: '<b>no</b> price', count: 40, isRest: false },
    { id: '1', error: undefined, cause: undefined, count: 8, isRest: false },
    { id: '2', error: 'PriceMissing', cause: undefined, count: 1, isRest: true },
  ],
  canRerun: true,
};

const row = (index: number): RecordRow => ({
  id: `FAILED:0:${index}:${index + 1}`,
  status: 'FAILED',
  name: `child-${index}`,
  error: 'PriceMissing',
  cause: undefined,
  input: `{"id":${index}}`,
  output: undefined,
});
const rows = (from: number, count: number): RecordRow[] => Array.from({ length: count }, (_, at) => row(from + at));

const RECORD: ShownRecord = {
  ...row(3),
  executionArn: 'arn:child-3',
  startDate: '2026-11-27T09:30:00.250Z',
  stopDate: undefined,
  cause: 'it <i>is</i>',
  input: '{\n  "id": 3\n}',
  cut: ['input'],
};

describe('result files on the results page', () => {
  let page: MountedPage;
  const button = (label: string): HTMLButtonElement =>
    [...page.root.querySelectorAll('button')].find(({ textContent }) => textContent === label)!;
  const list = (): HTMLElement => page.root.querySelector('[role="listbox"]')!;
  const options = (): HTMLElement[] => [...page.root.querySelectorAll<HTMLElement>('[role="option"]')];
  const last = (name: string): Sent => page.sent.findLast((sent) => sent.name === name)!;
  const press = (key: string): void =>
    void list().dispatchEvent(new KeyboardEvent('keydown', { key, cancelable: true }));

  beforeEach(() => {
    installBrowser();
    page = mountView({ mount });
  });

  it('are counted and grouped, as text, without an execution', () => {
    page.tell('summary', SUMMARY);
    expect(page.root.querySelector('h1')?.textContent).toBe('Results of out/manifest.json');
    expect([...page.root.querySelectorAll('.counts li')].map(({ textContent }) => textContent)).toEqual([
      '✓ SUCCEEDED 42,000',
      '✗ FAILED 49',
    ]);
    expect([...page.root.querySelectorAll('summary')].map(({ textContent }) => textContent)).toEqual([
      '41 PriceMissing',
      '8 unknown',
    ]);
    expect([...page.root.querySelectorAll('details li')].map(({ textContent }) => textContent)).toEqual([
      '40<b>no</b> price',
      '1further causes',
      '8unknown',
    ]);
    expect(page.root.querySelector('.warnings')?.textContent).toContain('another size');
    expect(page.root.querySelector('details b, details i')).toBeNull();
  });

  it('say how far they were read, and are no longer read when that is asked for', () => {
    page.tell('summary', { ...SUMMARY, state: 'reading', read: 5 });
    expect(page.root.querySelector('progress')?.value).toBe(0.5);
    button('Stop Counting').click();
    expect(page.sent.at(-1)).toMatchObject({ name: 'stopReading' });
    page.tell('summary', { ...SUMMARY, state: 'stopped' });
    expect(page.root.querySelector('.reading')?.textContent).toBe('Counting was stopped: these are not all.');
    expect(page.root.querySelector<HTMLElement>('.reading-bar')?.hidden).toBe(true);
  });

  it('say what is wrong with them, in one line', () => {
    page.tell('summary', { ...SUMMARY, mapRunArn: undefined, state: 'failed', problem: 'm.json is no manifest.' });
    expect(page.root.querySelector('[role="alert"]')?.textContent).toBe('m.json is no manifest.');
    expect(page.sent.map(({ name }) => name)).toEqual(['ready']);
  });

  it('list what did not succeed, of which only what is in view is drawn, and more when its end is reached', async () => {
    page.tell('summary', SUMMARY);
    expect(last('findRecords').params).toMatchObject({ filter: { which: 'failed' } });
    await page.answerWith(last('findRecords'), { rows: rows(0, 200), next: 'n1' });
    expect(page.root.querySelector('.found')?.textContent).toBe('200 records, and more below');
    expect(options().length).toBeLessThan(50);
    expect(options()[0]?.textContent).toBe('✗FAILEDchild-0PriceMissing: unknown{"id":0}');
    expect(options()[0]?.getAttribute('aria-setsize')).toBe('-1');
    list().focus();
    press('End');
    list().scrollTop = 200 * 26;
    list().dispatchEvent(new Event('scroll'));
    const more = last('moreRecords');
    expect(more.params).toEqual({ next: 'n1' });
    expect(page.sent.filter(({ name }) => name === 'moreRecords')).toHaveLength(1);
    await page.answerWith(more, { rows: rows(200, 5), next: undefined });
    expect(page.root.querySelector('.found')?.textContent).toBe('205 records');
    press('End');
    expect(document.getElementById(list().getAttribute('aria-activedescendant') ?? '')?.textContent).toContain(
      'child-204',
    );
  });

  it('open a record by the keyboard: its error, texts and child execution', async () => {
    page.tell('summary', SUMMARY);
    await page.answerWith(last('findRecords'), { rows: rows(0, 5), next: undefined });
    list().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) press(key);
    expect(last('openRecord').params).toEqual({ id: 'FAILED:0:3:4' });
    await page.answerWith(last('openRecord'), RECORD);
    const detail = page.root.querySelector<HTMLElement>('.record')!;
    expect(detail.hidden).toBe(false);
    expect(detail.textContent).toContain('arn:child-3');
    expect([...detail.querySelectorAll('pre')].map(({ textContent }) => textContent)).toEqual([
      'it <i>is</i>',
      '{\n  "id": 3\n}…',
    ]);
    button('Open Input in an editor').click();
    button('Copy ARN').click();
    expect(page.sent.slice(-2)).toMatchObject([
      { name: 'openText', params: { id: 'FAILED:0:3:4', part: 'input' } },
      { name: 'copyArn', params: { id: 'FAILED:0:3:4' } },
    ]);
    expect(options().find((option) => option.getAttribute('aria-selected') === 'true')?.textContent).toContain(
      'child-3',
    );
  });

  it('are narrowed to a group, and by a text', async () => {
    page.tell('summary', SUMMARY);
    await page.answerWith(last('findRecords'), { rows: rows(0, 5), next: undefined });
    button('<b>no</b> price').click();
    expect(last('findRecords').params).toMatchObject({ filter: { which: 'failed', group: '0' } });
    expect(page.root.querySelector('.group-filter')?.textContent).toBe('Only PriceMissing: <b>no</b> price Show all');
    const search = page.root.querySelector<HTMLInputElement>('input[type="search"]')!;
    search.value = 'zip';
    page.root.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    expect(last('findRecords').params).toMatchObject({ filter: { which: 'failed', group: '0', text: 'zip' } });
    page.tell('searching', { read: 12_000_000, total: 5_000_000_000 });
    expect(page.root.querySelector('.found')?.textContent).toBe('Searching… 12 MB of 5,000 MB');
    button('Stop Search').click();
    expect(page.sent.at(-1)).toMatchObject({ name: 'stopSearch' });
    await page.answerWith(last('findRecords'), { rows: [], next: undefined });
    expect(page.root.querySelector('.found')?.textContent).toBe('Nothing was found.');
    expect(button('Stop Search').hidden).toBe(true);
    button('Show all').click();
    expect((last('findRecords').params as { filter: object }).filter).not.toHaveProperty('group', '0');
  });

  it('take the answer to the last question only', async () => {
    page.tell('summary', SUMMARY);
    const first = last('findRecords');
    button('unknown').click();
    await page.answerWith(last('findRecords'), { rows: rows(7, 1), next: undefined });
    await page.answerWith(first, { rows: rows(0, 5), next: undefined });
    expect(options().map(({ textContent }) => textContent)).toEqual([expect.stringContaining('child-7')]);
  });

  it('are exported and run again from there', () => {
    page.tell('summary', SUMMARY);
    button('Export…').click();
    expect(page.sent.at(-1)).toMatchObject({ name: 'exportRecords', params: { filter: { which: 'failed' } } });
    button('Re-run Failed Items…').click();
    expect(page.sent.at(-1)).toMatchObject({ name: 'rerunFailed' });
    page.tell('summary', { ...SUMMARY, canRerun: false });
    expect(button('Re-run Failed Items…').hidden).toBe(true);
  });

  it('say where to look when nothing has failed', async () => {
    page.tell('summary', { ...SUMMARY, groups: [], canRerun: false });
    await page.answerWith(last('findRecords'), { rows: [], next: undefined });
    expect(page.root.querySelector('.found')?.textContent).toBe('Nothing has failed: “All records” lists the others.');
    const which = page.root.querySelector('select')!;
    which.value = 'all';
    which.dispatchEvent(new Event('change'));
    expect(last('findRecords').params).toMatchObject({ filter: { which: 'all' } });
  });

  it('say what a search has run into', async () => {
    page.tell('summary', SUMMARY);
    await page.answer(last('findRecords'), 'FAILED_0.json is cut off.');
    expect(page.problems).toEqual([expect.stringContaining('FAILED_0.json is cut off.')]);
    expect(button('Stop Search').hidden).toBe(true);
  });
});
