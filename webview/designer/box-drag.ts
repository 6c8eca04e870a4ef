import type { Point } from '../../src/protocol/graph.ts';
import { build } from '../dom.ts';

/** Pixels that a pressed pointer may move before that is drawing a box and no click. */
const THRESHOLD = 4;
/** What a press with Shift means something else on. */
const OTHER = '.grip, .end-grip, .plus, .fold, .react-flow__minimap, input, textarea';

export interface Press {
  readonly button: number;
  readonly shiftKey: boolean;
  readonly clientX: number;
  readonly clientY: number;
  readonly target: EventTarget | null;
}

/** Whether a press begins a box: with Shift, where nothing else is begun by it. */
export function beginsBox({ button, shiftKey, target }: Press): boolean {
  return button === 0 && shiftKey && target instanceof Element && target.closest(OTHER) === null;
}

/**
 * Follows a pressed pointer with a box until it is let go; Escape gives up. `done` gets where it began and where it
 * ended, in pixels of the page, and whether Ctrl or ⌘ was held then. A press that does not move stays a click.
 */
export function startBox(down: Press, done: (from: Point, to: Point, isMore: boolean) => void): void {
  const from = { x: down.clientX, y: down.clientY };
  let box: HTMLElement | undefined;

  const move = ({ clientX: x, clientY: y }: PointerEvent): void => {
    if (box === undefined) {
      if (Math.hypot(x - from.x, y - from.y) < THRESHOLD) return;
      box = build('div', { class: 'selection-box', 'aria-hidden': 'true' });
      document.body.append(box);
    }
    const { style } = box;
    style.left = `${Math.min(x, from.x)}px`;
    style.top = `${Math.min(y, from.y)}px`;
    style.width = `${Math.abs(x - from.x)}px`;
    style.height = `${Math.abs(y - from.y)}px`;
  };
  const end = (): void => {
    window.removeEventListener('pointermove', move);
    window.removeEventListener('pointerup', up);
    window.removeEventListener('pointercancel', end);
    window.removeEventListener('keydown', key, true);
    box?.remove();
  };
  const up = ({ clientX: x, clientY: y, ctrlKey, metaKey }: PointerEvent): void => {
    end();
    if (box === undefined) return;
    swallowClick();
    done(from, { x, y }, ctrlKey || metaKey);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    end();
    window.addEventListener('pointerup', swallowClick, { once: true });
  };
  window.addEventListener('pointermove', move);
  window.addEventListener('pointerup', up);
  window.addEventListener('pointercancel', end);
  window.addEventListener('keydown', key, true);
}

/** The end of a box is no click on what is under the pointer. */
function swallowClick(): void {
  const stop = (event: MouseEvent): void => event.stopPropagation();
  window.addEventListener('click', stop, { capture: true, once: true });
  // None comes where the pointer was let go elsewhere.
  setTimeout(() => window.removeEventListener('click', stop, { capture: true }), 0);
}
