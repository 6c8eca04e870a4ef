import type { TestForm } from '../../src/protocol/test-state.ts';
import { build } from '../dom.ts';

/** The fields of a test, as elements of a page. */
export interface FormView {
  readonly elements: readonly HTMLElement[];
  /** `type`: of the state that it is for. */
  fill(form: TestForm, type: string): void;
  read(): TestForm;
}

/** Only these do work that something can stand in for. */
const MOCKABLE: ReadonlySet<string> = new Set(['Task', 'Map', 'Parallel']);
/** These cannot be tested without: https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html */
const NEED_MOCK: ReadonlySet<string> = new Set(['Map', 'Parallel']);

const WORK = [
  ['run', 'Do the work', 'with local handlers, buckets and endpoints'],
  ['result', 'Mock a result', 'what the work would give back'],
  ['error', 'Mock an error', 'to see which Retry or Catch takes it'],
] as const;

const VALIDATIONS = [
  ['STRICT', 'STRICT: all required fields, and each of the right kind, as on AWS'],
  ['PRESENT', 'PRESENT: only the fields that are there'],
  ['NONE', 'NONE: taken as it is'],
] as const;

export function createForm(): FormView {
  const input = textArea('input', 6);
  const result = textArea('result', 4);
  const variables = textArea('variables', 3);
  const context = textArea('context', 4);
  const error = build('input', { id: 'error', type: 'text', autocomplete: 'off', spellcheck: 'false' });
  const cause = build('input', { id: 'cause', type: 'text', autocomplete: 'off' });
  const retryCount = build('input', { id: 'retry-count', type: 'number', min: '0', step: '1' });
  const radios = WORK.map(([value]) => build('input', { id: `work-${value}`, type: 'radio', name: 'work', value }));
  const work = build(
    'fieldset',
    {},
    build('legend', {}, 'Its work'),
    ...WORK.map(([value, label, hint], index) =>
      build(
        'div',
        { class: 'choice' },
        radios[index] ?? '',
        build('label', { for: `work-${value}` }, label, build('span', { class: 'hint' }, ` ${hint}`)),
      ),
    ),
  );
  const validation = build(
    'select',
    { id: 'validation' },
    ...VALIDATIONS.map(([value, label]) => build('option', { value }, label)),
  );
  const resultFields = build(
    'div',
    { class: 'mock' },
    field('result', 'Mocked result (JSON)', result),
    field('validation', "Held against the service's API (fieldValidationMode)", validation),
  );
  const errorFields = build(
    'div',
    { class: 'row' },
    field('error', 'Error', error),
    field('cause', 'Cause', cause),
    field('retry-count', 'Retries before', retryCount),
  );
  const contextField = field('context', 'Context object (JSON), only beside a mock', context);
  const more = build(
    'details',
    {},
    build('summary', {}, 'Variables and context object'),
    field('variables', 'Variables (JSON object)', variables),
    contextField,
  );

  const chosen = (): TestForm['work'] => {
    const value = radios.find(({ checked }) => checked)?.value;
    return value === 'result' || value === 'error' ? value : 'run';
  };
  const follow = (): void => {
    resultFields.hidden = chosen() !== 'result';
    errorFields.hidden = chosen() !== 'error';
    contextField.hidden = chosen() === 'run';
  };
  work.addEventListener('change', follow);

  return {
    elements: [field('input', 'Input (JSON)', input), work, resultFields, errorFields, more],
    fill(form, type) {
      input.value = form.input;
      result.value = form.result;
      validation.value = form.fieldValidationMode;
      variables.value = form.variables;
      context.value = form.context;
      error.value = form.error;
      cause.value = form.cause;
      retryCount.value = String(form.retryCount);
      const isMockable = MOCKABLE.has(type);
      const usual = NEED_MOCK.has(type) && form.work === 'run' ? 'result' : form.work;
      for (const radio of radios) {
        radio.disabled = radio.value === 'run' ? NEED_MOCK.has(type) : !isMockable;
        radio.checked = radio.value === (isMockable ? usual : 'run');
      }
      work.hidden = !isMockable;
      more.open = form.variables !== '' || form.context !== '';
      follow();
    },
    read: () => ({
      input: input.value,
      variables: variables.value,
      context: context.value,
      work: chosen(),
      result: result.value,
      fieldValidationMode: VALIDATIONS.find(([value]) => value === validation.value)?.[0] ?? 'STRICT',
      error: error.value,
      cause: cause.value,
      retryCount: Math.max(0, Math.trunc(retryCount.valueAsNumber || 0)),
    }),
  };
}

function field(id: string, label: string, control: HTMLElement): HTMLElement {
  return build('div', { class: 'field' }, build('label', { for: id }, label), control);
}

function textArea(id: string, rows: number): HTMLTextAreaElement {
  return build('textarea', { id, rows: String(rows), spellcheck: 'false', autocomplete: 'off' });
}
