import { describe, expect, it } from 'vitest';
import { copyFragment } from '../../../src/design/copy.ts';
import { parseFragment } from '../../../src/design/parse-fragment.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';

const WORK = { Type: 'Pass', End: true };

describe('parseFragment', () => {
  it.each([
    ['a whole machine', JSON.stringify({ StartAt: 'B', States: { A: WORK, B: WORK } }), 'B'],
    ['states by name', JSON.stringify({ A: WORK, B: WORK }), 'A'],
    [
      'a machine in YAML, with its comment',
      'StartAt: B\nStates:\n  # one\n  A: { Type: Pass, End: true }\n  B: { Type: Pass, End: true }\n',
      'B',
    ],
    ['states of which none is where it starts', JSON.stringify({ StartAt: 'X', States: { A: WORK, B: WORK } }), 'A'],
  ])('reads %s', (_, text, start) => {
    expect(parseFragment(text)).toEqual({ StartAt: start, States: { A: WORK, B: WORK } });
  });

  it.each(['', 'some words', '{', '[]', '{"a": 1}', '{"States": {}}', '{"A": {"Kind": "Pass"}}', 'a: b'])(
    'finds no states in %j',
    (text) => {
      expect(parseFragment(text)).toBeUndefined();
    },
  );

  it.each(['json', 'yaml'] as const)('reads what was copied from a %s file', (format) => {
    const text = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: WORK, C: WORK } });
    const copied = copyFragment(parseDefinition(text, format), ['/States/B', '/States/A']);
    expect(parseFragment(copied!)).toEqual({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: WORK } });
  });
});
