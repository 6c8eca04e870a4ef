import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { tokenizeJsonata } from '../../../src/language/jsonata-tokens.ts';
import { semanticTokensOf } from '../../../src/language/semantic-tokens.ts';

function tokens(text: string, format: 'json' | 'yaml'): string[] {
  const definition = parseDefinition(text, format);
  return semanticTokensOf(definition).map(
    ({ type, isLibrary, start, end }) => `${type}${isLibrary ? '*' : ''} ${text.slice(start, end)}`,
  );
}

describe('semantic tokens', () => {
  it('are the parts of JSONata, through the escapes of JSON', () => {
    const text = `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Comment":"{% 1 %}","Output":"{% $sum($x.price) & \\"a\\" and true /* why */ %}","End":true}}}`;
    expect(tokens(text, 'json')).toEqual([
      'function* $sum',
      'operator (',
      'variable $x',
      'operator .',
      'property price',
      'operator )',
      'operator &',
      'string \\"a\\"',
      'keyword and',
      'keyword true',
      'comment /* why */',
    ]);
  });

  it('are found over several lines of YAML', () => {
    const text = `QueryLanguage: JSONata
StartAt: A
States:
  A:
    Type: Pass
    Output:
      a: >-
        {%
          $states.input ~> function($i) { $i * 2 }
        %}
      b: '{% ''it'' %}'
    End: true
`;
    expect(tokens(text, 'yaml').join(' | ')).toBe(
      "variable* $states | operator . | property input | operator ~> | keyword function | operator ( | variable $i | operator ) | operator { | variable $i | operator * | number 2 | operator } | string ''it''",
    );
  });

  it('are the parts of intrinsic functions and paths of variables, where they are evaluated', () => {
    const text = `{"StartAt":"A","States":{"A":{"Type":"Pass","Result":"States.UUID()","Parameters":{"a.$":"States.Format('{}', $.x)","b":"States.UUID()","c.$":"$.plain"},"End":true}}}`;
    expect(tokens(text, 'json')).toEqual([
      'function* States.Format',
      'operator (',
      "string '{}'",
      'operator ,',
      'variable* $',
      'operator .',
      'property x',
      'operator )',
    ]);
  });
});

describe('the tokens of JSONata', () => {
  it.each([
    ['a / b', 'property operator property'],
    ['$match(s, /a\\/b/i)', 'function operator property operator regexp operator'],
    ['in.and', 'property operator property'],
    ['a in b', 'property keyword property'],
    ['a.true', 'property operator property'],
    ['`a b`.c', 'property operator property'],
    ['"open', 'string'],
    ['λ($x){$x}', 'keyword operator variable operator operator variable operator'],
  ])('%s', (text, kinds) => {
    expect(
      tokenizeJsonata(text)
        .map(({ kind }) => kind)
        .join(' '),
    ).toBe(kinds);
  });
});
