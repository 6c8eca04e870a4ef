import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../src/asl/build-definition.ts';
import { changeValue, type Change } from '../../../src/asl/changes.ts';
import { applyEdits, differenceBetween } from '../../../src/asl/edits.ts';
import type { JsonValue } from '../../../src/asl/json.ts';
import type { Definition } from '../../../src/asl/definition.ts';
import { parseDefinition, parseSyntax, syntaxOf } from '../../../src/asl/parse.ts';
import { insertState, planChange } from '../../../src/asl/plan-change.ts';
import { formatPointer, nodeAt } from '../../../src/asl/pointer.ts';
import { printDefinition } from '../../../src/asl/print.ts';
import type { TextEdit, TextFormat } from '../../../src/asl/syntax.ts';
import { toJson } from '../../../src/asl/values.ts';
import { messUp, seededRandom } from '../../tools/mess-maker.ts';

const SAMPLE: JsonValue = {
  Comment: 'two\nlines',
  StartAt: 'Fan out',
  States: {
    'Fan out': {
      Type: 'Map',
      MaxConcurrency: 40,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Work',
        States: { Work: { Type: 'Task', Resource: "arn:x:'y'", Parameters: {}, End: true } },
      },
      Retry: [{ ErrorEquals: ['States.TaskFailed', 'Other'], MaxAttempts: 2 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }],
      Next: 'Done',
    },
    Done: { Type: 'Pass', Result: [[1, 2], [3], { a: 'yes' }], Output: '{% $x %}', End: true },
  },
};

const NEW_VALUES: readonly JsonValue[] = [
  1,
  true,
  'plain',
  'yes: #no',
  'a\nb\n',
  {},
  [],
  { A: 1, B: ['x', { c: 'd' }] },
  [1, { e: 2 }],
];

function pathsOf(value: JsonValue, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

/** A change that can be made of the sample. */
function changeOf(random: () => number): Change {
  const any = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  for (;;) {
    const pointer = formatPointer(any(pathsOf(SAMPLE)));
    const value = any(NEW_VALUES);
    const index = Math.floor(random() * 4);
    const change = any<Change>([
      { kind: 'set', pointer, value },
      { kind: 'remove', pointer },
      { kind: 'insert-property', pointer, key: any(['New', 'New key', 'no']), value, index },
      { kind: 'insert-property', pointer, key: 'Last', value },
      { kind: 'insert-item', pointer, value, index },
      { kind: 'rename-key', pointer, key: 'Renamed: it' },
    ]);
    if (pointer !== '' && changeValue(SAMPLE, change) !== undefined) return change;
  }
}

describe.each<TextFormat>(['json', 'yaml'])('an edit of messy %s', (format) => {
  it('does what was asked, and leaves the rest', () => {
    let refused = 0;
    const runs = format === 'json' ? 400 : 120;
    for (let seed = 0; seed < runs; seed++) {
      const text = messUp(SAMPLE, format, seed);
      const definition = parseDefinition(text, format);
      expect(definition.problems, text).toEqual([]);
      expect(definition.root && toJson(definition.root), text).toEqual(SAMPLE);
      const change = changeOf(seededRandom(seed + 7));
      const plan = planChange(definition, change);
      if ('refused' in plan) {
        refused++;
        continue;
      }
      const changed = applyEdits(text, plan.edits);
      const { root, problems } = parseSyntax(changed, format);
      expect(problems).toEqual([]);
      expect(root && toJson(root)).toEqual(changeValue(SAMPLE, change));
      expect(isMinimal(definition, change, plan.edits), `${JSON.stringify(change)}\n${text}\n→\n${changed}`).toBe(true);
    }
    // In YAML, what an alias stands for, or repeats, is not changed for the sake of one of its places.
    expect(refused / runs).toBeLessThan(format === 'json' ? 0.001 : 0.1);
  }, 60_000);

  it('would be caught if it wrote the text anew', () => {
    const caught = Array.from({ length: 20 }, (_, seed) => {
      const definition = parseDefinition(messUp(SAMPLE, format, seed), format);
      const change: Change = { kind: 'set', pointer: '/States/Fan out/MaxConcurrency', value: 5 };
      const text = printDefinition(changeValue(SAMPLE, change) ?? null, format);
      return !isMinimal(definition, change, [{ start: 0, end: definition.text.length, text }]);
    });
    expect(caught).not.toContain(false);
  });
});

/** All that an edit replaces lies in, or right around, what the change is about. */
function isMinimal(definition: Definition, change: Change, edits: readonly TextEdit[]): boolean {
  const touched = edits.reduce((sum, edit) => sum + edit.end - edit.start, 0);
  return touched <= allowed(definition, change);
}

/** What a change may touch: what it replaces or removes, and the white space and comma that led to it. */
function allowed({ root }: Definition, change: Change): number {
  if (change.kind === 'insert-property' || change.kind === 'insert-item') return 16;
  let node = root;
  let key = 0;
  for (const token of change.pointer.slice(1).split('/')) {
    if (node?.kind === 'array') node = node.items[Number(token)];
    else if (node?.kind === 'object') {
      const property = node.properties.find((candidate) => formatPointer([candidate.key.value]) === `/${token}`);
      key = property ? property.end - property.start : 0;
      node = property?.value;
    }
  }
  return Math.max(key, node ? node.end - node.start : 0) + 80;
}

describe('edits', () => {
  const change = (text: string, format: TextFormat, what: Change): string => {
    const plan = planChange(parseDefinition(text, format), what);
    return 'edits' in plan ? applyEdits(text, plan.edits) : plan.refused;
  };

  it.each<[string, TextFormat, Change, string]>([
    ['{\n  "a": 1, // why\n  "b": 2\n}', 'json', { kind: 'remove', pointer: '/b' }, '{\n  "a": 1 // why\n  \n}'],
    [
      '{\n\t"a": {"x": 1},\n\t"b": 2\n}',
      'json',
      { kind: 'insert-property', pointer: '/a', key: 'y', value: [1] },
      '{\n\t"a": {"x": 1, "y": [ 1 ]},\n\t"b": 2\n}',
    ],
    ['{"a":1}', 'json', { kind: 'insert-property', pointer: '', key: 'b', value: { c: 1 } }, '{"a":1,"b":{"c":1}}'],
    [
      '{\r\n    "a": {}\r\n}\r\n',
      'json',
      { kind: 'insert-property', pointer: '/a', key: 'b', value: { c: 1 } },
      '{\r\n    "a": {\r\n        "b": {\r\n            "c": 1\r\n        }\r\n    }\r\n}\r\n',
    ],
    ["a: 'x' # why\nb: 1\n", 'yaml', { kind: 'set', pointer: '/a', value: "it's" }, "a: 'it''s' # why\nb: 1\n"],
    [
      'a:\n  - x: 1 # one\n    y: 2\n',
      'yaml',
      { kind: 'insert-item', pointer: '/a', value: { x: 3 } },
      'a:\n  - x: 1 # one\n    y: 2\n  - x: 3\n',
    ],
    ['a:\n  - x: 1\n    y: 2\n', 'yaml', { kind: 'remove', pointer: '/a/0/x' }, 'a:\n  - y: 2\n'],
    ['a: {}\nb: 1\n', 'yaml', { kind: 'insert-property', pointer: '/a', key: 'c', value: 'd' }, 'a:\n  c: d\nb: 1\n'],
    [
      'a: &n\n  c: 1\nb: *n\n',
      'yaml',
      { kind: 'set', pointer: '/b/c', value: 2 },
      'This stands behind an alias (*): change what the alias names instead.',
    ],
    ['a: |\n  one\n  two\nb: 1\n', 'yaml', { kind: 'set', pointer: '/a', value: 'x\ny\n' }, 'a: |\n  x\n  y\nb: 1\n'],
  ])('%j', (text, format, what, expected) => {
    expect(change(text, format, what)).toBe(expected);
  });

  it('find their place in a template', () => {
    const text = 'Resources:\n  M:\n    Definition:\n      StartAt: A # first\n      States: {}\n';
    const base = '/Resources/M/Definition';
    const template = parseSyntax(text, 'yaml');
    const definition = definitionOf(nodeAt(template.root, base), text, syntaxOf('yaml'), [], base);
    const plan = insertState(definition, definition.machine!, 'A', { Type: 'Succeed' });
    expect('edits' in plan && applyEdits(text, plan.edits)).toBe(
      text.replace('States: {}', 'States:\n        A:\n          Type: Succeed'),
    );
  });

  it('are refused where an alias repeats what they change, naming it', () => {
    const text = 'a: &n x\nb: *n\n';
    expect(change(text, 'yaml', { kind: 'set', pointer: '/a', value: 'y' })).toBe(
      '*n repeats what this would change: write it out there first.',
    );
    expect(change(text, 'yaml', { kind: 'set', pointer: '/b', value: 'z' })).toBe('a: &n x\nb: z\n');
  });

  it('are refused where nothing stands', () => {
    expect(change('{"a": 1}', 'json', { kind: 'set', pointer: '/b', value: 1 })).toBe('Nothing stands at /b.');
  });
});

describe('the difference between two texts', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '\r\n', '{', '\n'), { maxLength: 12 }).map((parts) => parts.join(''));

  it('makes one of the other, and begins and ends outside of line ends', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const difference = differenceBetween(before, after);
        expect(applyEdits(before, difference ? [difference] : [])).toBe(after);
        for (const at of [difference?.start ?? 0, difference?.end ?? 0])
          expect(before.slice(at - 1, at + 1)).not.toBe('\r\n');
      }),
      { numRuns: 2000 },
    );
  });

  it('is no more than what differs', () => {
    expect(differenceBetween('{"a": 1}', '{"a": 12}')).toEqual({ start: 7, end: 7, text: '2' });
    expect(differenceBetween('same', 'same')).toBeUndefined();
  });
});
