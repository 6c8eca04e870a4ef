import { parseSyntax } from '../asl/parse.ts';
import { toJson } from '../asl/values.ts';
import { readFragment } from './fragment.ts';
import type { Fragment } from './gesture.ts';

/** States in a text that somebody copied, from a designer or a file: JSON, or YAML. */
export function parseFragment(text: string): Fragment | undefined {
  for (const format of ['json', 'yaml'] as const) {
    const { root, problems } = parseSyntax(text, format);
    const fragment = root && problems.length === 0 ? readFragment(toJson(root)) : undefined;
    if (fragment) return fragment;
  }
  return undefined;
}
