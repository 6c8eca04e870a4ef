const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<string, number> = new Map(Array.from(ALPHABET, (character, value) => [character, value]));
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** Base64 (RFC 4648, padded) of the text's UTF-8 bytes. Here by hand, since a pure room has neither Buffer nor btoa. */
export function encodeBase64(text: string): string {
  const bytes = encodeUtf8(text);
  let encoded = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.slice(at, at + 3);
    const bits = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    encoded += character(bits >> 18) + character(bits >> 12);
    encoded += second === undefined ? '=' : character(bits >> 6);
    encoded += third === undefined ? '=' : character(bits);
  }
  return encoded;
}

function character(bits: number): string {
  return ALPHABET.charAt(bits & 63);
}

/** The text whose UTF-8 bytes were encoded; undefined where this is no base64. Bytes that are no UTF-8 become U+FFFD. */
export function decodeBase64(encoded: string): string | undefined {
  if (!BASE64.test(encoded)) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const each of encoded.replace(/=+$/, '')) {
    bits = (bits << 6) | (VALUES.get(each) ?? 0);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push((bits >> held) & 255);
    }
  }
  return decodeUtf8(bytes);
}

function encodeUtf8(text: string): number[] {
  const bytes: number[] = [];
  for (const each of text) {
    const point = each.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), continuation(point));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), continuation(point >> 6), continuation(point));
    else bytes.push(0xf0 | (point >> 18), continuation(point >> 12), continuation(point >> 6), continuation(point));
  }
  return bytes;
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f);
}

/** Length, first bits and least code point of the sequences that a lead byte may open. */
const LEADS = [
  { from: 0xc2, to: 0xdf, more: 1, mask: 0x1f, least: 0x80 },
  { from: 0xe0, to: 0xef, more: 2, mask: 0x0f, least: 0x800 },
  { from: 0xf0, to: 0xf4, more: 3, mask: 0x07, least: 0x10000 },
];

function decodeUtf8(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      continue;
    }
    const row = LEADS.find(({ from, to }) => lead >= from && lead <= to);
    const rest = row === undefined ? [] : bytes.slice(at + 1, at + 1 + row.more);
    const whole = rest.length === row?.more && rest.every((byte) => (byte & 0xc0) === 0x80);
    const point = rest.reduce((bits, byte) => (bits << 6) | (byte & 0x3f), lead & (row?.mask ?? 0));
    if (row === undefined || !whole || point < row.least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
      text += '\ufffd';
      continue;
    }
    text += String.fromCodePoint(point);
    at += row.more;
  }
  return text;
}
