import type { SvgElement } from '../src/graph/svg-element.ts';

/** An HTML element; strings become text nodes, never HTML. Attributes that are undefined are left out. */
export function build<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Draws, and gives the focus back to what stands where it was. */
export function keepFocus(body: HTMLElement, draw: () => void): void {
  const list = (): HTMLElement[] => [...body.querySelectorAll<HTMLElement>('button, [tabindex]')];
  const at = list().findIndex((element) => element === document.activeElement);
  const text = at < 0 ? null : document.activeElement?.textContent;
  draw();
  if (at < 0) return;
  const now = list();
  (now.find((element) => element.textContent === text) ?? now[at])?.focus();
}

const SVG = 'http://www.w3.org/2000/svg';

/** Builds a drawing of graph/ as nodes of this document. */
export function buildSvg({ tag, attributes, children }: SvgElement): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const name in attributes) if (name !== 'xmlns') element.setAttribute(name, attributes[name] ?? '');
  for (const child of children) element.append(typeof child === 'string' ? child : buildSvg(child));
  return element;
}
