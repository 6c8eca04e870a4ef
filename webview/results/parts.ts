import { build } from '../dom.ts';

/** A sign beside each status: colour is never all that tells. */
export const SIGNS: Readonly<Record<string, string>> = {
  RUNNING: '▸',
  SUCCEEDED: '✓',
  FAILED: '✗',
  TIMED_OUT: '⏱',
  ABORTED: '■',
  PENDING: '…',
  PENDING_REDRIVE: '↻',
};

export function section(title: string, ...content: readonly Node[]): HTMLElement {
  return build('section', {}, build('h2', {}, title), ...content);
}

export function link(label: string, act: () => void): HTMLElement {
  const button = build('button', { type: 'button', class: 'link' }, label);
  button.addEventListener('click', act);
  return button;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
