/** Widths of characters in thousandths of the font size: those of DejaVu Sans, the widest of the usual UI fonts. */
const CLASSES: readonly (readonly [characters: string, width: number])[] = [
  [" ',.IJijl", 310],
  ['-/:;\\f|!()[]rt"', 390],
  ['*_`sz?Lc', 520],
  ['FPTYaekovxy', 610],
  ['$0123456789EKSbdghnpqu{}', 640],
  ['ABCRVXZDGHNU', 710],
  ['&OQw#+<=>M^~', 830],
  ['%m@W—…', 1000],
];

const DEFAULT_WIDTH = 640;
const WIDE_WIDTH = 1020;

const WIDTHS: ReadonlyMap<string, number> = new Map(
  CLASSES.flatMap(([characters, width]) => Array.from(characters, (character) => [character, width] as const)),
);

/** East Asian characters and pictographs take a full square. */
function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff)
    ? true
    : (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || code >= 0x1f000;
}

/** The table again for ASCII, by character code: a layout measures every text twice. */
const ASCII_WIDTHS = Uint16Array.from({ length: 128 }, (_, code) => widthOf(String.fromCharCode(code)));

function widthOf(character: string): number {
  return WIDTHS.get(character) ?? (isWide(character) ? WIDE_WIDTH : DEFAULT_WIDTH);
}

/**
 * How wide a text will be, in pixels, without a font to measure with: the layout has to be the same in a terminal, in
 * the editor and on the page. Errs on the wide side.
 */
export function estimateTextWidth(text: string, fontSize: number): number {
  let thousandths = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 128) {
      thousandths += ASCII_WIDTHS[code] ?? DEFAULT_WIDTH;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(index) ?? code);
    thousandths += widthOf(character);
    index += character.length - 1;
  }
  return Math.ceil((thousandths * fontSize) / 1000);
}

/** Which end of a text is kept when it is too long. */
export type KeptEnd = 'head' | 'tail';

/** The text, cut with an ellipsis where it would be wider than `maxWidth` pixels. Line breaks become spaces. */
export function fitText(text: string, fontSize: number, maxWidth: number, keep: KeptEnd = 'head'): string {
  const line = /[^\S ]| {2}|^ | $/.test(text) ? text.replace(/\s+/g, ' ').trim() : text;
  if (estimateTextWidth(line, fontSize) <= maxWidth) return line;
  const room = (maxWidth * 1000) / fontSize - widthOf('…');
  const characters = Array.from(line);
  if (keep === 'tail') characters.reverse();
  const kept: string[] = [];
  let used = 0;
  for (const character of characters) {
    used += widthOf(character);
    if (used > room) break;
    kept.push(character);
  }
  return keep === 'tail' ? `…${kept.reverse().join('').trimStart()}` : `${kept.join('').trimEnd()}…`;
}
