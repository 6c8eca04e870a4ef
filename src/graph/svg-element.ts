/**
 * A piece of SVG as data: `renderSvg` prints it, a page builds it with createElementNS. Text from a definition is only
 * ever an attribute's value or a text node.
 */
export interface SvgElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (SvgElement | string)[];
}

type AttributeValue = string | number | undefined;

/** An element; attributes that are undefined are left out, numbers are rounded to tenths. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, AttributeValue>>,
  ...children: readonly (SvgElement | string)[]
): SvgElement {
  const given: Record<string, string> = {};
  for (const name in attributes) {
    const value = attributes[name];
    if (value !== undefined) given[name] = typeof value === 'number' ? formatNumber(value) : value;
  }
  return { tag, attributes: given, children };
}

export function formatNumber(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Anything that may have to be escaped: a quick look that spares most texts the slow one. */
const NEEDS_ESCAPE = /[^ !#-%'-;=?-~\u{a0}-\u{d7ff}]/u;

/** Escapes for XML; what XML 1.0 cannot hold at all (control characters, lone surrogates) becomes U+FFFD. */
function escapeXml(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return text
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}');
}

/** Prints an element. Its depth is that of the drawing (four), not that of the definition. */
export function printElement({ tag, attributes, children }: SvgElement): string {
  let text = `<${tag}`;
  for (const name in attributes) text += ` ${name}="${escapeXml(attributes[name] ?? '')}"`;
  if (children.length === 0) return `${text}/>`;
  text += '>';
  for (const child of children) text += typeof child === 'string' ? escapeXml(child) : printElement(child);
  return `${text}</${tag}>`;
}
