import { createElement, type ReactNode } from 'react';
import type { SvgElement } from '../../src/graph/svg-element.ts';

/** A drawing of graph/ as elements of React: what it says is an attribute or a text, never markup. */
export function toReact({ tag, attributes, children }: SvgElement, key?: string | number): ReactNode {
  const { class: className, ...others } = attributes;
  return createElement(
    tag,
    { ...others, className, key },
    ...children.map((child) => (typeof child === 'string' ? child : toReact(child))),
  );
}

/** One of the icons of graph/icons.ts, or a path like them. */
export function Icon({ path, size = 16 }: { readonly path: string; readonly size?: number }): ReactNode {
  return (
    <svg className="icon-line" viewBox="0 0 18 18" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}

/** Of the page's own buttons, in the same square. */
export const ICONS = {
  undo: 'M6.5 3.5 2.5 7.5l4 4 M2.5 7.5h8.2a4.3 4.3 0 0 1 0 8.6H7',
  redo: 'M11.5 3.5l4 4-4 4 M15.5 7.5H7.3a4.3 4.3 0 0 0 0 8.6H11',
  search: 'M7.8 2.5a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 1 0 0-10.6z M11.6 11.6l4 4',
  plus: 'M9 3v12 M3 9h12',
  minus: 'M3 9h12',
  fit: 'M2.5 6.5v-4h4 M11.5 2.5h4v4 M15.5 11.5v4h-4 M6.5 15.5h-4v-4',
  download: 'M9 2.5v8.5 M5.2 7.5 9 11.3l3.8-3.8 M3 15h12',
  help: 'M6 6.4a3 3 0 1 1 4.6 2.6c-1 .6-1.6 1.1-1.6 2.3 M9 14.4v.2',
  palette: 'M2.5 3h5v5h-5z M10.5 3h5v5h-5z M2.5 10.5h5v5h-5z M13 10.5v5 M10.5 13h5',
  more: 'M4 9h.1 M9 9h.1 M14 9h.1',
  close: 'M4.5 4.5l9 9 M13.5 4.5l-9 9',
  up: 'M4 11l5-5 5 5',
  down: 'M4 7l5 5 5-5',
  trash: 'M3 4.5h12 M7 4.5v-2h4v2 M4.5 4.5l.8 11h7.4l.8-11',
  pencil: 'M3 15l.8-3.4L12 3.4a1.6 1.6 0 0 1 2.4 2.4l-8.2 8.2z',
  text: 'M3 4h12 M3 8h8 M3 12h12 M3 16h6',
} as const;
