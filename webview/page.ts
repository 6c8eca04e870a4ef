import type { Port } from '../src/protocol/endpoint.ts';
import type { VsCodeApi } from './vscode-api.ts';
import { createPort } from './vscode-api.ts';
import { build } from './dom.ts';

/** What a view is given to live in. */
export interface PageContext {
  readonly root: HTMLElement;
  readonly port: Port;
  /** Kept by VS Code while the page is hidden, and over a reload of the window. Checked by whoever reads it. */
  readonly state: { get(): unknown; set(state: unknown): void };
  /** Shows a problem of the page itself, and goes on. */
  readonly report: (problem: string) => void;
}

/** What a view's chunk exports. */
export interface ViewModule {
  mount(context: PageContext): void;
}

export type Views = Readonly<Record<string, () => Promise<ViewModule>>>;

/** Loads the view that the root names and mounts it. What goes wrong is shown on the page, whatever it is. */
export async function startPage(root: HTMLElement, views: Views, api: VsCodeApi): Promise<void> {
  const notes = build('div', { class: 'page-notes', role: 'alert' });
  const body = build('main', { class: 'page-body' });
  root.replaceChildren(notes, body);
  const report = (problem: string): void => showProblem(notes, problem);
  window.addEventListener('error', (event) => report(event.message));
  window.addEventListener('unhandledrejection', (event) => report(messageOf(event.reason)));
  const name = root.dataset.view ?? '';
  const load = Object.hasOwn(views, name) ? views[name] : undefined;
  try {
    if (load === undefined) throw new Error(`there is no page "${name}"`);
    const view = await load();
    const state = { get: () => api.getState(), set: (value: unknown) => api.setState(value) };
    view.mount({ root: body, port: createPort(api, window), state, report });
  } catch (error) {
    report(`The page could not be opened: ${messageOf(error)}. Close it and open it again.`);
  }
}

/** What an error says, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One line; the same problem is not said twice in a row. */
function showProblem(notes: HTMLElement, problem: string): void {
  if (notes.lastElementChild?.firstChild?.textContent === problem) return;
  const dismiss = build('button', { type: 'button', class: 'link', 'aria-label': 'Dismiss' }, '✕');
  const note = build('p', { class: 'page-note' }, build('span', {}, problem), dismiss);
  dismiss.addEventListener('click', () => note.remove());
  notes.append(note);
}
