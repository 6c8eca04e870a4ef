import type { StringNode, TextFormat } from '../asl/syntax.ts';

/** Where the characters of a string's value stand in the text. */
export interface StringPlaces {
  /** The text that characters of the value, from `start` to before `end`, are written as. */
  rangeOf(start: number, end: number): { readonly start: number; readonly end: number };
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' },
  ...{ '0': '\0', a: '\x07', v: '\v', e: '\x1b', ' ': ' ', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029', '\t': '\t' },
};
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Finds the place of each character, through escapes, quotes, block scalars and folded lines. Undefined where the text
 * and the value do not go together character by character, as for an alias.
 */
export function placesOf(text: string, node: StringNode, format: TextFormat): StringPlaces | undefined {
  const { value, start, end } = node;
  const quote = /["']/.exec(text.charAt(start))?.[0];
  const header =
    format === 'yaml' && quote === undefined
      ? (/^[|>][-+\d]*[ \t]*(?:#.*)?/.exec(text.slice(start, end))?.[0] ?? '')
      : '';
  if (format === 'yaml' && text.charAt(start) === '*') return undefined;
  // Nearly every string is written as it is.
  const plain = start + (quote ? 1 : 0);
  if (header === '' && text.startsWith(value, plain) && plain + value.length === end - (quote ? 1 : 0))
    return { rangeOf: (from, to) => ({ start: plain + from, end: plain + Math.max(from, to) }) };
  const starts: number[] = [];
  const ends: number[] = [];
  let at = start + (quote ? 1 : header.length);
  for (let index = 0; index < value.length;) {
    const unit = readUnit(text, at, end, quote);
    if (unit === undefined) return undefined;
    if (value.startsWith(unit.text, index) && unit.text !== '') {
      for (let part = 0; part < unit.text.length; part++) {
        starts.push(at);
        ends.push(unit.end);
      }
      index += unit.text.length;
      at = unit.end;
    } else if (isBreak(unit.text) && /[ \n]/.test(value.charAt(index))) {
      starts.push(at);
      ends.push(unit.end);
      index++;
      at = unit.end;
    } else if (/^[ \t\r\n]?$/.test(unit.text)) at = unit.end;
    else return undefined;
  }
  return {
    rangeOf: (from, to) => ({
      start: starts[from] ?? ends.at(-1) ?? at,
      end: to > from ? (ends[Math.min(to, ends.length) - 1] ?? at) : (starts[from] ?? at),
    }),
  };
}

function isBreak(text: string): boolean {
  return text === '\n' || text === '\r';
}

interface Unit {
  readonly text: string;
  readonly end: number;
}

/** One character as it is written. */
function readUnit(text: string, at: number, end: number, quote: string | undefined): Unit | undefined {
  if (at >= end) return undefined;
  const character = text.charAt(at);
  if (quote === "'" && character === "'") return text.charAt(at + 1) === "'" ? { text: "'", end: at + 2 } : undefined;
  if (quote !== '"' || character !== '\\') return { text: character, end: at + 1 };
  const letter = text.charAt(at + 1);
  if (isBreak(letter)) return { text: '', end: at + 2 };
  const digits = DIGITS[letter];
  if (digits === undefined) {
    const escaped = ESCAPES[letter];
    return escaped === undefined ? undefined : { text: escaped, end: at + 2 };
  }
  const code = parseInt(text.slice(at + 2, at + 2 + digits), 16);
  return code <= 0x10ffff ? { text: String.fromCodePoint(code), end: at + 2 + digits } : undefined;
}
