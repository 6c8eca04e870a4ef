// @vitest-environment jsdom
import { act } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import { lookUp } from '../../../webview/designer/picture.ts';
import { selectAround, statesInBox } from '../../../webview/designer/selection.ts';
import { define } from '../graph/machines.ts';
import { installCanvas, openDesigner, updateOf, type DesignerPage } from './designer-harness.ts';

const branch = (name: string): JsonObject => ({
  StartAt: name,
  States: { [name]: { Type: 'Pass', Next: `${name}2` }, [`${name}2`]: { Type: 'Pass', End: true } },
});
const MACHINE: JsonObject = {
  StartAt: 'A',
  States: {
    A: { Type: 'Pass', Next: 'P' },
    P: { Type: 'Parallel', Branches: [branch('L'), branch('R')], Next: 'Z' },
    Z: { Type: 'Pass', End: true },
  },
};
const IN_L = ['/States/P/Branches/0/States/L', '/States/P/Branches/0/States/L2'];
const IN_R = ['/States/P/Branches/1/States/R', '/States/P/Branches/1/States/R2'];
const ALL = ['/States/A', '/States/P', '/States/Z'];

describe('the states that are selected together', () => {
  const picture = lookUp(layoutDefinition(define(MACHINE)));
  const boxOf = (id: string) => {
    const { x, y } = picture.positions.get(id)!;
    const { width, height } = picture.nodes.get(id)!;
    return { from: { x: x - 3, y: y - 3 }, middle: { x: x + width / 2, y: y + height / 2 } };
  };
  const middle = (id: string) => boxOf(id).middle;

  it('are those that a box touches, of the flow that it begins in', () => {
    const around = (from: string, to: string) => statesInBox(picture, boxOf(from).from, middle(to));
    expect(around('/States/A', '/States/A')).toEqual(['/States/A']);
    expect(around('/States/A', '/States/Z').toSorted()).toEqual(ALL);
    // The other way round, too.
    expect(statesInBox(picture, { x: 1e4, y: 1e4 }, { x: -10, y: -10 }).toSorted()).toEqual(ALL);
    expect(around(IN_L[0]!, IN_L[1]!).toSorted()).toEqual(IN_L);
    expect(around(IN_L[0]!, IN_R[1]!).toSorted()).toEqual([...IN_L, ...IN_R]);
    expect(statesInBox(picture, { x: -50, y: -50 }, { x: -40, y: -40 })).toEqual([]);
  });

  it('are those of one flow, then those around it, each time that all are asked for', () => {
    const first = selectAround(picture, IN_L[0], [IN_L[0]!]);
    expect(first.toSorted()).toEqual(IN_L);
    const second = selectAround(picture, IN_L[0], first);
    expect(second.toSorted()).toEqual([...IN_L, ...IN_R]);
    expect(selectAround(picture, IN_L[0], second).toSorted()).toEqual(ALL);
    expect(selectAround(picture, undefined, []).toSorted()).toEqual(ALL);
    expect(selectAround(picture, '/States/A', ALL).toSorted()).toEqual(ALL);
  });
});

describe('several states of the designer', () => {
  let page: DesignerPage;
  const node = (pointer: string) => page.find(`.state-node[data-pointer="${pointer}"]`);
  const selected = () =>
    [...document.querySelectorAll<HTMLElement>('.state-node[aria-pressed="true"]')].map(
      ({ dataset }) => dataset.pointer,
    );
  const announced = () => page.find('.announcer').textContent;
  const pointer = (type: string, target: EventTarget, x: number, y: number, more: MouseEventInit = {}) =>
    act(() => {
      target.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, clientX: x, clientY: y, ...more }));
    });
  /** In pixels of the page, where the canvas begins at nought and is not made larger. */
  const drawBox = async (from: [number, number], to: [number, number], more: MouseEventInit = {}): Promise<void> => {
    const pane = page.find('.react-flow__pane');
    const shift = { shiftKey: true, ...more };
    pointer('pointerdown', pane, ...from, shift);
    pointer('mousedown', pane, ...from, shift);
    pointer('pointermove', window, ...to, shift);
    expect(document.querySelector('.selection-box')).not.toBeNull();
    pointer('pointerup', window, ...to, shift);
    pointer('click', pane, ...to, shift);
    await page.settle();
  };
  beforeEach(async () => {
    installCanvas();
    page = await openDesigner({ viewport: { x: 0, y: 0, zoom: 1 } });
    await page.tellNow('update', updateOf(MACHINE));
    await page.click(node('/States/A'));
  });

  it('are selected by a box, and said to be', async () => {
    await drawBox([-20, -20], [2000, 2000]);
    expect(selected().toSorted()).toEqual(ALL);
    expect(announced()).toBe('3 states selected');
    expect(page.find('.panel h2').textContent).toBe('3 states');
    expect(document.querySelector('.selection-box')).toBeNull();
    await page.press('Escape');
    expect(selected()).toEqual(['/States/A']);
    expect(announced()).toBe('1 state selected');
  });

  it('are left as they are when a box is given up', async () => {
    const pane = page.find('.react-flow__pane');
    pointer('pointerdown', pane, -20, -20, { shiftKey: true });
    pointer('pointermove', window, 2000, 2000, { shiftKey: true });
    await page.press('Escape');
    expect(document.querySelector('.selection-box')).toBeNull();
    pointer('pointerup', window, 2000, 2000, { shiftKey: true });
    pointer('click', pane, 2000, 2000, { shiftKey: true });
    expect(selected()).toEqual(['/States/A']);
  });

  it('are added to with Ctrl, and a click with Shift still adds one', async () => {
    await page.click(node('/States/Z'), { shiftKey: true });
    expect(selected()).toEqual(['/States/A', '/States/Z']);
    const { style } = page.find('.react-flow__node[data-id="/States/P"]');
    const [, x = '0', y = '0'] = /translate\(([\d.]+)px, ?([\d.]+)px\)/.exec(style.transform) ?? [];
    await drawBox([Number(x) - 8, Number(y) + 4], [Number(x) + 4, Number(y) + 8], { ctrlKey: true });
    expect(selected().toSorted()).toEqual(ALL);
  });

  it('are selected by keys: all of a flow, one more, one less', async () => {
    await page.press('a', { ctrlKey: true });
    expect(selected().toSorted()).toEqual(ALL);
    expect(announced()).toBe('3 states selected');
    await page.press('s');
    expect(selected().toSorted()).toEqual(['/States/P', '/States/Z']);
    await page.press('ArrowDown', { ctrlKey: true });
    expect(selected().toSorted()).toEqual(['/States/P', '/States/Z']);
    await page.press(' ', { ctrlKey: true });
    expect(selected()).toEqual(['/States/Z']);
    await page.press('ArrowDown');
    await page.press('ArrowUp', { shiftKey: true });
    expect(announced()).toBe('2 states selected');
  });

  it('are what is done next: all of them, as one gesture', async () => {
    const gestureOf = async (key: string, more: KeyboardEventInit = {}) => {
      await page.press('a', { ctrlKey: true });
      await page.press(key, more);
      const { gesture } = page.paramsOf('gesture') as { gesture: { states: string[] } };
      await page.answerNow('gesture', { refused: 'No.', select: null, says: null });
      return { ...gesture, states: gesture.states.toSorted() };
    };
    expect(await gestureOf('m')).toEqual({ kind: 'wrap', states: ALL, into: 'Map' });
    expect(await gestureOf('d', { ctrlKey: true })).toEqual({ kind: 'duplicate', states: ALL });
    expect(await gestureOf('Delete')).toEqual({ kind: 'remove', states: ALL });
    await page.press('c', { ctrlKey: true });
    expect((page.paramsOf('copy') as { states: string[] }).states.toSorted()).toEqual(ALL);
  });
});
