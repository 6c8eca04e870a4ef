import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDefinition, parseSyntax } from '../../../src/asl/parse.ts';
import { printDefinition } from '../../../src/asl/print.ts';
import type { JsonValue } from '../../../src/asl/json.ts';
import type { PropertyNode, TextFormat, ValueNode } from '../../../src/asl/syntax.ts';
import { toJson } from '../../../src/asl/values.ts';

const FORMATS: readonly TextFormat[] = ['json', 'yaml'];

function childrenOf(node: ValueNode | PropertyNode): (ValueNode | PropertyNode)[] {
  if (!('kind' in node)) return node.value ? [node.key, node.value] : [node.key];
  if (node.kind === 'object') return [...node.properties];
  if (node.kind === 'array') return [...node.items];
  return node.kind === 'substitution' && node.argument ? [node.argument] : [];
}

/** Every node lies inside its parent, and the root inside the text. */
function expectNested(text: string, format: TextFormat): void {
  const { root, problems } = parseSyntax(text, format);
  for (const { start, end } of problems) {
    expect(start).toBeLessThanOrEqual(end);
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeLessThanOrEqual(text.length);
  }
  const waiting: { node: ValueNode | PropertyNode; start: number; end: number }[] = [];
  if (root) waiting.push({ node: root, start: 0, end: text.length });
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, start, end } = next;
    expect(node.start, JSON.stringify(text)).toBeGreaterThanOrEqual(start);
    expect(node.end, JSON.stringify(text)).toBeLessThanOrEqual(end);
    expect(node.start).toBeLessThanOrEqual(node.end);
    for (const child of childrenOf(node)) waiting.push({ node: child, start: node.start, end: node.end });
  }
}

const SAMPLE = printDefinition(
  {
    Comment: 'Line one\nline two: "quoted"\n',
    StartAt: 'Fan',
    States: {
      Fan: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'Work',
          States: { Work: { Type: 'Task', Resource: 'arn:${AWS::Partition}:x', End: true, Retry: [], Parameters: {} } },
        },
        ToleratedFailurePercentage: 1.5e1,
        Next: 'Done',
      },
      Done: { Type: 'Succeed', Output: null },
    },
  },
  'json',
);

describe.each(FORMATS)('any %s text', (format) => {
  it('gives a tree whose places nest', () => {
    const value = JSON.parse(SAMPLE) as JsonValue;
    const sample = printDefinition(value, format);
    const tokens = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      "'",
      '\n',
      '\r\n',
      '\r',
      '- ',
      '&a ',
      '*a',
      '<<: ',
      '!Sub ',
      '|\n',
      '#',
    ];
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(...tokens, ' ', '  ', '\t', '//', '/*', 'a', '1', '\\u', '${x}', '\ufeff', '---\n'),
        fc.string(),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => expectNested(text, format)),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(pieces, (all) => expectNested(all.join(''), format)),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.nat(sample.length), fc.nat(sample.length), fc.string({ maxLength: 3 }), (from, length, text) =>
        expectNested(sample.slice(0, from) + text + sample.slice(from + (length % 30)), format),
      ),
      { numRuns: 300 },
    );
    for (let cut = 0; cut <= sample.length; cut += 3) expectNested(sample.slice(0, cut), format);
  });

  it('of very many brackets ends', () => {
    const many = format === 'json' ? 100_000 : 20_000;
    for (const text of ['['.repeat(many), '{"a":'.repeat(many / 2), '- '.repeat(3000), ']'.repeat(many)]) {
      const { problems } = parseDefinition(text, format);
      expect(text.length > 0 && problems.length <= 100).toBe(true);
    }
  });

  it('that was printed reads as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (generated) => {
        const value = JSON.parse(JSON.stringify(generated)) as JsonValue;
        const { root, problems } = parseSyntax(printDefinition(value, format), format);
        expect(problems).toEqual([]);
        expect(root && toJson(root)).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });
});

describe('broken JSON', () => {
  const codesOf = (text: string): string[] => parseSyntax(text, 'json').problems.map(({ code }) => code);
  const valueOf = (text: string): JsonValue | undefined => {
    const { root } = parseSyntax(text, 'json');
    return root && toJson(root);
  };

  it.each<[text: string, value: JsonValue | undefined, codes: string[]]>([
    ['{"a": 1,}', { a: 1 }, ['JSON_TRAILING_COMMA']],
    ['{"a": 1 "b": 2}', { a: 1, b: 2 }, ['JSON_COMMA']],
    ['{"a": 1 // why\n}', { a: 1 }, ['JSON_COMMENT']],
    ['{"a": \n"b": true}', { b: true }, ['JSON_VALUE']],
    ['{"a"\n"b": true}', { b: true }, ['JSON_COLON']],
    ['{"a" 1}', { a: 1 }, ['JSON_COLON']],
    ['{a: 1}', { a: 1 }, ['JSON_KEY']],
    ['{"a": [1, 2}', { a: [1, 2] }, ['JSON_CLOSE']],
    ['{"a": {"b": 1', { a: { b: 1 } }, ['JSON_UNCLOSED']],
    ['{"a": "x', { a: 'x' }, ['JSON_STRING_END', 'JSON_UNCLOSED']],
    ['{"a": 1}}', { a: 1 }, ['JSON_EXTRA']],
    ['{"a": 01}', { a: 1 }, ['JSON_NUMBER']],
    ['{"a": 1e999}', { a: Infinity }, ['JSON_NUMBER']],
    ['{"a": tru}', {}, ['JSON_VALUE']],
    ['"\\q\\u00"', '00', ['JSON_ESCAPE']],
    ['', undefined, ['JSON_EMPTY']],
    ['\ufeff{}', {}, []],
    ['{"a": ${Count}}', { a: { 'Fn::Raw': '${Count}' } }, []],
  ])('%s', (text, value, codes) => {
    expect(valueOf(text)).toEqual(value);
    expect(codesOf(text)).toEqual(codes);
  });

  it('keeps a key that is written twice', () => {
    const { root } = parseSyntax('{"a": 1, "a": 2}', 'json');
    expect(root?.kind === 'object' && root.properties.length).toBe(2);
  });

  it('never sets a prototype', () => {
    const value = valueOf('{"__proto__": {"polluted": true}}');
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true}}');
  });
});

describe('YAML', () => {
  const read = (text: string) => {
    const { root, problems } = parseSyntax(text, 'yaml');
    return { value: root && toJson(root), codes: problems.map(({ code }) => code) };
  };

  it('reads short and long functions of CloudFormation', () => {
    const { value, codes } = read(
      'a: !Sub "x-${b}"\nc: !GetAtt F.Arn\nd: {Ref: Q}\ne: !Join ["", [a, !Ref b]]\nf: !Foo x\n',
    );
    expect(value).toEqual({
      a: { 'Fn::Sub': 'x-${b}' },
      c: { 'Fn::GetAtt': 'F.Arn' },
      d: { Ref: 'Q' },
      e: { 'Fn::Join': ['', ['a', { Ref: 'b' }]] },
      f: 'x',
    });
    expect(codes).toEqual(['YAML_TAG']);
  });

  it('takes the tag into the place of a function', () => {
    const text = 'a: !Sub x\nb:\n  - !Ref y\n';
    const { root } = parseSyntax(text, 'yaml');
    const [a, b] = root?.kind === 'object' ? root.properties : [];
    expect(a?.value && text.slice(a.value.start, a.value.end)).toBe('!Sub x');
    const item = b?.value?.kind === 'array' ? b.value.items[0] : undefined;
    expect(item && text.slice(item.start, item.end)).toBe('!Ref y');
  });

  it('resolves aliases at their own place, and merges', () => {
    const text = 'base: &b {x: 1, y: 2}\nuse: *b\nmerged:\n  y: 3\n  <<: *b\n';
    const { root } = parseSyntax(text, 'yaml');
    expect(root && toJson(root)).toEqual({ base: { x: 1, y: 2 }, use: { x: 1, y: 2 }, merged: { y: 3, x: 1 } });
    const use = root?.kind === 'object' ? root.properties[1]?.value : undefined;
    expect(use && text.slice(use.start, use.end)).toBe('*b');
    expect(use?.kind === 'object' && use.properties[0]?.start).toBe(use?.start);
  });

  it('stops a bomb of aliases', () => {
    const levels = Array.from({ length: 12 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n},`.repeat(10)}]`);
    expect(read(`l0: &l0 x\n${levels.join('\n')}\n`).codes).toContain('YAML_ALIAS');
  });

  it('has strings where YAML 1.1 has booleans, and string keys', () => {
    expect(read('Next: No\nEnd: true\n1: x\nYes: y\n').value).toEqual({ Next: 'No', End: true, 1: 'x', Yes: 'y' });
  });

  it('reports a second document', () => {
    expect(read('a: 1\n---\nb: 2\n')).toEqual({ value: { a: 1 }, codes: ['YAML_DOCUMENTS'] });
  });
});
