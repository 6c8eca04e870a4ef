import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { applyEdits } from '../../../src/asl/edits.ts';
import { parseSyntax } from '../../../src/asl/parse.ts';
import { scalarTextOf } from '../../../src/asl/scalar-text.ts';
import type { StringNode, TextFormat } from '../../../src/asl/syntax.ts';
import { propertyOf } from '../../../src/asl/values.ts';

const INNER = '{\n  "StartAt": "A",\n\n  "States": {"A": {"Type": "Pass", "Comment": "it\'s \\"ü\\"\\t"}}\n}\n';

/** The string under `inner`, at any depth of `outer`. */
function readInner(text: string, format: TextFormat): StringNode {
  const { root } = parseSyntax(text, format);
  const node = propertyOf(propertyOf(root, 'outer')?.value, 'inner')?.value;
  const found = node?.kind === 'substitution' ? node.argument : node;
  expect(found?.kind).toBe('string');
  return found as StringNode;
}

const inBlock = (header: string, text: string, eol = '\n'): string =>
  `outer:\n  inner: ${header}\n${text.replace(/\n$/, '').replace(/^(?=.)/gm, '      ')}\n  more: 1\n`.replaceAll(
    '\n',
    eol,
  );

const STYLES: readonly (readonly [name: string, outer: string, format: TextFormat])[] = [
  ['a literal block', inBlock('|', INNER), 'yaml'],
  ['a literal block with CRLF', inBlock('|', INNER, '\r\n'), 'yaml'],
  ['a block of Fn::Sub with a comment', inBlock('!Sub |-  # why', INNER), 'yaml'],
  ['a block with an indicator', inBlock('|4', INNER), 'yaml'],
  ['a folded block', inBlock('>-', INNER), 'yaml'],
  ['single quotes', `outer:\n  inner: '${INNER.replaceAll("'", "''").replaceAll('\n', '\n    ')}'\n`, 'yaml'],
  ['double quotes', `outer:\n  inner: ${JSON.stringify(INNER)}\n`, 'yaml'],
  [
    'double quotes over lines',
    `outer:\n  inner: "{\\"StartAt\\": \\\n    \\"A\\",\n    \\"x\\": \\u0022\\x41\\u0022}"\n`,
    'yaml',
  ],
  ['a string of JSON', JSON.stringify({ outer: { inner: INNER } }, undefined, 2), 'json'],
];

describe('a text in a scalar', () => {
  it.each(STYLES)('has each word at its place in %s', (_, outer, format) => {
    const node = readInner(outer, format);
    const scalar = scalarTextOf(outer, node);
    expect(scalar?.value).toBe(node.value);
    for (const { 0: word, index } of node.value.matchAll(/[A-Za-z]{2,}/g)) {
      const start = scalar?.toOuter(index) ?? 0;
      expect(outer.slice(start, scalar?.toOuter(index + word.length)), word).toBe(word);
      expect(scalar?.toInner(start)).toBe(index);
    }
  });

  it.each(STYLES)('is edited in place in %s', (_, outer, format) => {
    const scalar = scalarTextOf(outer, readInner(outer, format));
    const start = scalar?.value.indexOf('"StartAt"') ?? -1;
    const edit = { start, end: start + '"StartAt"'.length, text: '"Some\\\\Where"' };
    const placed = scalar?.toOuterEdit(edit);
    const changed = applyEdits(outer, placed ? [placed] : []);
    expect(readInner(changed, format).value).toBe(applyEdits(scalar?.value ?? '', [edit]));
  });

  it('takes new lines where its style has a way to write them', () => {
    for (const [name, outer, format] of STYLES) {
      const scalar = scalarTextOf(outer, readInner(outer, format));
      const at = (scalar?.value.indexOf('"StartAt"') ?? 0) + '"StartAt": "A",'.length;
      const edit = { start: at, end: at, text: '\n  "More": 1,' };
      const placed = scalar?.toOuterEdit(edit);
      if (name === 'single quotes') expect(placed).toBeUndefined();
      else if (!/fold|over lines/.test(name)) {
        expect(readInner(applyEdits(outer, placed ? [placed] : []), format).value, name).toBe(
          applyEdits(scalar?.value ?? '', [edit]),
        );
      }
    }
  });

  it('leaves out the mark of what Fn::Sub keeps', () => {
    const outer = inBlock('!Sub |', '{"a": "${!Name} ${Other}", "b": 1}');
    const scalar = scalarTextOf(outer, readInner(outer, 'yaml'), true);
    expect(scalar?.value).toBe('{"a": "${Name} ${Other}", "b": 1}\n');
    const at = scalar?.value.indexOf('"b"') ?? 0;
    expect(outer.slice(scalar?.toOuter(at)).startsWith('"b"')).toBe(true);
    expect(scalar?.toOuterEdit({ start: at, end: at, text: '${x}' })).toBeUndefined();
  });

  it('has no places in a text that an alias repeats', () => {
    const outer = 'text: &t "{}"\nouter:\n  inner: *t\n';
    expect(scalarTextOf(outer, readInner(outer, 'yaml'))).toBeUndefined();
  });

  it('spells any text in any style that YAML prints it in', () => {
    const word = fc.stringMatching(/^[ -~ü\n\t"'\\:#{}]{0,40}$/);
    const type = fc.constantFrom('BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN');
    fc.assert(
      fc.property(word, type, fc.boolean(), (value, defaultStringType, crlf) => {
        const printed = stringify(
          { outer: { inner: value } },
          { defaultStringType, defaultKeyType: 'PLAIN', lineWidth: 20 },
        );
        const outer = crlf ? printed.replaceAll('\n', '\r\n') : printed;
        const node = readInner(outer, 'yaml');
        const scalar = scalarTextOf(outer, node);
        expect(scalar, JSON.stringify(outer)).toBeDefined();
        for (const { 0: char, index } of node.value.matchAll(/[a-z0-9]/g))
          if (defaultStringType !== 'QUOTE_DOUBLE') expect(outer[scalar?.toOuter(index) ?? -1]).toBe(char);
        let last = 0;
        for (let at = 0; at <= node.value.length; at++) {
          const outside = scalar?.toOuter(at) ?? -1;
          expect(outside).toBeGreaterThanOrEqual(last);
          expect(outside).toBeLessThanOrEqual(outer.length);
          last = outside;
        }
      }),
      { numRuns: 400 },
    );
  });
});
