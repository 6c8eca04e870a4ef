import { CUSTOM_PIPELINE } from './custom-pipeline/custom-pipeline.ts';
import { DISTRIBUTED_MAP } from './distributed-map/distributed-map.ts';
import { INLINE_MAP } from './inline-map/inline-map.ts';
import { MAP_REDUCE } from './map-reduce/map-reduce.ts';
import type { Pattern } from './pattern.ts';

/** The patterns, the simplest first. */
export const PATTERNS: readonly Pattern[] = [INLINE_MAP, DISTRIBUTED_MAP, MAP_REDUCE, CUSTOM_PIPELINE];

export function findPattern(id: string): Pattern | undefined {
  return PATTERNS.find((pattern) => pattern.id === id);
}
