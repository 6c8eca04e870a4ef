import { build } from '../dom.ts';
import type { Viewport } from './viewport.ts';

/** Buttons for what the wheel and the keys do. */
export function createToolbar(viewport: Viewport, zoomLabel: HTMLElement): HTMLElement {
  const button = (label: string, content: string | HTMLElement, act: () => void, className?: string): HTMLElement => {
    const element = build('button', { type: 'button', 'aria-label': label, title: label, class: className }, content);
    element.addEventListener('click', act);
    return element;
  };
  return build(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'Zoom' },
    button('Zoom out', '−', () => viewport.zoomOut()),
    button('Zoom to 100%', zoomLabel, () => viewport.reset(), 'zoom'),
    button('Zoom in', '+', () => viewport.zoomIn()),
    button('Fit in view', 'Fit', () => viewport.fit()),
  );
}
