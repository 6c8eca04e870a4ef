// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { builtInBook, BOOK_REGIONS, CURRENT_BOOK } from '../../../src/cost/built-in-books.ts';
import { makeCostView } from '../../../src/cost/cost-view.ts';
import { readWorkload } from '../../../src/cost/workload.ts';
import type { CostAnswer, CostChange } from '../../../src/protocol/cost-page.ts';
import { mount } from '../../../webview/cost/cost.ts';
import { installBrowser, mountView, type MountedPage, type Sent } from './page-harness.ts';

const PROJECT = { items: 1_000_000, taskMilliseconds: 200 };

/** What the host would answer. */
function estimate({ values, region, plotField }: CostChange): CostAnswer {
  const read = readWorkload(values, {}, { project: PROJECT });
  if ('errors' in read) return { subject: undefined, problems: read.errors };
  const priced = builtInBook(CURRENT_BOOK, region === '' ? 'us-east-1' : region);
  if ('error' in priced) return { subject: undefined, problems: [priced.error] };
  const view = makeCostView({ ...read, book: priced.book, definition: undefined, plotField });
  return {
    subject: { title: 'orders.asl.json', view, regions: BOOK_REGIONS, isMeasured: true, keptIn: 'orders/fanout.json' },
    problems: [],
  };
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

/** Answers whatever the page asks for; gives what it asked. */
function serve(page: MountedPage): { readonly asked: () => CostChange[]; run: () => Promise<void> } {
  const done = new Set<Sent>();
  const asked: CostChange[] = [];
  return {
    asked: () => asked,
    run: async () => {
      for (;;) {
        const request = page.sent.find((each) => each.name === 'estimate' && !done.has(each));
        if (!request) return;
        done.add(request);
        const change = request.params as CostChange;
        asked.push(change);
        await page.answerWith(request, estimate(change));
        await settle();
      }
    },
  };
}

const text = (page: MountedPage, selector: string): string => page.root.querySelector(selector)?.textContent ?? '';
const control = (page: MountedPage, id: string) => page.root.querySelector<HTMLInputElement>(`#${id}`)!;
const button = (page: MountedPage, label: string) =>
  [...page.root.querySelectorAll('button')].find(({ textContent }) => textContent === label)!;
const figures = (page: MountedPage): string[] =>
  [...page.root.querySelectorAll('.comparison tr[data-approach]')].map((row) => row.children[1]?.textContent ?? '');

describe('the cost page', () => {
  let page: MountedPage;
  let host: ReturnType<typeof serve>;
  beforeEach(async () => {
    installBrowser();
    page = mountView({ mount });
    host = serve(page);
    await host.run();
  });

  it('compares the approaches, says which is recommended and why, and of what day the prices are', () => {
    expect(host.asked()).toEqual([{ values: {}, region: '', plotField: 'items' }]);
    expect(text(page, 'h1')).toBe('Cost of orders.asl.json');
    expect(page.root.querySelectorAll('.comparison tr[data-approach]')).toHaveLength(5);
    expect(page.root.querySelectorAll('tr.recommended[data-approach]')).toHaveLength(1);
    expect(text(page, 'tr.recommended.why td')).not.toBe('');
    expect(text(page, '.prices')).toMatch(/Prices of \d{4}-\d\d-\d\d/);
    expect(text(page, '[role=status]')).toMatch(/is recommended: \$/);
    expect(page.problems).toEqual([]);
  });

  it('leaves the region to the settings until one is chosen, also when it is opened again', async () => {
    page.tell('stale', undefined);
    await host.run();
    expect(host.asked().map(({ region }) => region)).toEqual(['', '']);
    expect(page.kept()).toMatchObject({ region: '' });
  });

  it('moves the numbers with a slider, by the one that is exact, and back', async () => {
    const before = figures(page);
    const slider = control(page, 'slider-items');
    expect(slider.getAttribute('aria-valuetext')).toContain('1,000,000');
    slider.value = String(Number(slider.value) + 100);
    slider.dispatchEvent(new Event('input'));
    await host.run();
    const moved = figures(page);
    expect(moved).not.toEqual(before);
    expect(text(page, '.control-number .origin')).toBe('changed here');
    const exact = control(page, 'value-items');
    exact.value = '1234567';
    exact.dispatchEvent(new Event('change'));
    await host.run();
    expect(host.asked().at(-1)?.values).toEqual({ items: 1_234_567 });
    expect(control(page, 'value-items').value).toBe('1234567');
    page.root.querySelector<HTMLButtonElement>('[aria-label="Reset Items a run"]')?.click();
    await host.run();
    expect(host.asked().at(-1)?.values).toEqual({});
    expect(figures(page)).toEqual(before);
  });

  it('asks once at a time, for what is set last', async () => {
    const slider = control(page, 'slider-items');
    for (const value of ['100', '200', '300']) {
      slider.value = value;
      slider.dispatchEvent(new Event('input'));
    }
    await host.run();
    expect(host.asked()).toHaveLength(3);
    expect(Number(control(page, 'value-items').value)).toBe(host.asked().at(-1)?.values['items']);
  });

  it('refuses nothing silently: a value out of its limits is said, and the last estimate stays', async () => {
    const before = figures(page);
    const change: CostChange = { values: { items: -1 }, region: '', plotField: 'items' };
    expect(estimate(change).problems[0]).toContain('items');
    const exact = control(page, 'value-retryRate');
    exact.value = '7';
    exact.reportValidity = vi.fn(() => true);
    exact.dispatchEvent(new Event('change'));
    await host.run();
    expect(text(page, '.problems')).toContain('retryRate');
    expect(figures(page)).toEqual(before);
  });

  it('shows the lines of the approach that is chosen, and where each belongs', async () => {
    const approach = page.root.querySelector<HTMLButtonElement>('tr[data-approach="custom-pipeline"] button')!;
    approach.focus();
    approach.click();
    expect(text(page, '.ledger caption')).toContain('pipeline');
    expect(text(page, '.ledger tbody')).toContain('Amazon SQS');
    expect(document.activeElement?.closest('tr')?.getAttribute('data-approach')).toBe('custom-pipeline');
    expect(document.activeElement?.getAttribute('aria-pressed')).toBe('true');
    await host.run();
  });

  it('draws over another field, with a table that says the same', async () => {
    const over = control(page, 'plot-over');
    over.value = 'itemsPerBatch';
    over.dispatchEvent(new Event('change'));
    await host.run();
    expect(host.asked().at(-1)?.plotField).toBe('itemsPerBatch');
    expect(text(page, 'svg .axis')).toBe('Items in a batch');
    const table = [...page.root.querySelectorAll('section details table thead th')].map(
      ({ textContent }) => textContent,
    );
    expect(table).toHaveLength(6);
    const rows = [...page.root.querySelectorAll('section details table tbody th')].map(
      ({ textContent }) => textContent,
    );
    expect(rows).toEqual(['1', '10', '100', '1,000', '10,000']);
    expect(page.root.querySelector('svg.plot')?.getAttribute('aria-label')).toMatch(/^Cost a month of each approach/);
  });

  it('prices another region', async () => {
    const region = control(page, 'region');
    region.value = 'eu-central-1';
    region.dispatchEvent(new Event('change'));
    await host.run();
    expect(host.asked().at(-1)?.region).toBe('eu-central-1');
    expect(control(page, 'region').value).toBe('eu-central-1');
  });

  it('has what was set kept by the host, and takes it back as written there', async () => {
    expect(button(page, 'Keep in fanout.json').disabled).toBe(true);
    const slider = control(page, 'slider-items');
    slider.value = '500';
    slider.dispatchEvent(new Event('input'));
    await host.run();
    button(page, 'Keep in fanout.json').click();
    const keep = page.sent.find(({ name }) => name === 'keep')!;
    expect((keep.params as CostChange).values).toEqual(host.asked().at(-1)?.values);
    await page.answerWith(keep, true);
    await settle();
    await host.run();
    expect(host.asked().at(-1)?.values).toEqual({});
  });

  it('takes over what a run has measured, over what was set here for it', async () => {
    const time = control(page, 'value-taskMilliseconds');
    time.value = '900';
    time.dispatchEvent(new Event('change'));
    await host.run();
    button(page, 'Use Measured Times').click();
    await page.answerWith(
      page.sent.find(({ name }) => name === 'measure')!,
      true,
    );
    await settle();
    await host.run();
    expect(host.asked().at(-1)?.values).toEqual({});
  });

  it('asks the host to save what is shown', () => {
    const format = page.root.querySelector<HTMLSelectElement>('[aria-label=Format]')!;
    expect([...format.options].map(({ value }) => value)).toEqual(['csv', 'json', 'markdown', 'png']);
    format.value = 'markdown';
    button(page, 'Export…').click();
    expect(page.sent.find(({ name }) => name === 'save')?.params).toMatchObject({ format: 'markdown' });
  });

  it('comes back as it was left', async () => {
    const slider = control(page, 'slider-items');
    slider.value = '300';
    slider.dispatchEvent(new Event('input'));
    await host.run();
    const again = mountView({ mount }, page.kept());
    const server = serve(again);
    await server.run();
    expect(server.asked()[0]).toEqual(host.asked().at(-1));
    expect(control(again, 'value-items').value).toBe(control(page, 'value-items').value);
  });

  it('asks again when the host says that things have changed', async () => {
    page.tell('stale', undefined);
    await host.run();
    expect(host.asked()).toHaveLength(2);
  });

  it('names every control, and every table’s columns', () => {
    for (const field of page.root.querySelectorAll('input, select')) {
      const label =
        field.getAttribute('aria-label') ?? page.root.querySelector(`label[for="${field.id}"]`)?.textContent;
      expect(label, field.outerHTML).toBeTruthy();
    }
    for (const head of page.root.querySelectorAll('thead th')) expect(head.getAttribute('scope')).toBe('col');
    expect(page.root.querySelectorAll('table caption').length).toBe(page.root.querySelectorAll('table').length);
  });
});
