// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import type { TestForm, TestOutcome, TestSubject } from '../../../src/protocol/test-state.ts';
import { mount } from '../../../webview/test-state/test-state.ts';
import { installBrowser, mountView, type MountedPage } from './page-harness.ts';

const FORM: TestForm = {
  input: '{"n":1}',
  variables: '',
  context: '',
  work: 'run',
  result: '{}',
  fieldValidationMode: 'STRICT',
  error: 'States.TaskFailed',
  cause: '',
  retryCount: 0,
};
const SUBJECT: TestSubject = {
  title: 'orders.asl.json',
  states: [
    { pointer: '/States/Price', name: 'Price', type: 'Task', inside: [] },
    { pointer: '/States/Many', name: 'Many', type: 'Map', inside: [] },
    { pointer: '/States/Many/ItemProcessor/States/<b>', name: '<b>', type: 'Pass', inside: ['Many'] },
  ],
  selected: '/States/Price',
  form: FORM,
};
const OUTCOME: TestOutcome = {
  status: 'SUCCEEDED',
  output: '{"price":3}',
  error: undefined,
  cause: undefined,
  nextState: 'Many',
  steps: [{ name: 'afterParameters', value: '{"n":1}' }],
  log: 'priced',
};

describe('the page that tests a state', () => {
  let page: MountedPage;
  const find = (selector: string) => page.root.querySelector<HTMLElement>(selector)!;
  const control = (selector: string) => page.root.querySelector<HTMLInputElement>(selector)!;
  const sent = (name: string) => page.sent.filter((message) => message.name === name);
  const submit = () => page.root.querySelector('form')!.requestSubmit();
  const answer = async (name: string, result: unknown) => {
    await page.answerWith(sent(name).at(-1)!, result);
  };

  beforeEach(() => {
    installBrowser();
    page = mountView({ mount });
    page.tell('subject', SUBJECT);
  });

  it('lists the states with what they are in, as text', () => {
    expect(page.sent.map(({ name }) => name)).toEqual(['ready']);
    expect([...page.root.querySelectorAll<HTMLOptionElement>('#state option')].map(({ text }) => text)).toEqual([
      'Price (Task)',
      'Many (Map)',
      'Many › <b> (Pass)',
    ]);
    expect(control('#input').value).toBe('{"n":1}');
  });

  it('sends what was typed, and shows what came of it', async () => {
    control('#input').value = '{"n":2}';
    submit();
    expect(sent('test').at(-1)?.params).toEqual({ pointer: '/States/Price', form: { ...FORM, input: '{"n":2}' } });
    expect(find('.outcome').textContent).toBe('Testing…');
    await answer('test', OUTCOME);
    expect(find('.status').textContent).toBe('✓ Succeeded');
    expect([...page.root.querySelectorAll('.outcome pre')].map(({ textContent }) => textContent)).toEqual([
      '{\n  "price": 3\n}',
      '{\n  "n": 1\n}',
      'priced',
    ]);
    control('.outcome > button').click();
    expect(sent('testNext').at(-1)?.params).toEqual({
      pointer: '/States/Price',
      nextState: 'Many',
      input: '{"price":3}',
    });
  });

  it('asks for a mock where the API wants one, and offers none where it takes none', () => {
    page.tell('subject', { ...SUBJECT, selected: '/States/Many' });
    expect(control('#work-run').disabled).toBe(true);
    expect(control('#work-result').checked).toBe(true);
    page.tell('subject', { ...SUBJECT, selected: '/States/Many/ItemProcessor/States/<b>' });
    expect(find('fieldset').hidden).toBe(true);
    submit();
    expect(sent('test').at(-1)?.params).toMatchObject({ form: { work: 'run' } });
  });

  it('shows the fields of the mock that was chosen, and sends them', () => {
    const error = control('#work-error');
    error.click();
    expect(find('.row').hidden).toBe(false);
    control('#error').value = 'Odd';
    control('#retry-count').value = '2';
    submit();
    expect(sent('test').at(-1)?.params).toMatchObject({ form: { work: 'error', error: 'Odd', retryCount: 2 } });
    control('#work-result').click();
    expect(find('.mock').hidden).toBe(false);
    expect(find('.row').hidden).toBe(true);
    control('#validation').value = 'NONE';
    submit();
    expect(sent('test').at(-1)?.params).toMatchObject({ form: { work: 'result', fieldValidationMode: 'NONE' } });
  });

  it('leaves what was typed alone while the text changes, and fills the form for another state', () => {
    const input = control('#input');
    input.value = '{"typed":true}';
    page.tell('subject', { ...SUBJECT, states: SUBJECT.states.slice(0, 2) });
    expect(input.value).toBe('{"typed":true}');
    const choice = control('#state');
    choice.value = '/States/Many';
    choice.dispatchEvent(new Event('change'));
    expect(sent('choose').at(-1)?.params).toEqual({ pointer: '/States/Many' });
    page.tell('subject', { ...SUBJECT, selected: '/States/Many', form: { ...FORM, input: '[1]' } });
    expect(input.value).toBe('[1]');
  });

  it('says why a test was refused, and shows no answer of an older test', async () => {
    submit();
    const first = sent('test').at(-1)!;
    submit();
    await page.answerWith(first, OUTCOME);
    expect(find('.outcome').textContent).toBe('Testing…');
    expect(control('.actions button[type=button]').hidden).toBe(false);
    await page.answer(sent('test').at(-1)!, 'The input is not valid JSON: <i>');
    expect(find('.refused').textContent).toBe('The input is not valid JSON: <i>');
    expect(page.root.querySelector('i')).toBeNull();
    expect(page.problems).toEqual([]);
  });

  it('says what to do when the text holds no state', () => {
    page.tell('subject', { ...SUBJECT, states: [], selected: '' });
    expect(control('button.primary').disabled).toBe(true);
    expect(find('.outcome').textContent).toMatch(/correct its first problem/);
  });
});
