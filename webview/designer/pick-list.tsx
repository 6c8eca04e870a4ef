import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';

export interface PickItem {
  readonly id: string;
  readonly label: string;
  readonly about?: string | undefined;
  readonly icon?: ReactNode;
  readonly className?: string;
}

export interface PickListProps {
  readonly label: string;
  readonly items: readonly PickItem[];
  readonly onPick: (id: string) => void;
  readonly empty: string;
  readonly autoFocus?: boolean;
  /** The pointer was pressed on an item: it may be dragged. */
  readonly onPress?: (event: React.PointerEvent, item: PickItem) => void;
}

/** How many items are elements at once: more are found by typing. */
const MOST_SHOWN = 200;

/** A list with a box to type in: arrows move, Enter takes, letters narrow it down (the combobox of the ARIA guide). */
export function PickList({ label, items, onPick, empty, autoFocus, onPress }: PickListProps): ReactNode {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const found = useMemo(() => findItems(items, text).slice(0, MOST_SHOWN), [items, text]);
  const at = Math.min(active, found.length - 1);
  useEffect(() => {
    if (autoFocus) input.current?.focus({ preventScroll: true });
  }, [autoFocus]);
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const key = (event: React.KeyboardEvent): void => {
    const last = found.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at >= last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      PageDown: Math.min(last, at + 8),
      PageUp: Math.max(0, at - 8),
    };
    const to = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    const item = found[at];
    if (to !== undefined) setActive(to);
    else if (event.key === 'Enter' && item !== undefined) onPick(item.id);
    else return;
    event.preventDefault();
  };
  return (
    <div className="pick-list">
      <input
        ref={input}
        type="text"
        className="pick-input"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found[at] === undefined ? undefined : `${id}-${at}`}
        placeholder={label}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={key}
      />
      <ul ref={list} className="pick-items" role="listbox" id={`${id}-list`} aria-label={label} tabIndex={-1}>
        {found.map((item, index) => (
          <li
            key={item.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={`pick-item ${item.className ?? ''}${index === at ? ' active' : ''}`}
            data-id={item.id}
            title={item.about}
            onPointerDown={(event) => onPress?.(event, item)}
            onPointerMove={() => index !== at && setActive(index)}
            onClick={() => onPick(item.id)}
          >
            {item.icon}
            <span className="pick-words">
              <span className="pick-label">{item.label}</span>
              {item.about !== undefined && <span className="pick-about">{item.about}</span>}
            </span>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="pick-empty" role="status">
          {empty}
        </p>
      )}
    </div>
  );
}

/** Items that hold every word that was typed; those whose label begins with them first. */
function findItems(items: readonly PickItem[], text: string): readonly PickItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  const whole = words.join(' ');
  const rank = ({ label }: PickItem): number => {
    const lower = label.toLowerCase();
    return lower.startsWith(whole) ? 0 : lower.includes(whole) ? 1 : 2;
  };
  return items
    .filter(({ label, about = '' }) => words.every((word) => `${label} ${about}`.toLowerCase().includes(word)))
    .toSorted((a, b) => rank(a) - rank(b));
}
