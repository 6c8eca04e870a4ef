import type * as Design from './design-chunk.ts';

/** What gestures are planned with, in a chunk of its own that is loaded with the first one. */
export function loadDesign(): Promise<typeof Design> {
  return import(/* webpackChunkName: "design" */ './design-chunk.ts');
}
