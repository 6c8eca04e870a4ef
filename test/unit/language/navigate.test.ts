import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { findDeclarations, findReferences } from '../../../src/language/navigate.ts';
import { outlineOf, type OutlineEntry } from '../../../src/language/outline.ts';
import { foldsOf, selectionsAt } from '../../../src/language/ranges.ts';
import { DISTRIBUTED, readMarked } from './support.ts';

const VARIABLES = `QueryLanguage: JSONata
StartAt: A
States:
  A:
    Type: Pass
    Assign:
      total: 1
    Next: B
  B:
    Type: Pass
    Assign: {total: '{% $total + 1 %}'}
    Output: >-
      {%
        $to¦tal
      %}
    End: true
`;

describe('going to', () => {
  it('a state from StartAt, Next and Catch, and not into another scope', () => {
    const { definition, offset } = readMarked(DISTRIBUTED.replace('"Next": "Done"', '"Next": "D¦one"'), 'json');
    const found = findDeclarations(definition, offset)!;
    const { text } = definition;
    expect(found.targets.map(({ start, end }) => text.slice(start, end))).toEqual(['"Done"']);
    expect(found.targets[0]!.start).toBe(text.indexOf('"Done": {'));
    expect(text.slice(found.range.start, found.range.end)).toBe('"Done"');
    const wrong = readMarked(DISTRIBUTED.replace('"StartAt": "Work"', '"StartAt": "D¦one"'), 'json');
    expect(findDeclarations(wrong.definition, wrong.offset)).toBeUndefined();
  });

  it('each place that assigns a variable', () => {
    const { definition, offset } = readMarked(VARIABLES, 'yaml');
    const { text } = definition;
    expect(findDeclarations(definition, offset)!.targets.map(({ start }) => text.slice(start, start + 8))).toEqual([
      'total: 1',
      "total: '",
    ]);
  });
});

describe('references', () => {
  it('of a state are its key and all jumps, in order', () => {
    const { definition, offset } = readMarked(DISTRIBUTED.replace('"Done": {', '"Do¦ne": {'), 'json');
    expect(findReferences(definition, offset).map(({ kind }) => kind)).toEqual(['use', 'declaration']);
  });

  it('of a variable are what sets and what reads it, in the block scalar as well', () => {
    const { definition, offset } = readMarked(VARIABLES, 'yaml');
    const { text } = definition;
    const found = findReferences(definition, offset);
    expect(found.map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`)).toEqual([
      'declaration total',
      'declaration total',
      'use $total',
      'use $total',
    ]);
  });
});

describe('the outline', () => {
  it('nests the states of Maps and branches', () => {
    const text = `{"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[{"StartAt":"X","States":{"X":{"Type":"Succeed"}}},
      {"StartAt":"Y","States":{"Y":{"Type":"Succeed"}}}],"End":true}}}`;
    const show = ({ name, detail, children }: OutlineEntry): unknown => [`${name}:${detail}`, children.map(show)];
    expect(outlineOf(parseDefinition(text, 'json')).map(show)).toEqual([
      [
        'P:Parallel',
        [
          ['Branch 1:', [['X:Succeed', []]]],
          ['Branch 2:', [['Y:Succeed', []]]],
        ],
      ],
    ]);
    expect(outlineOf(parseDefinition(DISTRIBUTED, 'json')).map(show)).toEqual([
      ['Fan out:Map, distributed', [['Work:Pass', []]]],
      ['Done:Succeed', []],
    ]);
  });
});

describe('folding and selection', () => {
  it('folds objects and arrays, and leaves the closing line', () => {
    const text = '{\n  "a": {\n    "b": 1\n  },\n  "c": [\n    1\n  ], "d": {}\n}\n';
    expect(foldsOf(parseDefinition(text, 'json'))).toEqual([
      { start: 0, end: 6 },
      { start: 1, end: 2 },
      { start: 4, end: 5 },
    ]);
    expect(foldsOf(parseDefinition('a:\n  b: 1\n  c: |\n    x\n    y\nd: 1\n', 'yaml'))).toEqual([
      { start: 0, end: 4 },
      { start: 2, end: 4 },
    ]);
  });

  it('selects outwards: the text, the string, the property, the object', () => {
    const { definition, offset } = readMarked('{ "a": { "b": "x¦y" } }', 'json');
    const texts = selectionsAt(definition, offset).map(({ start, end }) => definition.text.slice(start, end));
    expect(texts).toEqual([
      'xy',
      '"xy"',
      '"b": "xy"',
      ' "b": "xy" ',
      '{ "b": "xy" }',
      '"a": { "b": "xy" }',
      ' "a": { "b": "xy" } ',
      '{ "a": { "b": "xy" } }',
    ]);
  });
});
