// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { installCanvas, openDesigner, updateOf, type DesignerPage } from './designer-harness.ts';

const MACHINE: JsonObject = {
  StartAt: 'A',
  States: {
    A: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Next: 'M',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'H' }],
    },
    M: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'W', States: { W: { Type: 'Pass', End: true } } },
      Next: 'Z',
    },
    Z: { Type: 'Pass', End: true },
    H: { Type: 'Fail' },
  },
};
const DONE = { refused: null, select: null, says: null };

const node = (pointer: string): HTMLElement =>
  document.querySelector<HTMLElement>(`.state-node[data-pointer="${pointer}"]`)!;
const at = (): string | undefined => {
  const id = document.querySelector('.canvas')?.getAttribute('aria-activedescendant') ?? '';
  return document.getElementById(id)?.dataset.pointer;
};
const announced = (): string => document.querySelector('.announcer')?.textContent ?? '';

describe('the designer', () => {
  let page: DesignerPage;
  const show = async (others = {}): Promise<void> => {
    await page.tellNow('update', updateOf(MACHINE, others));
  };
  const focusOn = async (pointer: string): Promise<void> => {
    await page.click(node(pointer));
  };
  beforeEach(async () => {
    installCanvas();
    page = await openDesigner();
  });

  it('asks for the workflow and draws its states and lines', async () => {
    expect(page.paramsOf('ready')).toEqual({ collapsed: [] });
    await show();
    for (const pointer of ['/States/A', '/States/M', '/States/M/ItemProcessor/States/W', '/States/Z', '/States/H'])
      expect(node(pointer).getAttribute('role')).toBe('button');
    expect(node('/States/A').getAttribute('aria-label')).toContain('Task A');
    const lines = [...document.querySelectorAll('.line-edge[role="button"]')].map((line) =>
      line.getAttribute('aria-label'),
    );
    expect(lines).toContain('From A to H, on error States.ALL');
    expect(lines).toContain('From A to M');
    expect(page.problems).toEqual([]);
  });

  it('has one stop of Tab for the canvas, in which the arrows follow the flow', async () => {
    await show();
    await focusOn('/States/A');
    expect(document.activeElement?.classList.contains('canvas')).toBe(true);
    expect(document.querySelectorAll('.canvas [tabindex="0"]')).toHaveLength(0);
    expect(at()).toBe('/States/A');
    await page.press('ArrowDown');
    expect(at()).toBe('/States/M');
    await page.press('Enter');
    expect(at()).toBe('/States/M/ItemProcessor/States/W');
    await page.press('Escape');
    expect(at()).toBe('/States/M');
  });

  it('shows a state in the text when it is clicked, and goes there on Enter', async () => {
    await show();
    await focusOn('/States/Z');
    expect(page.paramsOf('reveal')).toEqual({ pointer: '/States/Z', focus: false });
    await page.press('Enter');
    expect(page.paramsOf('reveal')).toEqual({ pointer: '/States/Z', focus: true });
  });

  it('inserts a state by keyboard alone, on the line after what is selected', async () => {
    await show();
    await focusOn('/States/Z');
    await page.press('a');
    const input = page.find('.insert-dialog [role="combobox"]');
    expect(document.activeElement).toBe(input);
    await page.type(input, 'wait');
    await page.press('Enter');
    expect(page.paramsOf('insertPreset')).toEqual({
      documentVersion: 1,
      preset: expect.stringMatching(/wait/i) as string,
      at: { after: '/States/Z' },
    });
    expect(document.querySelector('dialog')).toBeNull();
    expect(document.activeElement?.classList.contains('canvas')).toBe(true);
  });

  it('selects what a gesture made, when the picture has it, whichever comes first', async () => {
    await show();
    await focusOn('/States/Z');
    await page.press('d', { ctrlKey: true });
    expect(page.paramsOf('gesture')).toEqual({
      documentVersion: 1,
      gesture: { kind: 'duplicate', states: ['/States/Z'] },
    });
    await page.answerNow('gesture', { ...DONE, select: '/States/Z 2' });
    expect(at()).toBe('/States/Z');
    const more = {
      ...MACHINE,
      States: {
        ...(MACHINE.States as JsonObject),
        Z: { Type: 'Pass', Next: 'Z 2' },
        'Z 2': { Type: 'Pass', End: true },
      },
    };
    await page.tellNow('update', updateOf(more, { documentVersion: 2 }));
    expect(at()).toBe('/States/Z 2');
    expect(announced()).toBe('Added: Pass Z 2.');
  });

  it('sends the next gesture on the version that the one before has made', async () => {
    await show();
    await focusOn('/States/Z');
    await page.press('d', { ctrlKey: true });
    await page.press('d', { ctrlKey: true });
    const gestures = () => page.sent.filter(({ name }) => name === 'gesture');
    expect(gestures()).toHaveLength(1);
    await page.answerNow('gesture', { ...DONE, documentVersion: 2 });
    expect(gestures()).toHaveLength(1);
    await show({ documentVersion: 2 });
    expect(gestures()).toHaveLength(2);
    expect(gestures()[1]?.params).toMatchObject({ documentVersion: 2 });
  });

  it('renames in place: Enter takes the name, Escape leaves it', async () => {
    await show();
    await focusOn('/States/Z');
    await page.press('F2');
    expect(document.activeElement).toBe(page.find('.rename-box'));
    await page.type(page.find('.rename-box'), 'Last');
    await page.press('Enter');
    expect(page.paramsOf('gesture')).toMatchObject({ gesture: { kind: 'rename', state: '/States/Z', name: 'Last' } });
    expect(document.activeElement?.classList.contains('canvas')).toBe(true);
    await page.answerNow('gesture', { ...DONE, refused: 'There is one.' });
    await page.press('F2');
    await page.type(page.find('.rename-box'), 'Other');
    await page.press('Escape');
    expect(document.querySelector('.rename-box')).toBeNull();
    expect(page.sent.filter(({ name }) => name === 'gesture')).toHaveLength(1);
  });

  it('shows and tells why a gesture was refused', async () => {
    await show();
    await focusOn('/States/A');
    await page.press('Delete');
    expect(page.paramsOf('gesture')).toMatchObject({ gesture: { kind: 'remove', states: ['/States/A'] } });
    await page.answerNow('gesture', { ...DONE, refused: 'The machine needs a state.' });
    expect(page.find('.note-refused').textContent).toContain('The machine needs a state.');
    expect(announced()).toBe('The machine needs a state.');
  });

  it('undoes and redoes through the host, and keeps the keys from VS Code', async () => {
    await show();
    await focusOn('/States/A');
    let escaped = 0;
    const count = (): void => {
      escaped++;
    };
    window.addEventListener('keydown', count);
    await page.press('z', { ctrlKey: true });
    await page.answerNow('undo', { documentVersion: 1 });
    await page.press('Z', { ctrlKey: true, shiftKey: true });
    window.removeEventListener('keydown', count);
    expect(page.asked('undo')).toBeDefined();
    expect(page.asked('redo')).toBeDefined();
    expect(escaped).toBe(0);
  });

  it('undoes what is still on its way, and goes on from what that gave', async () => {
    await show();
    await focusOn('/States/Z');
    await page.press('d', { ctrlKey: true });
    await page.press('z', { ctrlKey: true });
    await page.press('m');
    expect(page.asked('undo')).toBeUndefined();
    await page.answerNow('gesture', DONE);
    await show({ documentVersion: 2 });
    expect(page.asked('undo')).toBeDefined();
    await page.answerNow('undo', { documentVersion: 3 });
    expect(page.paramsOf('gesture')).toMatchObject({ gesture: { kind: 'duplicate' } });
    await show({ documentVersion: 3 });
    expect(page.paramsOf('gesture')).toMatchObject({ documentVersion: 3, gesture: { kind: 'wrap' } });
  });

  it('removes all rules that a line stands for, and says before how many', async () => {
    const rule = (variable: string, Next: string): JsonObject => ({ Variable: variable, IsPresent: true, Next });
    const machine = {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [rule('$.a', 'X'), rule('$.b', 'Y'), rule('$.c', 'X')] },
        X: { Type: 'Pass', End: true },
        Y: { Type: 'Pass', End: true },
      },
    };
    await page.tellNow('update', updateOf(machine));
    await focusOn('/States/C');
    await page.press('l');
    expect(page.find('.panel h2').textContent).toBe('2 choice rules');
    expect(page.find('.panel-actions').textContent).toContain('Remove the 2 Rules');
    await page.press('Delete');
    expect(page.paramsOf('gesture')).toEqual({
      documentVersion: 1,
      gesture: { kind: 'remove-parts', parts: ['/States/C/Choices/0', '/States/C/Choices/2'] },
    });
    await page.answerNow('gesture', { ...DONE, says: '2 rules of "C" went.' });
    expect(announced()).toBe('2 rules of "C" went.');
  });

  it('dims the last picture of a text that cannot be read, leads to the fault and changes nothing', async () => {
    await show();
    await focusOn('/States/A');
    await show({ documentVersion: 2, stale: true, problems: [{ message: 'A comma is missing.', start: 17 }] });
    expect(document.querySelector('.canvas')?.classList.contains('stale')).toBe(true);
    expect(page.find('.banner').textContent).toContain('A comma is missing.');
    await page.press('Delete');
    expect(page.asked('gesture')).toBeUndefined();
    await page.click(page.find('.banner button'));
    expect(page.paramsOf('revealProblem')).toEqual({ start: 17 });
  });

  it('says why nothing can be changed, and offers nothing that would', async () => {
    await show({ readOnly: 'This version can only be looked at.' });
    expect(page.find('.read-only-note').textContent).toBe('This version can only be looked at.');
    expect(document.querySelector('.palette')).toBeNull();
    const bar = [...document.querySelectorAll<HTMLButtonElement>('.top-bar button')];
    const usable = bar.filter(({ disabled }) => !disabled).map((button) => button.title || button.textContent);
    expect(usable).toEqual(['Find a state', 'Save the picture', 'Keys of the designer']);
    await focusOn('/States/A');
    await page.press('F2');
    expect(document.querySelector('.rename-box')).toBeNull();
  });

  it('offers the palette as a beginning of a blank text', async () => {
    await page.tellNow('update', updateOf(undefined, { graph: { nodes: [], edges: [], width: 0, height: 0 } }));
    await page.click(page.find('.start [role="option"][data-id="Pass"]'));
    expect(page.paramsOf('insertPreset')).toEqual({ documentVersion: 1, preset: 'Pass' });
  });

  it('closes a region, keeps it closed over edits, and remembers it', async () => {
    await show();
    await focusOn('/States/M');
    await page.press(' ');
    expect(page.paramsOf('collapse')).toEqual({ collapsed: ['/States/M'] });
    expect(page.kept()).toMatchObject({ collapsed: ['/States/M'], selected: '/States/M' });
    const again = await openDesigner(page.kept());
    expect(again.paramsOf('ready')).toEqual({ collapsed: ['/States/M'] });
  });
});
