import type { Definition } from '../asl/definition.ts';
import { referencesTo } from '../asl/references.ts';
import { namedAt, rangeOfAssignment, type Named, type Range } from './named-at.ts';
import { placesOf } from './string-places.ts';
import { readsOf } from './variables.ts';

/** A place that names a state or a variable. */
export interface Reference extends Range {
  /** `declaration`: a state's key, or a place that assigns the variable. */
  readonly kind: 'declaration' | 'use';
}

/** Where what is named at an offset is declared: a state's key, all places that assign a variable. */
export function findDeclarations(
  definition: Definition,
  offset: number,
): { readonly range: Range; readonly targets: readonly (Range & { readonly whole: Range })[] } | undefined {
  const named = namedAt(definition, offset);
  if (!named) return undefined;
  if (named.kind === 'state') {
    const { nameNode, node } = named.state;
    const whole = {
      start: Math.min(nameNode.start, node?.start ?? nameNode.start),
      end: Math.max(nameNode.end, node?.end ?? 0),
    };
    return { range: named.range, targets: [{ start: nameNode.start, end: nameNode.end, whole }] };
  }
  const targets = referencesOf(definition, named).filter(({ kind }) => kind === 'declaration');
  return { range: named.range, targets: targets.map(({ start, end }) => ({ start, end, whole: { start, end } })) };
}

/** All places that name what is named at an offset, in the order of the text; empty where nothing is. */
export function findReferences(definition: Definition, offset: number): readonly Reference[] {
  const named = namedAt(definition, offset);
  return named ? referencesOf(definition, named) : [];
}

function referencesOf(definition: Definition, named: Named): Reference[] {
  const found: Reference[] = [];
  if (named.kind === 'state')
    for (const { kind, node } of referencesTo(named.state))
      found.push({ kind: kind === 'name' ? 'declaration' : 'use', start: node.start, end: node.end });
  else {
    for (const assignment of named.variable.assignments) {
      const range = rangeOfAssignment(definition, assignment);
      if (range) found.push({ kind: 'declaration', ...range });
    }
    for (const { node, offset, name } of readsOf(named.variable)) {
      const range = placesOf(definition.text, node, definition.format)?.rangeOf(offset, offset + name.length + 1);
      if (range) found.push({ kind: 'use', ...range });
    }
  }
  const sorted = found.toSorted((a, b) => a.start - b.start);
  // What an alias repeats lies at one place.
  return sorted.filter(({ start }, index) => start !== sorted[index - 1]?.start);
}
