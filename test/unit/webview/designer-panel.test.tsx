// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { stateByPointer } from '../../../src/asl/scopes.ts';
import { formOf, targetsIn } from '../../../src/design/form.ts';
import { define } from '../graph/machines.ts';
import { installCanvas, openDesigner, updateOf, type DesignerPage } from './designer-harness.ts';

const MACHINE: JsonObject = {
  StartAt: 'T',
  States: {
    T: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      TimeoutSeconds: 30,
      Parameters: { FunctionName: 'f' },
      Retry: [{ ErrorEquals: ['A'] }, { ErrorEquals: ['B'] }],
      Next: 'M',
    },
    M: {
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSONL' },
        Parameters: { Bucket: 'old', Key: 'k', ExpectedBucketOwner: '1' },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'W',
        States: { W: { Type: 'Pass', End: true } },
      },
      Next: 'Z',
    },
    Z: { Type: 'Pass', InputPath: null, Result: null, End: true },
  },
};
const DONE = { refused: null, select: null, says: null };

function formAt(pointer: string) {
  const state = stateByPointer(define(MACHINE), pointer)!;
  const { name, type = '', queryLanguage, scope } = state;
  return { pointer, name, type, queryLanguage, sections: formOf(state), targets: targetsIn(scope) };
}

describe('the properties of a state', () => {
  let page: DesignerPage;
  const field = (key: string) => page.find(`.field[data-key="${key}"] :is(input, textarea, select)`);
  const change = async (key: string, text: string): Promise<void> => {
    await page.focus(field(key));
    await page.type(field(key), text);
  };
  const gestures = () => page.sent.filter(({ name }) => name === 'gesture').map(({ params }) => params);
  beforeEach(async () => {
    installCanvas();
    page = await openDesigner();
    await page.tellNow('update', updateOf(MACHINE));
    await page.click(page.find('.state-node[data-pointer="/States/T"]'));
    await page.answerNow('form', formAt('/States/T'));
  });

  it('are a form of the fields, each with its name and what it is about', () => {
    expect(page.paramsOf('form')).toEqual({ pointer: '/States/T' });
    const label = page.find('.field[data-key="Resource"] label');
    expect(label.textContent).toContain('Resource');
    expect(label.getAttribute('for')).toBe(field('Resource').id);
    const about = document.getElementById(field('Resource').getAttribute('aria-describedby') ?? '');
    expect(about?.textContent).not.toBe('');
  });

  it('go into the text with Enter, once, and not when nothing has changed', async () => {
    await change('TimeoutSeconds', '45');
    await page.press('Enter');
    expect(gestures()).toEqual([
      { documentVersion: 1, gesture: { kind: 'set-property', object: '/States/T', key: 'TimeoutSeconds', value: 45 } },
    ]);
    await page.answerNow('gesture', DONE);
    await change('Resource', 'arn:aws:states:::lambda:invoke');
    await page.press('Enter');
    expect(gestures()).toHaveLength(1);
  });

  it('take a field out when nothing is written in it', async () => {
    await change('TimeoutSeconds', '');
    await page.press('Enter');
    expect(gestures()).toEqual([
      { documentVersion: 1, gesture: { kind: 'set-property', object: '/States/T', key: 'TimeoutSeconds' } },
    ]);
  });

  it('show a null that stands in the text, and edit it as what it is', async () => {
    await page.click(page.find('.state-node[data-pointer="/States/Z"]'));
    await page.answerNow('form', formAt('/States/Z'));
    const valueOf = (key: string) => (field(key) as HTMLInputElement).value;
    expect([valueOf('InputPath'), valueOf('Result'), valueOf('OutputPath')]).toEqual(['null', 'null', '']);
    const more = page.find('.more-fields');
    expect(more.contains(field('OutputPath'))).toBe(true);
    expect(more.contains(field('InputPath')) || more.contains(field('Result'))).toBe(false);
    await change('InputPath', 'null');
    await page.press('Enter');
    await page.focus(field('Result'));
    await page.focus(undefined);
    expect(gestures()).toEqual([]);
  });

  it.each([
    ['InputPath', '$.a', { value: '$.a' }],
    ['InputPath', '', {}],
    ['OutputPath', 'null', { value: null }],
    ['Result', '', {}],
  ])('write %s as %j', async (key, text, value) => {
    await page.click(page.find('.state-node[data-pointer="/States/Z"]'));
    await page.answerNow('form', formAt('/States/Z'));
    await change(key, text);
    await page.press('Enter', { ctrlKey: true });
    const gesture = { kind: 'set-property', object: '/States/Z', key, ...value };
    expect(gestures()).toEqual([{ documentVersion: 1, gesture }]);
  });

  it('take the file that is looked for in a bucket, as one gesture that means bucket and key', async () => {
    await page.click(page.find('.state-node[data-pointer="/States/M"]'));
    await page.answerNow('form', formAt('/States/M'));
    const button = (text: string) =>
      [...document.querySelectorAll('button')].find(({ textContent }) => textContent === text)!;
    await page.click(button('Choose the File…'));
    expect((page.find('.browser input') as HTMLInputElement).value).toBe('old');
    await page.type(page.find('.browser input'), 'new');
    await page.click(button('Open'));
    expect(page.paramsOf('browse')).toEqual({ bucket: 'new', prefix: '' });
    const objects = [{ key: 'a.jsonl', size: 2048 }];
    await page.answerNow('browse', { bucket: 'new', prefix: '', folders: ['in/'], objects, truncated: false });
    await page.click(button('a.jsonl'));
    const object = '/States/M/ItemReader/Parameters';
    expect(gestures()).toEqual([
      {
        documentVersion: 1,
        gesture: {
          kind: 'set-properties',
          properties: [
            { object: '/States/M/ItemReader', key: 'Resource', value: 'arn:aws:states:::s3:getObject' },
            { object, key: 'Bucket', value: 'new' },
            { object, key: 'Key', value: 'a.jsonl' },
            { object, key: 'Prefix' },
            { object, key: 'VersionId' },
          ],
        },
      },
    ]);
    expect(document.querySelector('dialog')).toBeNull();
  });

  it('refuse what is no JSON where JSON has to be, and say so', async () => {
    await change('Parameters', '{"FunctionName": }');
    await page.press('Enter', { ctrlKey: true });
    expect(gestures()).toEqual([]);
    expect(page.find('.field[data-key="Parameters"] [role="alert"]').textContent).toContain('no JSON');
    await page.type(field('Parameters'), '{"FunctionName": "g"}');
    await page.press('Enter', { ctrlKey: true });
    expect(gestures()).toMatchObject([{ gesture: { key: 'Parameters', value: { FunctionName: 'g' } } }]);
  });

  it('keep what is being written when the text changes meanwhile, and follow it everywhere else', async () => {
    await change('TimeoutSeconds', '4');
    await page.tellNow('update', updateOf(MACHINE, { documentVersion: 2 }));
    const form = formAt('/States/T');
    const [own, ...others] = form.sections;
    const fields = own!.fields.map((each) => (each.key === 'Resource' ? { ...each, value: 'arn:new' } : each));
    await page.answerNow('form', { ...form, sections: [{ ...own, fields }, ...others] });
    expect((field('TimeoutSeconds') as HTMLInputElement).value).toBe('4');
    expect((field('Resource') as HTMLInputElement).value).toBe('arn:new');
  });

  it('move and remove the parts of a state', async () => {
    await page.click(page.find('[aria-label="Move Retry 1 down"]'));
    expect(gestures()).toMatchObject([{ gesture: { kind: 'move-part', part: '/States/T/Retry/0', by: 1 } }]);
    await page.answerNow('gesture', DONE);
    await page.tellNow('update', updateOf(MACHINE, { documentVersion: 2 }));
    await page.click(page.find('[aria-label="Remove Retry 2"]'));
    expect(gestures()[1]).toMatchObject({ gesture: { kind: 'remove-parts', parts: ['/States/T/Retry/1'] } });
    expect(page.find('[aria-label="Move Retry 1 up"]').matches(':disabled')).toBe(true);
  });

  it('list the problems of the state, with what mends them', async () => {
    const finding = {
      node: '/States/T',
      pointer: '/States/T/Resource',
      code: 'SOME_CODE',
      severity: 'error' as const,
      message: 'It is wrong.',
      fixes: ['Mend it'],
      start: 12,
    };
    await page.tellNow('update', updateOf(MACHINE, { documentVersion: 2, findings: [finding] }));
    expect(page.find('.finding').textContent).toContain('Error It is wrong. SOME_CODE');
    expect(page.find('.state-node[data-pointer="/States/T"]').getAttribute('aria-label')).toContain('1 error');
    const fix = [...document.querySelectorAll('.finding button')].find(({ textContent }) => textContent === 'Mend it')!;
    await page.click(fix);
    expect(page.paramsOf('fix')).toEqual({
      documentVersion: 2,
      code: 'SOME_CODE',
      pointer: '/States/T/Resource',
      message: 'It is wrong.',
      fix: 0,
    });
  });

  it('say what a state costs, and what it did in an execution', async () => {
    const costs = [{ pointer: '/States/T', share: 0.83, text: '$4.20 a month, 83 % of the estimate' }];
    await page.tellNow('update', updateOf(MACHINE, { documentVersion: 2, costs }));
    const counts = { entered: 3, running: 0, succeeded: 2, failed: 1, retries: 0 };
    await page.tellNow('snapshot', {
      snapshot: { executionArn: 'a', status: 'RUNNING', states: { '/States/T': counts }, mapRuns: [], at: '' },
    });
    const words = page.find('.state-node[data-pointer="/States/T"]').getAttribute('aria-label');
    expect(words).toContain('2 succeeded, 1 failed');
    expect(words).toContain('$4.20 a month');
    expect(page.find('.panel-cost').textContent).toContain('83 %');
  });

  it('are those of several states when several are selected, to be wrapped together', async () => {
    await page.click(page.find('.state-node[data-pointer="/States/Z"]'), { ctrlKey: true });
    expect(page.find('.panel h2').textContent).toBe('2 states');
    await page.focus(page.find('.canvas'));
    await page.press('m');
    expect(gestures()).toMatchObject([{ gesture: { kind: 'wrap', states: ['/States/T', '/States/Z'], into: 'Map' } }]);
  });

  it('follow the cursor of the text, but not while somebody works on the canvas', async () => {
    await page.tellNow('select', { pointer: '/States/Z' });
    expect(page.find('.panel h2').textContent).toBe('T');
    // The focus goes to the text: what had it here still is what would get it back.
    const hasFocus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    await page.tellNow('select', { pointer: '/States/Z' });
    expect(page.find('.panel h2').textContent).toBe('Z');
    hasFocus.mockRestore();
  });

  it('stay those of the state at the cursor while its name is typed, whose picture comes a moment later', async () => {
    await page.focus(undefined);
    await page.tellNow('select', { pointer: '/States/Z' });
    await page.tellNow('select', { pointer: '/States/Zoo' });
    expect(page.find('.panel h2').textContent).toBe('Z');
    const { Z, ...others } = MACHINE.States as JsonObject;
    const renamed = { ...MACHINE, States: { ...others, Zoo: Z ?? null } };
    await page.tellNow('update', updateOf(renamed, { documentVersion: 2 }));
    expect(page.find('.panel h2').textContent).toBe('Zoo');
  });

  it('are looked for in what is said of the states after the picture, unless that is of another version', async () => {
    await page.tellNow('update', updateOf(MACHINE, { documentVersion: 2, findings: undefined }));
    await page.focus(undefined);
    await page.press('Escape');
    const finding = {
      node: '/States/T',
      pointer: '/States/T',
      code: 'X',
      severity: 'error',
      message: 'It is wrong.',
      fixes: [],
      start: 0,
    };
    await page.tellNow('annotations', { documentVersion: 1, findings: [finding], costs: [] });
    expect(document.querySelector('.finding')).toBeNull();
    await page.tellNow('annotations', { documentVersion: 2, findings: [finding], costs: [] });
    expect(page.find('.finding').textContent).toContain('It is wrong.');
  });
});
