// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { startPage, type ViewModule } from '../../../webview/page.ts';
import { createPort, type VsCodeApi } from '../../../webview/vscode-api.ts';

const api = (): VsCodeApi => ({ postMessage: vi.fn(), getState: vi.fn(), setState: vi.fn() });

function makeRoot(view: string): HTMLElement {
  const root = document.createElement('div');
  root.dataset.view = view;
  document.body.replaceChildren(root);
  return root;
}

describe('startPage', () => {
  beforeEach(() => vi.restoreAllMocks());

  it('loads the view that the root names, and only that', async () => {
    const mount = vi.fn<ViewModule['mount']>();
    const other = vi.fn(() => Promise.resolve({ mount }));
    const root = makeRoot('a');
    await startPage(root, { a: () => Promise.resolve({ mount }), b: other }, api());
    expect(mount).toHaveBeenCalledOnce();
    expect(other).not.toHaveBeenCalled();
    expect(root.querySelector('main')).toBe(mount.mock.calls[0]![0].root);
  });

  it.each([
    ['toString', 'there is no page "toString"'],
    ['broken', 'no chunk'],
    ['throws', 'no mount'],
  ])('shows what goes wrong with %s', async (view, message) => {
    const root = makeRoot(view);
    const throws = (): void => {
      throw new Error('no mount');
    };
    await startPage(
      root,
      { broken: () => Promise.reject(new Error('no chunk')), throws: () => Promise.resolve({ mount: throws }) },
      api(),
    );
    expect(root.querySelector('[role="alert"]')?.textContent).toContain(message);
  });

  it('shows a problem once, as text, until it is dismissed', async () => {
    const root = makeRoot('a');
    const mount: ViewModule['mount'] = ({ report }) => {
      report('<b>one</b>');
      report('<b>one</b>');
    };
    await startPage(root, { a: () => Promise.resolve({ mount }) }, api());
    const notes = root.querySelectorAll('.page-note');
    expect(notes).toHaveLength(1);
    expect(notes[0]?.querySelector('b')).toBeNull();
    notes[0]!.querySelector('button')!.click();
    expect(root.querySelectorAll('.page-note')).toHaveLength(0);
  });
});

describe('createPort', () => {
  it('hears its own origin only', () => {
    const vscode = api();
    const port = createPort(vscode, window);
    const heard = vi.fn();
    const listening = port.onMessage(heard);
    const send = (origin: string) => window.dispatchEvent(new MessageEvent('message', { data: origin, origin }));
    send(window.origin);
    send('https://elsewhere.example');
    listening.dispose();
    send(window.origin);
    expect(heard.mock.calls).toEqual([[window.origin]]);
    port.post('x');
    expect(vscode.postMessage).toHaveBeenCalledWith('x');
  });
});
