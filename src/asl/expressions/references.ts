import type { PathRoot, Reference, References } from './expression.ts';
import type { PathStep } from './path-steps.ts';

export const NO_REFERENCES: References = { variables: [], input: [], context: [], result: [], errorOutput: [] };

/** What a path reads. `offset` is where it starts in the string. A filter's `$` is the path's own root: it adds nothing. */
export function referencesOfPath(root: PathRoot, steps: readonly PathStep[], offset: number): References {
  const place = dotted(steps);
  if (root.kind === 'variable') return { ...NO_REFERENCES, variables: [{ name: root.name, offset }] };
  if (root.kind === 'context') return { ...NO_REFERENCES, context: [{ name: place, offset }] };
  return { ...NO_REFERENCES, input: [{ name: place, offset }] };
}

function dotted(steps: readonly PathStep[]): string {
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind !== 'name') break;
    names.push(step.name);
  }
  return names.join('.');
}

export function mergeReferences(all: readonly References[]): References {
  if (all.length === 0) return NO_REFERENCES;
  const [only] = all;
  if (all.length === 1 && only !== undefined) return only;
  const pick = (kind: keyof References): Reference[] => all.flatMap((each) => each[kind]);
  return {
    variables: pick('variables'),
    input: pick('input'),
    context: pick('context'),
    result: pick('result'),
    errorOutput: pick('errorOutput'),
  };
}
