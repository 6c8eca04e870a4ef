import { loadLanguage } from '../language/load.ts';
import type * as Design from './design-chunk.ts';

/** What gestures are planned with, in a chunk of its own that is loaded with the first one. */
export async function loadDesign(): Promise<typeof Design> {
  return (await loadLanguage()).loadDesign();
}
