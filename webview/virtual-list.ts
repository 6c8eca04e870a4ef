import { build } from './dom.ts';

export interface VirtualListOptions {
  readonly label: string;
  /** Height of every row, in CSS pixels. */
  readonly rowHeight: number;
  /** What stands in a row. */
  readonly draw: (index: number) => readonly (Node | string)[];
  /** A row was chosen: by a click, or by Enter on it. */
  readonly onChoose: (index: number) => void;
  /** The end came into view. */
  readonly onEnd: () => void;
}

/** A list of which only the rows in view are elements, so that it may have any number. */
export interface VirtualList {
  readonly element: HTMLElement;
  /** Has so many rows from now on. `isAll`: there are no more to come. Rows that stay keep their place. */
  setCount(count: number, isAll: boolean): void;
  /** Begins anew at the top, with no row chosen. */
  reset(): void;
}

/** Rows that are drawn above and below what is in view. */
const MARGIN = 10;
/** Rows of a page of the keyboard, where nothing is known of the height. */
const PAGE = 10;

/** A listbox: up, down, home, end, page keys move in it, Enter chooses. */
export function createVirtualList({ label, rowHeight, draw, onChoose, onEnd }: VirtualListOptions): VirtualList {
  const id = `list-${crypto.randomUUID()}`;
  const space = build('div', { class: 'virtual-space', role: 'presentation' });
  const element = build('div', { class: 'virtual-list', role: 'listbox', tabindex: '0', 'aria-label': label }, space);
  let count = 0;
  let isAll = true;
  let active = -1;
  let chosen = -1;

  const inView = (): { first: number; end: number } => {
    const first = Math.max(0, Math.floor(element.scrollTop / rowHeight) - MARGIN);
    const height = element.clientHeight === 0 ? rowHeight * PAGE : element.clientHeight;
    return { first, end: Math.min(count, Math.ceil((element.scrollTop + height) / rowHeight) + MARGIN) };
  };

  const render = (): void => {
    const { first, end } = inView();
    const rows: HTMLElement[] = [];
    for (let index = first; index < end; index++) {
      const row = build(
        'div',
        {
          class: `virtual-row${index === active ? ' active' : ''}`,
          role: 'option',
          id: `${id}-${index}`,
          'aria-selected': String(index === chosen),
          'aria-posinset': String(index + 1),
          'aria-setsize': isAll ? String(count) : '-1',
        },
        ...draw(index),
      );
      row.style.transform = `translateY(${index * rowHeight}px)`;
      row.style.height = `${rowHeight}px`;
      row.dataset.index = String(index);
      rows.push(row);
    }
    space.style.height = `${count * rowHeight}px`;
    space.replaceChildren(...rows);
    if (active >= first && active < end) element.setAttribute('aria-activedescendant', `${id}-${active}`);
    else element.removeAttribute('aria-activedescendant');
    if (!isAll && end >= count) onEnd();
  };

  const moveTo = (index: number): void => {
    if (count === 0) return;
    active = Math.max(0, Math.min(count - 1, index));
    const top = active * rowHeight;
    const height = element.clientHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + height) element.scrollTop = top + rowHeight - height;
    render();
  };

  const choose = (index: number): void => {
    if (index < 0 || index >= count) return;
    chosen = index;
    moveTo(index);
    onChoose(index);
  };

  const rowsOfPage = (): number => Math.max(1, Math.floor(element.clientHeight / rowHeight) || PAGE);
  element.addEventListener('keydown', (event) => {
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => moveTo(active + 1),
      ArrowUp: () => moveTo(active - 1),
      PageDown: () => moveTo(active + rowsOfPage()),
      PageUp: () => moveTo(active - rowsOfPage()),
      Home: () => moveTo(0),
      End: () => moveTo(count - 1),
      Enter: () => choose(active),
      ' ': () => choose(active),
    };
    const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  });
  // Where the list stands: a click must not lead elsewhere before it is one.
  element.addEventListener('focus', () => {
    if (active < 0) moveTo(Math.ceil(element.scrollTop / rowHeight));
  });
  element.addEventListener('scroll', render);
  const indexAt = ({ target, clientY }: MouseEvent): number => {
    if (!(target instanceof Element) || !space.contains(target)) return -1;
    const row = target.closest<HTMLElement>('.virtual-row');
    if (row !== null) return Number(row.dataset.index);
    return Math.floor((clientY - space.getBoundingClientRect().top) / rowHeight);
  };
  // When the button goes down, as in the editor's lists: rows are drawn anew meanwhile, and the click of one that is gone
  // never comes.
  element.addEventListener('mousedown', (event) => {
    const index = indexAt(event);
    if (event.button !== 0 || index < 0) return;
    event.preventDefault();
    element.focus();
    choose(index);
  });
  element.addEventListener('click', (event) => {
    const index = indexAt(event);
    if (index !== chosen) choose(index);
  });
  if (typeof ResizeObserver !== 'undefined') new ResizeObserver(render).observe(element);

  return {
    element,
    setCount: (now, all) => {
      count = now;
      isAll = all;
      render();
    },
    reset: () => {
      count = 0;
      isAll = true;
      active = -1;
      chosen = -1;
      element.scrollTop = 0;
      render();
    },
  };
}
