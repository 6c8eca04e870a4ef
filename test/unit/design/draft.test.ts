import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/asl/changes.ts';
import { definitionOf } from '../../../src/asl/build-definition.ts';
import { applyEdits } from '../../../src/asl/edits.ts';
import { syntaxOf } from '../../../src/asl/parse.ts';
import { Draft } from '../../../src/design/draft.ts';

const TEXT = `StartAt: A # first
States:
  A:
    Type: Pass
    Next: B
  B: { Type: Pass, Next: C }
  C:
    Type: Succeed
`;

/** A draft, and how often its text has been read since. */
function draftOf(text: string, format: 'json' | 'yaml') {
  let reads = 0;
  const syntax = syntaxOf(format);
  const counted = { ...syntax, read: (changed: string) => (reads++, syntax.read(changed)) };
  const tree = syntax.read(text);
  const draft = new Draft(definitionOf(tree.root, text, counted, tree.problems));
  return { draft, result: () => applyEdits(text, draft.edits()), reads: () => reads };
}

const SKIP_B: readonly Change[] = [
  { kind: 'set', pointer: '/States/A/Next', value: 'C' },
  { kind: 'remove', pointer: '/States/B' },
  { kind: 'set', pointer: '/StartAt', value: 'A' },
];

describe('several changes at once', () => {
  it('are read again once, and touch nothing else', () => {
    const { draft, result, reads } = draftOf(TEXT, 'yaml');
    expect(draft.changeAll(SKIP_B)).toBeUndefined();
    expect(result()).toBe(TEXT.replace('Next: B', 'Next: C').replace('  B: { Type: Pass, Next: C }\n', ''));
    expect(reads()).toBe(1);
  });

  it('are made one after the other where they touch each other’s text', () => {
    const text = '{"StartAt":"A","States":{"A":{"Type":"Succeed"},"B":{"Type":"Succeed"},"C":{"Type":"Succeed"}}}';
    const { draft, result, reads } = draftOf(text, 'json');
    const removals: Change[] = ['C', 'B'].map((name) => ({ kind: 'remove', pointer: `/States/${name}` }));
    expect(draft.changeAll(removals)).toBeUndefined();
    expect(result()).toBe('{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}');
    expect(reads()).toBe(2);
  });

  it('are refused with the reason of the one that cannot be made', () => {
    const { draft } = draftOf(TEXT, 'yaml');
    expect(draft.changeAll([...SKIP_B, { kind: 'remove', pointer: '/States/Z' }])).toBe('Nothing stands at /States/Z.');
  });

  it('are none where all is so already', () => {
    const { draft, result, reads } = draftOf(TEXT, 'yaml');
    expect(draft.changeAll([{ kind: 'set', pointer: '/StartAt', value: 'A' }])).toBeUndefined();
    expect([result(), reads()]).toEqual([TEXT, 0]);
  });
});
