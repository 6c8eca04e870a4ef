import { parsePointer } from '../../src/asl/pointer.ts';
import {
  COST_HOST_MESSAGES,
  COST_PAGE_MESSAGES,
  costChange,
  EXPORT_FORMATS,
  type CostAnswer,
  type CostChange,
  type CostSubject,
  type ExportFormat,
  type WorkloadValue,
} from '../../src/protocol/cost-page.ts';
import type { CostPlot } from '../../src/protocol/cost-view.ts';
import { Endpoint } from '../../src/protocol/endpoint.ts';
import { build } from '../dom.ts';
import { messageOf, type PageContext } from '../page.ts';
import { drawComparison, drawLedger } from './comparison.ts';
import { createPlotView } from './plot-view.ts';
import { createWorkloadForm } from './workload-form.ts';

type Host = Endpoint<typeof COST_PAGE_MESSAGES, typeof COST_HOST_MESSAGES>;

const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV',
  json: 'JSON',
  markdown: 'Markdown',
  png: 'PNG of the plot',
};

/** Mounts the page that compares what the approaches cost, for a workload that can be changed on it. */
export function mount(context: PageContext): void {
  const host: Host = new Endpoint(context.port, COST_PAGE_MESSAGES, COST_HOST_MESSAGES, context.report);
  new CostPage(context, host);
}

class CostPage {
  readonly #host: Host;
  readonly #context: PageContext;
  readonly #heading = build('h1', {}, 'Cost');
  readonly #status = build('p', { class: 'verdict', role: 'status' });
  readonly #problems = build('div', { class: 'problems', role: 'alert' });
  readonly #region = build('select', { id: 'region' });
  readonly #prices = build('p', { class: 'prices' });
  readonly #comparison = build('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Comparison' });
  readonly #ledger = build('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Lines' });
  readonly #advice = build('section', { 'aria-labelledby': 'advice-heading' });
  readonly #measure = build('button', { type: 'button', hidden: '' }, 'Use Measured Times');
  readonly #keep = build('button', { type: 'button' }, 'Keep in fanout.json');
  readonly #form = createWorkloadForm((field, value) => this.#change(field, value));
  readonly #plot = createPlotView((field) => this.#plotOver(field));
  #subject: CostSubject | undefined;
  #values: Record<string, WorkloadValue> = {};
  /** "" for that of the settings. */
  #chosenRegion = '';
  #plotField: CostPlot['field'] = 'items';
  #chosen: string | undefined;
  /** Estimates that were wanted, and how many of them are dealt with: one at a time, and only the last is asked for. */
  #wanted = 0;
  #done = 0;
  #isAsking = false;

  constructor(context: PageContext, host: Host) {
    this.#host = host;
    this.#context = context;
    this.#recall(context.state.get());
    this.#region.addEventListener('change', () => {
      this.#chosenRegion = this.#region.value;
      this.#ask();
    });
    this.#keep.addEventListener('click', () => void this.#keepValues());
    context.root.replaceChildren(
      build(
        'article',
        { class: 'cost' },
        build('header', {}, this.#heading, this.#status, this.#problems, this.#actions()),
        build('div', { class: 'columns' }, this.#main(), this.#side()),
      ),
    );
    host.on('stale', () => this.#ask());
    this.#ask();
  }

  #actions(): HTMLElement {
    const choose = build('button', { type: 'button', class: 'primary' }, 'Choose an Approach…');
    choose.addEventListener('click', () => this.#act(this.#host.request('choose', undefined)));
    const format = build(
      'select',
      { 'aria-label': 'Format' },
      ...EXPORT_FORMATS.map((value) => build('option', { value }, FORMAT_NAMES[value])),
    );
    const save = build('button', { type: 'button' }, 'Export…');
    save.addEventListener('click', () => void this.#save(format.value));
    const count = build('button', { type: 'button' }, 'Count Items…');
    count.title = 'Counts the items of a file, and weighs them';
    count.addEventListener('click', () => void this.#takeOver('count', ['items', 'itemBytes']));
    this.#measure.title = 'Takes the times and failures of the last local run, on this machine';
    this.#measure.addEventListener(
      'click',
      () =>
        void this.#takeOver('measure', ['taskMilliseconds', 'failureRate', 'retryRate', 'resultBytes', 'itemBytes']),
    );
    return build('div', { class: 'actions' }, choose, count, this.#measure, this.#keep, save, format);
  }

  #side(): HTMLElement {
    return build(
      'section',
      { class: 'side', 'aria-labelledby': 'workload-heading' },
      build('h2', { id: 'workload-heading' }, 'Workload'),
      this.#form.element,
    );
  }

  #main(): HTMLElement {
    return build(
      'div',
      { class: 'main' },
      build('p', { class: 'field' }, build('label', { for: 'region' }, 'Region'), this.#region),
      this.#prices,
      this.#comparison,
      this.#plot.element,
      build(
        'section',
        { 'aria-labelledby': 'lines-heading' },
        build('h2', { id: 'lines-heading' }, 'Line by line'),
        this.#ledger,
      ),
      this.#advice,
    );
  }

  #asked(): CostChange {
    return { values: this.#values, region: this.#chosenRegion, plotField: this.#plotField };
  }

  #change(field: string, value: WorkloadValue | undefined): void {
    const others = Object.entries(this.#values).filter(([name]) => name !== field);
    this.#values = Object.fromEntries(value === undefined ? others : [...others, [field, value]]);
    this.#ask();
  }

  #plotOver(field: CostPlot['field']): void {
    this.#plotField = field;
    this.#ask();
  }

  /** Asks for the estimate of what is set now. */
  #ask(): void {
    this.#context.state.set({ ...this.#asked(), chosen: this.#chosen });
    this.#wanted++;
    if (!this.#isAsking) void this.#askUntilFresh();
  }

  async #askUntilFresh(): Promise<void> {
    this.#isAsking = true;
    try {
      while (this.#done < this.#wanted) {
        this.#done = this.#wanted;
        const answer = await this.#host.request('estimate', this.#asked());
        // What was asked for since then will be shown at once.
        if (this.#done === this.#wanted) this.#show(answer);
      }
    } catch (error) {
      this.#context.report(messageOf(error));
    } finally {
      this.#isAsking = false;
    }
  }

  #show({ subject, problems }: CostAnswer): void {
    this.#problems.replaceChildren(...problems.map((problem) => build('p', {}, problem)));
    if (subject === undefined) return;
    this.#subject = subject;
    const { title, view, regions, isMeasured, keptIn } = subject;
    this.#heading.textContent = `Cost of ${title}`;
    if (Array.from(this.#region.options, ({ value }) => value).join() !== regions.join())
      this.#region.replaceChildren(...regions.map((region) => build('option', { value: region }, region)));
    this.#region.value = view.region;
    const { prices } = view;
    this.#prices.replaceChildren(
      `Prices of ${prices.asOf} (${prices.id}): ${prices.source}`,
      ...(prices.warning === undefined ? [] : [build('br'), build('strong', {}, prices.warning)]),
    );
    this.#measure.hidden = !isMeasured;
    this.#keep.hidden = keptIn === undefined;
    this.#keep.disabled = !view.assumptions.some(({ from }) => ['given', 'data', 'run'].includes(from));
    this.#keep.title = keptIn ?? '';
    this.#form.show(view.assumptions);
    this.#plot.show(view.plot);
    this.#showTables();
    this.#showAdvice();
    const best = view.rows.find(({ recommended }) => recommended);
    this.#status.textContent =
      best === undefined
        ? 'No approach can carry this workload.'
        : `${best.label} is recommended: ${best.monthlyText} a month.`;
  }

  #showTables(): void {
    const view = this.#subject?.view;
    if (view === undefined) return;
    const { rows } = view;
    const shown =
      rows.find(({ id }) => id === this.#chosen) ??
      rows.find(({ current }) => current) ??
      rows.find(({ recommended }) => recommended) ??
      rows[0];
    const focused = document.activeElement?.closest<HTMLElement>('tr[data-approach]')?.dataset['approach'];
    this.#comparison.replaceChildren(
      drawComparison(view, shown?.id ?? '', (id) => {
        this.#chosen = id;
        this.#context.state.set({ ...this.#asked(), chosen: id });
        this.#showTables();
      }),
    );
    // The button that had the focus was made anew.
    for (const row of this.#comparison.querySelectorAll<HTMLElement>('tr[data-approach]'))
      if (row.dataset['approach'] === focused) row.querySelector('button')?.focus();
    const reveal = (pointer: string): void => this.#act(this.#host.request('reveal', { pointer }));
    const nameOf = (pointer: string): string => parsePointer(pointer)?.at(-1) ?? pointer;
    this.#ledger.replaceChildren(...(shown === undefined ? [] : [drawLedger(shown, nameOf, reveal)]));
  }

  #showAdvice(): void {
    const view = this.#subject?.view;
    if (view === undefined) return;
    const { bestBatch, breakEven, notes, notCounted } = view;
    const use = build('button', { type: 'button' }, 'Use It');
    use.addEventListener('click', () => this.#change('itemsPerBatch', bestBatch?.itemsPerBatch));
    this.#advice.replaceChildren(
      build('h2', { id: 'advice-heading' }, 'Break-even points and advice'),
      ...(bestBatch === undefined ? [] : [build('p', {}, bestBatch.text, ' ', use)]),
      build('ul', {}, ...[...breakEven, ...notes].map((text) => build('li', {}, text))),
      build('h3', {}, 'Not counted'),
      build('ul', {}, ...notCounted.map((text) => build('li', {}, text))),
    );
  }

  /** Has the host count or measure; what it found counts, whatever was set for those fields before. */
  async #takeOver(what: 'count' | 'measure', fields: readonly string[]): Promise<void> {
    try {
      if (!(await this.#host.request(what, undefined))) return;
      this.#values = Object.fromEntries(Object.entries(this.#values).filter(([field]) => !fields.includes(field)));
      this.#ask();
    } catch (error) {
      this.#context.report(messageOf(error));
    }
  }

  async #keepValues(): Promise<void> {
    try {
      if (!(await this.#host.request('keep', this.#asked()))) return;
      this.#values = {};
      this.#ask();
    } catch (error) {
      this.#context.report(messageOf(error));
    }
  }

  async #save(format: string): Promise<void> {
    try {
      const known = EXPORT_FORMATS.find((each) => each === format);
      if (known === undefined) return;
      const image = known === 'png' ? await this.#plot.toPng() : undefined;
      await this.#host.request('save', { change: this.#asked(), format: known, image });
    } catch (error) {
      this.#context.report(messageOf(error));
    }
  }

  /** What was set before the page was hidden, or the window loaded anew. */
  #recall(kept: unknown): void {
    if (costChange(kept, 'state') !== undefined) return;
    const { values, region, plotField, chosen } = kept as CostChange & { readonly chosen?: unknown };
    this.#values = { ...values };
    this.#chosenRegion = region;
    this.#plotField = plotField;
    this.#chosen = typeof chosen === 'string' ? chosen : undefined;
  }

  #act(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => this.#context.report(messageOf(error)));
  }
}
