import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/asl/edits.ts';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { nodeAt, parsePointer, pointerAt } from '../../../src/asl/pointer.ts';
import { referencesTo, renameState } from '../../../src/asl/references.ts';
import { allStates, stateAt, stateByPointer } from '../../../src/asl/scopes.ts';
import { applySubstitutions, listSubstitutions } from '../../../src/asl/substitutions.ts';
import { linesOf, offsetAt, positionAt } from '../../../src/asl/lines.ts';

const JSON_TEXT = `{
  "StartAt": "Pick",
  "States": {
    "Pick": { "Type": "Choice", "Choices": [{ "Variable": "$.a", "IsNull": true, "Next": "a/b" }], "Default": "Fan" },
    "Fan": {
      "Type": "Map",
      "ItemProcessor": { "StartAt": "Pick", "States": { "Pick": { "Type": "Pass", "End": true } } },
      "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": "a/b" }],
      "Next": "a/b"
    },
    "a/b": { "Type": "Fail", "Comment": "a/b" }
  }
}
`;

const YAML_TEXT = `StartAt: 'Pick' # first
States:
  Pick: {Type: Choice, Default: "Fan", Choices: []}
  "Fan":
    Type: Pass
    Next: Pick
`;

describe('references', () => {
  it('are found in the scope of the state only', () => {
    const definition = parseDefinition(JSON_TEXT, 'json');
    const state = stateByPointer(definition, '/States/a~1b')!;
    expect(referencesTo(state).map(({ kind, pointer }) => [kind, pointer])).toEqual([
      ['choice', '/States/Pick/Choices/0/Next'],
      ['catch', '/States/Fan/Catch/0/Next'],
      ['next', '/States/Fan/Next'],
      ['name', '/States/a~1b'],
    ]);
    expect([...allStates(definition)].map(({ pointer }) => pointer)).toEqual([
      '/States/Pick',
      '/States/Fan',
      '/States/a~1b',
      '/States/Fan/ItemProcessor/States/Pick',
    ]);
  });

  it('are renamed together, and nothing else', () => {
    const definition = parseDefinition(JSON_TEXT, 'json');
    const plan = renameState(definition, stateByPointer(definition, '/States/a~1b')!, 'Say "no"');
    const expected = JSON_TEXT.replaceAll('"a/b"', '"Say \\"no\\""').replace(
      '"Comment": "Say \\"no\\""',
      '"Comment": "a/b"',
    );
    expect('edits' in plan && applyEdits(JSON_TEXT, plan.edits)).toBe(expected);
  });

  it('keep their quotes in YAML', () => {
    const definition = parseDefinition(YAML_TEXT, 'yaml');
    const plan = renameState(definition, stateByPointer(definition, '/States/Pick')!, "It's on");
    expect('edits' in plan && applyEdits(YAML_TEXT, plan.edits)).toBe(
      YAML_TEXT.replace("'Pick'", "'It''s on'")
        .replace('  Pick:', '  "It\'s on":')
        .replace('Next: Pick', 'Next: "It\'s on"'),
    );
  });

  it('are not renamed to a name that is taken, nor through an alias of something else', () => {
    const definition = parseDefinition(YAML_TEXT, 'yaml');
    expect(renameState(definition, stateByPointer(definition, '/States/Pick')!, 'Fan')).toHaveProperty('refused');
    const aliased = parseDefinition('Comment: &c A\nStartAt: *c\nStates: {A: {Type: Succeed}}\n', 'yaml');
    expect(renameState(aliased, stateByPointer(aliased, '/States/A')!, 'B')).toHaveProperty('refused');
    const own = 'StartAt: &c A\nStates: {A: {Type: Pass, Next: *c }}\n';
    const plan = renameState(
      parseDefinition(own, 'yaml'),
      stateByPointer(parseDefinition(own, 'yaml'), '/States/A')!,
      'B',
    );
    expect('edits' in plan && applyEdits(own, plan.edits)).toBe(
      'StartAt: &c B\nStates: {B: {Type: Pass, Next: *c }}\n',
    );
  });
});

describe('places', () => {
  it('lead from an offset to a pointer and back', () => {
    const { root } = parseDefinition(JSON_TEXT, 'json');
    const offset = JSON_TEXT.indexOf('"States.ALL"') + 3;
    const place = pointerAt(root, offset);
    expect(place?.pointer).toBe('/States/Fan/Catch/0/ErrorEquals/0');
    expect(nodeAt(root, place!.pointer)).toBe(place?.node);
    expect(pointerAt(root, JSON_TEXT.indexOf('"Catch"') + 2)?.property?.key.value).toBe('Catch');
    expect(pointerAt(root, JSON_TEXT.length)).toBeUndefined();
    expect(parsePointer('x')).toBeUndefined();
  });

  it('lead to the innermost state', () => {
    const definition = parseDefinition(JSON_TEXT, 'json');
    expect(stateAt(definition, JSON_TEXT.indexOf('"Pass"'))?.pointer).toBe('/States/Fan/ItemProcessor/States/Pick');
    expect(stateAt(definition, JSON_TEXT.indexOf('"Fail"'))?.name).toBe('a/b');
    expect(stateAt(definition, 3)).toBeUndefined();
  });

  it('count lines as VS Code does', () => {
    const lines = linesOf('a\r\nb\rc\n');
    expect([0, 1, 3, 5, 7, 99].map((at) => positionAt(lines, at))).toEqual([
      { line: 0, character: 0 },
      { line: 0, character: 1 },
      { line: 1, character: 0 },
      { line: 2, character: 0 },
      { line: 3, character: 0 },
      { line: 3, character: 0 },
    ]);
    expect(offsetAt(lines, { line: 2, character: 1 })).toBe(6);
    expect(offsetAt(lines, { line: 9, character: 1 })).toBe(7);
  });
});

describe('substitutions', () => {
  it('are listed with their places', () => {
    const text =
      '{"Resource": "arn:${AWS::Partition}:${Fn}", "N": ${Count}, "Q": "{% ${a: 1} %}", "R": {"Ref": "Topic"}}';
    const found = listSubstitutions(parseDefinition(text, 'json'));
    expect(found.map(({ kind, name, pointer, start, end }) => [kind, name, pointer, text.slice(start, end)])).toEqual([
      ['placeholder', 'AWS::Partition', '/Resource', '${AWS::Partition}'],
      ['placeholder', 'Fn', '/Resource', '${Fn}'],
      ['function', 'Raw', '/N', '${Count}'],
      ['placeholder', 'Count', '/N', '${Count}'],
      ['function', 'Ref', '/R', '{"Ref": "Topic"}'],
    ]);
  });

  it('are filled in, and what has no value is named', () => {
    const value = {
      'k-${A}': 'x ${A} ${B}',
      raw: { 'Fn::Raw': '${N}' },
      sub: { 'Fn::Sub': ['${A}/${C}/${!A}', { C: { Ref: 'A' } }] },
      att: { 'Fn::GetAtt': ['F', 'Arn'] },
      join: { 'Fn::Join': ['-', ['p', { Ref: 'A' }]] },
      other: { 'Fn::ImportValue': 'z' },
      data: { Ref: 'not a logical ID', more: 1 },
    };
    expect(applySubstitutions(value, { A: 'a', N: '5', 'F.Arn': 'arn' })).toEqual({
      value: {
        'k-a': 'x a ${B}',
        raw: 5,
        sub: 'a/a/${A}',
        att: 'arn',
        join: 'p-a',
        other: { 'Fn::ImportValue': 'z' },
        data: { Ref: 'not a logical ID', more: 1 },
      },
      unresolved: ['B', 'Fn::ImportValue'],
    });
  });
});
