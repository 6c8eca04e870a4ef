import type { JsonValue } from './json.ts';
import type { ValueNode } from './syntax.ts';

/** What only a number beyond JavaScript's can hold: cheap to look for, and rare. */
const SUSPECT = /\d{16}|[eE]\+?\d{3}/;
/** Strings are matched, too, so that their digits are passed over. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * The first number of a JSON text that would silently become another one here: an integer beyond 2^53 that has no
 * double of its own, or a number too large for any. AWS keeps both as they are. `text` must be valid JSON.
 */
export function findInexactNumber(text: string): string | undefined {
  if (!SUSPECT.test(text)) return undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('"')) continue;
    const value = Number(token);
    if (!Number.isFinite(value)) return token;
    const isInteger = /^-?\d+$/.test(token);
    if (isInteger && !Number.isSafeInteger(value) && String(value) !== token) return token;
  }
  return undefined;
}

/** The same of a tree, however its text writes numbers: YAML knows more ways than JSON. */
export function findInexactNode(root: ValueNode | undefined): string | undefined {
  const waiting = root === undefined ? [] : [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === 'number') {
      const inexact = findInexactNumber(node.raw);
      if (inexact !== undefined) return node.raw;
    } else if (node.kind === 'array') waiting.push(...node.items);
    else if (node.kind === 'object') for (const { value } of node.properties) if (value) waiting.push(value);
  }
  return undefined;
}

/**
 * A JSON text as a value in which every number is the one that the text gives.
 * @throws SyntaxError for a text that is no JSON, RangeError for a number that cannot be kept
 */
export function parseExactJson(text: string): JsonValue {
  const value = JSON.parse(text) as JsonValue;
  const inexact = findInexactNumber(text);
  if (inexact === undefined) return value;
  throw new RangeError(describeInexact(inexact));
}

/** Why a number is refused, and what to do. */
export function describeInexact(number: string): string {
  const shown = number.length > 40 ? `${number.slice(0, 40)}…` : number;
  return `The number ${shown} cannot be kept exactly here: pass it as a string.`;
}
