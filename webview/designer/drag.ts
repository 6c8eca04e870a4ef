import { build } from '../dom.ts';

/** Pixels that a pressed pointer may move before that is dragging and no click. */
const THRESHOLD = 4;

export interface DragOptions {
  /** What follows the pointer: a chip with this text, or a line from a point of the page. */
  readonly ghost: { readonly text: string } | { readonly from: { readonly x: number; readonly y: number } };
  /** The element that would take what is dragged, of those under the pointer; it is marked while it would. */
  readonly findTarget: (under: readonly Element[]) => Element | undefined;
  readonly drop: (target: Element) => void;
  /** A class for the page while something is dragged. */
  readonly className: string;
}

/**
 * Follows a pressed pointer until it is let go; Escape gives up. With pointer events, not those of the browser's own
 * dragging, so that lines and presets are dragged alike, also by touch.
 */
export function startDrag(down: { readonly clientX: number; readonly clientY: number }, options: DragOptions): void {
  const { body } = document;
  let ghost: Ghost | undefined;
  let over: Element | undefined;

  const mark = (target: Element | undefined): void => {
    if (target === over) return;
    over?.classList.remove('drop-target');
    target?.classList.add('drop-target');
    over = target;
  };
  const move = (event: PointerEvent): void => {
    const { clientX: x, clientY: y } = event;
    if (ghost === undefined) {
      if (Math.hypot(x - down.clientX, y - down.clientY) < THRESHOLD) return;
      ghost = createGhost(options.ghost);
      body.classList.add('dragging', options.className);
    }
    ghost.moveTo(x, y);
    mark(options.findTarget(document.elementsFromPoint(x, y)));
  };
  const end = (): void => {
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', up);
    window.removeEventListener('pointercancel', end);
    window.removeEventListener('keydown', key, true);
    body.classList.remove('dragging', options.className);
    ghost?.element.remove();
    mark(undefined);
  };
  const up = (event: PointerEvent): void => {
    const target =
      ghost === undefined ? undefined : options.findTarget(document.elementsFromPoint(event.clientX, event.clientY));
    end();
    if (target !== undefined) options.drop(target);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    end();
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', up);
  window.addEventListener('pointercancel', end);
  window.addEventListener('keydown', key, true);
}

interface Ghost {
  readonly element: Element;
  moveTo(x: number, y: number): void;
}

const SVG = 'http://www.w3.org/2000/svg';

function createGhost(ghost: DragOptions['ghost']): Ghost {
  if ('text' in ghost) {
    const chip = build('div', { class: 'drag-chip', 'aria-hidden': 'true' }, ghost.text);
    document.body.append(chip);
    return { element: chip, moveTo: (x, y) => (chip.style.transform = `translate(${x + 12}px, ${y + 8}px)`) };
  }
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'drag-line');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  svg.append(path);
  document.body.append(svg);
  const { x: fromX, y: fromY } = ghost.from;
  const bend = (y: number): number => Math.max(24, Math.abs(y - fromY) / 2);
  return {
    element: svg,
    moveTo: (x, y) =>
      path.setAttribute('d', `M${fromX} ${fromY}C${fromX} ${fromY + bend(y)} ${x} ${y - bend(y)} ${x} ${y}`),
  };
}
