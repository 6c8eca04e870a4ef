import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/asl/json.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { printDefinition } from '../../../src/asl/print.ts';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import { completeAt } from '../../../src/language/complete.ts';
import { hoverAt } from '../../../src/language/hover.ts';
import { findDeclarations, findReferences } from '../../../src/language/navigate.ts';
import { outlineOf, type OutlineEntry } from '../../../src/language/outline.ts';
import { foldsOf, selectionsAt } from '../../../src/language/ranges.ts';
import { renameableAt, renameAt } from '../../../src/language/rename.ts';
import { semanticTokensOf } from '../../../src/language/semantic-tokens.ts';
import { messUp } from '../../tools/mess-maker.ts';

const MACHINE: JsonValue = {
  StartAt: 'Map',
  States: {
    Map: {
      Type: 'Map',
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV' }, Parameters: {} },
      ItemSelector: { 'a.$': "States.Format('{}', $$.Map.Item.Value, $x)" },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED' },
        StartAt: 'In',
        States: { In: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $sum([1]) + $x\n & "a" %}', End: true } },
      },
      Assign: { 'x.$': '$.a' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Choose' }],
      Next: 'Choose',
    },
    Choose: {
      Type: 'Choice',
      Choices: [{ Not: { Variable: '$x', IsNull: true }, Next: 'Both', Assign: { y: 1 } }],
      Default: 'Both',
    },
    Both: { Type: 'Parallel', Branches: [{ StartAt: 'L', States: { L: { Type: 'Succeed' } } }], End: true },
  },
};

interface Range {
  readonly start: number;
  readonly end: number;
}

function expectInside(text: string, ranges: readonly Range[]): void {
  for (const { start, end } of ranges)
    if (!(start >= 0 && start <= end && end <= text.length)) expect({ start, end, text }).toBe('inside');
}

function expectSound(text: string, format: TextFormat, offsets: readonly number[]): void {
  const definition = parseDefinition(text, format);
  for (const offset of offsets) {
    const completions = completeAt(definition, offset);
    expectInside(text, completions);
    for (const { start, end, edits } of completions) {
      expect(start <= offset && offset <= end && !/[\r\n]/.test(text.slice(start, end))).toBe(true);
      expectInside(text, edits);
    }
    const hover = hoverAt(definition, offset);
    if (hover) expectInside(text, [hover.range]);
    if (hover) expect(hover.markdown).not.toMatch(/undefined|\[object/);
    expectInside(text, findReferences(definition, offset));
    const found = findDeclarations(definition, offset);
    if (found) expectInside(text, [found.range, ...found.targets, ...found.targets.map(({ whole }) => whole)]);
    const renameable = renameableAt(definition, offset);
    if (renameable) expectInside(text, [renameable.range]);
    const plan = renameAt(definition, offset, 'Renamed');
    if ('edits' in plan) expectInside(text, plan.edits);
    else expect(plan.refused).not.toMatch(/\n|undefined/);
    const selections = selectionsAt(definition, offset);
    expectInside(text, selections);
    selections.slice(1).forEach(({ start, end }, index) => {
      expect(start <= selections[index]!.start && end >= selections[index]!.end).toBe(true);
    });
  }
  const visit = ({ range, selection, children, name }: OutlineEntry): void => {
    expectInside(text, [range, selection]);
    expect(range.start <= selection.start && selection.end <= range.end && name !== '').toBe(true);
    children.forEach(visit);
  };
  outlineOf(definition).forEach(visit);
  const lines = text.split(/\r\n|\r|\n/).length;
  for (const { start, end } of foldsOf(definition)) expect(start >= 0 && start < end && end < lines).toBe(true);
  let last = 0;
  for (const { start, end } of semanticTokensOf(definition)) {
    expect(start >= last && end > start && end <= text.length).toBe(true);
    last = end;
  }
}

describe.each<TextFormat>(['json', 'yaml'])('any %s', (format) => {
  const text = printDefinition(MACHINE, format);

  it('may be cut anywhere, and be asked about anywhere', () => {
    const step = format === 'json' ? 7 : 17;
    for (let end = 0; end <= text.length; end += step)
      expectSound(
        text.slice(0, end),
        format,
        [0, Math.floor(end / 2), end - 1, end].filter((at) => at >= 0),
      );
    for (let start = 0; start <= text.length; start += step * 2)
      expectSound(text.slice(start), format, [0, Math.floor((text.length - start) / 2)]);
  }, 60_000);

  it('may have a stretch missing at the cursor', () => {
    fc.assert(
      fc.property(
        fc.nat(text.length),
        fc.nat(40),
        fc.constantFrom('', '"', '$', '{%', ': ', '- ', '\n'),
        (at, cut, typed) => {
          const broken = text.slice(0, at) + typed + text.slice(at + cut);
          expectSound(broken, format, [at, Math.min(broken.length, at + typed.length)]);
        },
      ),
      { numRuns: format === 'json' ? 300 : 80 },
    );
  }, 60_000);

  it('may be anything at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), fc.nat(120), (any, at) => {
        expectSound(any, format, [Math.min(at, any.length)]);
      }),
      { numRuns: 200 },
    );
  });

  it('may be as messy as people write', () => {
    for (let seed = 0; seed < 8; seed++) {
      const messy = messUp(MACHINE, format, seed);
      const offsets = Array.from({ length: 40 }, (_, index) => Math.floor((index * messy.length) / 40));
      expectSound(messy, format, offsets);
    }
  }, 60_000);
});
