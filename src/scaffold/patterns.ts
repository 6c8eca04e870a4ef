import { DISTRIBUTED_MAP } from './distributed-map/distributed-map.ts';
import { INLINE_MAP } from './inline-map/inline-map.ts';
import type { Pattern } from './pattern.ts';

/** The patterns, the simplest first. */
export const PATTERNS: readonly Pattern[] = [INLINE_MAP, DISTRIBUTED_MAP];

export function findPattern(id: string): Pattern | undefined {
  return PATTERNS.find((pattern) => pattern.id === id);
}
