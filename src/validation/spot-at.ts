import type { Definition } from '../asl/definition.ts';
import { locate } from '../asl/locate.ts';
import type { Spot } from './report.ts';

/**
 * Where to show what somebody says of a JSON Pointer: at the key that it names, else at the value (an item of a list),
 * else at the nearest that there is around it; the machine's is its first character.
 */
export function spotAt(definition: Definition, pointer: string): Spot {
  for (let at = pointer; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const found = locate(definition.root, at);
    const place = found?.property?.key ?? found?.node;
    if (place) return { pointer: at, start: place.start, end: place.end };
  }
  const start = definition.root?.start ?? 0;
  return { pointer: '', start, end: Math.min(start + 1, definition.text.length) };
}
