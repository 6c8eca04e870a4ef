import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly keys?: string | undefined;
  /** A line above it. */
  readonly startsGroup?: boolean;
  readonly run: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** In pixels of the page; it is moved to where it has room. */
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** A menu by the ARIA guide: arrows move, a letter jumps, Enter runs, Escape closes. */
export function Menu({ label, items, at, onClose }: MenuProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = element.current;
    if (menu === null) return;
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(4, Math.min(at.x, window.innerWidth - width - 4))}px`;
    menu.style.top = `${Math.max(4, Math.min(at.y, window.innerHeight - height - 4))}px`;
    menu.querySelector<HTMLElement>('[role="menuitem"]')?.focus({ preventScroll: true });
  }, [at]);
  useEffect(() => {
    const away = (event: PointerEvent): void => {
      if (event.target instanceof Node && element.current?.contains(event.target) === false) onClose();
    };
    window.addEventListener('pointerdown', away, true);
    return () => window.removeEventListener('pointerdown', away, true);
  }, [onClose]);

  const key = (event: React.KeyboardEvent): void => {
    event.stopPropagation();
    const all = [...(element.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
    const index = all.findIndex((each) => each === document.activeElement);
    const focus = (to: number): void => all.at(to)?.focus({ preventScroll: false });
    if (event.key === 'ArrowDown') focus((index + 1) % all.length);
    else if (event.key === 'ArrowUp') focus(index - 1);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(-1);
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else if (/^\S$/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const letter = event.key.toLowerCase();
      const from = [...all.slice(index + 1), ...all.slice(0, index + 1)];
      from.find((each) => each.textContent.toLowerCase().startsWith(letter))?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <div ref={element} className="menu" role="menu" aria-label={label} onKeyDown={key}>
      {items.map(({ id, label: text, keys, startsGroup, run }) => (
        <button
          key={id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          data-id={id}
          className={startsGroup ? 'starts-group' : undefined}
          onClick={() => {
            onClose();
            run();
          }}
        >
          <span>{text}</span>
          {keys !== undefined && <kbd aria-hidden="true">{keys}</kbd>}
        </button>
      ))}
    </div>
  );
}
