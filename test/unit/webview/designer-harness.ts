import { act } from 'react';
import { vi } from 'vitest';
import type { JsonObject } from '../../../src/asl/json.ts';
import { presetsOf } from '../../../src/design/presets.ts';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import type { DesignerUpdate } from '../../../src/protocol/designer.ts';
import { mount } from '../../../webview/designer/designer.tsx';
import { define } from '../graph/machines.ts';
import { installBrowser, mountView, type MountedPage, type Sent } from './page-harness.ts';

const WIDTH = 1200;
const HEIGHT = 800;

/** What the canvas measures, and jsdom does not have: sizes, dialogs, observers that tell the first size. */
export function installCanvas(): void {
  installBrowser();
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly #callback: ResizeObserverCallback;
      constructor(callback: ResizeObserverCallback) {
        this.#callback = callback;
      }
      observe(target: Element): void {
        this.#callback([{ target } as ResizeObserverEntry], this);
      }
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  vi.stubGlobal(
    'DOMMatrixReadOnly',
    class {
      readonly m22 = 1;
    },
  );
  const sizeOf = (element: HTMLElement, side: 'width' | 'height'): number =>
    /^[\d.]+px$/.test(element.style[side]) ? Number.parseFloat(element.style[side]) : side === 'width' ? WIDTH : HEIGHT;
  for (const [name, side] of [
    ['offsetWidth', 'width'],
    ['offsetHeight', 'height'],
    ['clientWidth', 'width'],
    ['clientHeight', 'height'],
  ] as const)
    Object.defineProperty(HTMLElement.prototype, name, {
      configurable: true,
      get(this: HTMLElement) {
        return sizeOf(this, side);
      },
    });
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) {
    this.open = false;
  };
}

/** A page of the designer with a host that the test plays. */
export interface DesignerPage extends MountedPage {
  /** What was asked under a name, the last first. */
  asked(name: string): Sent | undefined;
  paramsOf(name: string): unknown;
  tellNow(name: string, params: unknown): Promise<void>;
  answerNow(name: string, result: unknown): Promise<void>;
  /** Lets what is waiting happen. */
  settle(): Promise<void>;
  find(selector: string): HTMLElement;
  press(key: string, modifiers?: KeyboardEventInit): Promise<void>;
  click(target: Element, options?: MouseEventInit): Promise<void>;
  type(target: Element, text: string): Promise<void>;
  /** Moves the focus there, or away from everything. */
  focus(target: HTMLElement | undefined): Promise<void>;
}

export async function openDesigner(kept?: unknown): Promise<DesignerPage> {
  document.body.replaceChildren();
  let page!: MountedPage;
  await act(async () => {
    page = mountView({ mount }, kept);
    await Promise.resolve();
  });
  const settle = (): Promise<void> =>
    act(async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
    });
  const asked = (name: string): Sent | undefined => page.sent.findLast((sent) => sent.name === name);
  return {
    ...page,
    asked,
    settle,
    paramsOf: (name) => asked(name)?.params,
    tellNow: async (name, params) => {
      act(() => page.tell(name, params));
      await settle();
    },
    answerNow: async (name, result) => {
      const request = asked(name);
      if (request === undefined) throw new Error(`Nobody asked for ${name}.`);
      await act(() => page.answerWith(request, result));
      await settle();
    },
    find: (selector) => {
      const found = document.querySelector<HTMLElement>(selector);
      if (found === null) throw new Error(`There is no ${selector}.`);
      return found;
    },
    press: async (key, modifiers = {}) => {
      act(() => {
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers }),
        );
      });
      await settle();
    },
    click: async (target, options = {}) => {
      act(() => {
        target.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...options }));
      });
      await settle();
    },
    focus: async (target) => {
      act(() => {
        if (target) target.focus();
        else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      });
      await settle();
    },
    type: async (target, text) => {
      const prototype = target instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
      const setter = Object.getOwnPropertyDescriptor(prototype.prototype, 'value')?.set;
      act(() => {
        setter?.call(target, text);
        target.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await settle();
    },
  };
}

/** What the host sends of a machine. */
export function updateOf(machine: JsonObject | undefined, others: Partial<DesignerUpdate> = {}): DesignerUpdate {
  return {
    documentVersion: 1,
    title: 'm.asl.json',
    graph: machine && layoutDefinition(define(machine)),
    stale: false,
    problems: [],
    readOnly: undefined,
    presets: presetsOf('JSONPath'),
    findings: [],
    costs: [],
    ...others,
  };
}
