import { Endpoint } from '../../src/protocol/endpoint.ts';
import {
  TEST_STATE_HOST_MESSAGES,
  TEST_STATE_PAGE_MESSAGES,
  type TestableState,
  type TestForm,
  type TestOutcome,
  type TestSubject,
} from '../../src/protocol/test-state.ts';
import { build } from '../dom.ts';
import { messageOf, type PageContext } from '../page.ts';
import { drawOutcome } from './outcome.ts';
import { createForm, type FormView } from './test-form.ts';

type Host = Endpoint<typeof TEST_STATE_PAGE_MESSAGES, typeof TEST_STATE_HOST_MESSAGES>;

/** Mounts the page that tests one state: what goes in, what stands in for its work, and what comes out. */
export function mount({ root, port, report }: PageContext): void {
  const host: Host = new Endpoint(port, TEST_STATE_PAGE_MESSAGES, TEST_STATE_HOST_MESSAGES, report);
  new TestPage(root, host, report);
}

class TestPage {
  readonly #host: Host;
  readonly #report: (problem: string) => void;
  readonly #heading = build('h1', {}, 'Test a State');
  readonly #choice = build('select', { id: 'state' });
  readonly #form: FormView;
  readonly #run = build('button', { type: 'submit', class: 'primary' }, 'Test State');
  readonly #cancel = build('button', { type: 'button', hidden: '' }, 'Cancel');
  readonly #outcome = build('section', { class: 'outcome', 'aria-live': 'polite', 'aria-label': 'Result' });
  #states: readonly TestableState[] = [];
  /** Type and pointer of the state that the form was filled for; undefined: fill it with whatever comes. */
  #filledFor: string | undefined;
  /** Which test is the newest: an older one's answer is not shown. */
  #tests = 0;

  constructor(root: HTMLElement, host: Host, report: (problem: string) => void) {
    this.#host = host;
    this.#report = report;
    this.#form = createForm();
    const reveal = build('button', { type: 'button', class: 'link' }, 'Show in text');
    reveal.addEventListener('click', () => this.#act(host.request('reveal', { pointer: this.#choice.value })));
    this.#choice.addEventListener('change', () => {
      this.#filledFor = undefined;
      this.#act(host.request('choose', { pointer: this.#choice.value }));
    });
    this.#cancel.addEventListener('click', () => this.#act(host.request('cancel', undefined)));
    const form = build(
      'form',
      { 'aria-label': 'Test of a state' },
      build('div', { class: 'field' }, build('label', { for: 'state' }, 'State'), this.#choice, reveal),
      ...this.#form.elements,
      build('div', { class: 'actions' }, this.#run, this.#cancel, build('kbd', {}, 'Ctrl+Enter')),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#test();
    });
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    root.replaceChildren(build('article', { class: 'test-state' }, this.#heading, form, this.#outcome));
    host.on('subject', (subject) => this.#show(subject));
    this.#act(host.request('ready', undefined));
  }

  #show({ title, states, selected, form }: TestSubject): void {
    this.#heading.textContent = `Test a State of ${title}`;
    this.#states = states;
    this.#choice.replaceChildren(
      ...states.map(({ pointer, name, type, inside }) =>
        build('option', { value: pointer }, `${[...inside, name].join(' › ')} (${type})`),
      ),
    );
    this.#choice.value = selected;
    this.#run.disabled = states.length === 0;
    const chosen = states.find(({ pointer }) => pointer === selected);
    const subject = `${chosen?.type ?? ''} ${selected}`;
    // A list that only follows the text leaves what was typed alone.
    if (subject === this.#filledFor) return;
    this.#filledFor = subject;
    this.#form.fill(form, chosen?.type ?? '');
    this.#tests++;
    this.#outcome.replaceChildren(
      ...(states.length === 0
        ? [build('p', {}, 'The text holds no state that can be tested: correct its first problem.')]
        : []),
    );
  }

  async #test(): Promise<void> {
    const test = ++this.#tests;
    const pointer = this.#choice.value;
    const form: TestForm = this.#form.read();
    this.#outcome.replaceChildren(build('p', { role: 'status' }, 'Testing…'));
    this.#cancel.hidden = false;
    try {
      const outcome = await this.#host.request('test', { pointer, form });
      if (test === this.#tests) this.#showOutcome(pointer, outcome);
    } catch (error) {
      if (test === this.#tests)
        this.#outcome.replaceChildren(build('p', { class: 'refused', role: 'alert' }, messageOf(error)));
    } finally {
      if (test === this.#tests) this.#cancel.hidden = true;
    }
  }

  #showOutcome(pointer: string, outcome: TestOutcome): void {
    const { nextState, output } = outcome;
    const isKnown = this.#states.some(({ name }) => name === nextState);
    const goOn =
      nextState !== undefined && output !== undefined && isKnown
        ? () => {
            this.#filledFor = undefined;
            this.#act(this.#host.request('testNext', { pointer, nextState, input: output }));
          }
        : undefined;
    this.#outcome.replaceChildren(...drawOutcome(outcome, goOn));
  }

  #act(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => this.#report(messageOf(error)));
  }
}
