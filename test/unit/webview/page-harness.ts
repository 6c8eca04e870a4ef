import { vi } from 'vitest';
import type { PageContext, ViewModule } from '../../../webview/page.ts';

/** Stands in for what a browser has and jsdom has not. */
export function installBrowser(): void {
  Object.defineProperty(document, 'adoptedStyleSheets', { value: [], writable: true, configurable: true });
  vi.stubGlobal(
    'CSSStyleSheet',
    class {
      replaceSync = vi.fn();
    },
  );
  Element.prototype.scrollTo = vi.fn() as Element['scrollTo'];
  Element.prototype.scrollIntoView = vi.fn();
  vi.stubGlobal('matchMedia', () => ({ matches: true }));
}

export interface Sent {
  readonly kind: string;
  readonly id?: number;
  readonly name?: string;
  readonly params?: unknown;
}

/** A view in a page, and its host's end of the wire. */
export interface MountedPage {
  readonly root: HTMLElement;
  readonly sent: Sent[];
  readonly problems: string[];
  readonly kept: () => unknown;
  tell(name: string, params: unknown): void;
  answer(request: Sent, error?: string): Promise<void>;
  answerWith(request: Sent, result: unknown): Promise<void>;
}

export function mountView(view: ViewModule, kept?: unknown): MountedPage {
  const root = document.createElement('main');
  document.body.replaceChildren(root);
  const sent: Sent[] = [];
  const problems: string[] = [];
  const listeners = new Set<(message: unknown) => void>();
  const receive = (message: unknown): void => {
    const copy: unknown = JSON.parse(JSON.stringify(message));
    for (const listener of listeners) listener(copy);
  };
  const respond = async (response: object): Promise<void> => {
    receive({ kind: 'response', ...response });
    await Promise.resolve();
    await Promise.resolve();
  };
  let state = kept;
  const context: PageContext = {
    root,
    port: {
      post: (message) => sent.push(message as Sent),
      onMessage: (listener) => {
        listeners.add(listener);
        return { dispose: () => void listeners.delete(listener) };
      },
    },
    state: { get: () => state, set: (value) => (state = value) },
    report: (problem) => problems.push(problem),
  };
  view.mount(context);
  return {
    root,
    sent,
    problems,
    kept: () => state,
    tell: (name, params) => receive({ kind: 'event', name, params }),
    answer: (request, error) => respond({ id: request.id, error }),
    answerWith: (request, result) => respond({ id: request.id, result }),
  };
}
