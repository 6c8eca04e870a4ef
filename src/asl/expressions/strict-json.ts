import { describeInexact, findInexactNumber } from '../exact-numbers.ts';
import type { JsonValue } from '../json.ts';
import { parseJsonSyntax } from '../parse-json.ts';
import type { ValueNode } from '../syntax.ts';

/**
 * The value of a JSON text; undefined where it is none, names a key twice, or holds a number that no double can be.
 * @throws RangeError for an integer that would become another one
 */
export function parseJsonStrictly(text: string): JsonValue | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(text, rejectInfinity) as JsonValue;
  } catch {
    return undefined;
  }
  const inexact = findInexactNumber(text);
  if (inexact !== undefined) throw new RangeError(describeInexact(inexact));
  // Only an object can name a key twice.
  if (!text.includes('{')) return value;
  const { root } = parseJsonSyntax(text);
  return root && hasTwins(root) ? undefined : value;
}

function rejectInfinity(_key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('This number is too large.');
  return value;
}

function hasTwins(root: ValueNode): boolean {
  const left: ValueNode[] = [root];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (node.kind === 'array') left.push(...node.items);
    if (node.kind !== 'object') continue;
    const keys = new Set(node.properties.map(({ key }) => key.value));
    if (keys.size < node.properties.length) return true;
    for (const { value } of node.properties) if (value) left.push(value);
  }
  return false;
}
