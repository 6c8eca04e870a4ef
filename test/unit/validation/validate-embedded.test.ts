import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/asl/edits.ts';
import { syntaxOf } from '../../../src/asl/parse.ts';
import type { TextFormat } from '../../../src/asl/syntax.ts';
import { findDefinitions, type TemplateDefinitions } from '../../../src/project/embedded-definitions.ts';
import type { Finding } from '../../../src/validation/finding.ts';
import { describeUnread, validateEmbedded } from '../../../src/validation/validate-embedded.ts';

const read = (text: string, format: TextFormat): TemplateDefinitions => findDefinitions(text, syntaxOf(format));

const findingsIn = (text: string, format: TextFormat): Finding[] =>
  read(text, format).embedded.flatMap((embedded) => validateEmbedded(embedded, { text, syntax: syntaxOf(format) }));

const MACHINE = '{\n  "StartAt": "A",\n  "States": {\n    "A": { "Type": "Pass", "Nxt": "A" }\n  }\n}';

const template = (properties: string, type = 'AWS::StepFunctions::StateMachine'): string =>
  `Resources:\n  Machine:\n    Type: ${type}\n    Properties:\n${properties.replace(/^(?=.)/gm, '      ')}\n`;

const OBJECT = 'Definition:\n  StartAt: A\n  States:\n    A:\n      Type: Pass\n      Nxt: A # why\n';

/** Every way in which a template may hold the machine. */
const FORMS: readonly (readonly [name: string, text: string, format: TextFormat])[] = [
  ['an object of SAM', template(OBJECT, 'AWS::Serverless::StateMachine'), 'yaml'],
  ['an object of CloudFormation', template(OBJECT), 'yaml'],
  ['a block', template(`DefinitionString: |\n${MACHINE.replace(/^/gm, '  ')}`), 'yaml'],
  ['a block of Fn::Sub', template(`DefinitionString: !Sub |\n${MACHINE.replace(/^/gm, '    ')}`), 'yaml'],
  [
    'a block of Fn::Sub with a list',
    template(`DefinitionString:\n  Fn::Sub:\n    - |\n${MACHINE.replace(/^/gm, '      ')}\n    - X: 1`),
    'yaml',
  ],
  ['quotes', template(`DefinitionString: ${JSON.stringify(MACHINE)}`), 'yaml'],
  [
    'an object of JSON',
    JSON.stringify(
      {
        Resources: {
          Machine: {
            Type: 'AWS::Serverless::StateMachine',
            Properties: { Definition: JSON.parse(MACHINE) as unknown },
          },
        },
      },
      undefined,
      2,
    ),
    'json',
  ],
  [
    'a string of JSON',
    JSON.stringify(
      {
        Resources: { Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: MACHINE } } },
      },
      undefined,
      2,
    ),
    'json',
  ],
  [
    'Fn::Sub of JSON',
    JSON.stringify({
      Resources: {
        Machine: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: { DefinitionString: { 'Fn::Sub': [MACHINE, { X: '1' }] } },
        },
      },
    }),
    'json',
  ],
];

describe('a definition in a template', () => {
  it.each(FORMS)('has its findings at their place, and is mended there: %s', (_, text, format) => {
    const findings = findingsIn(text, format);
    const misspelt = findings.find(({ start, end }) => text.slice(start, end).includes('Nxt'));
    expect(misspelt?.pointer).toMatch(/^\/Resources\/Machine\/Properties\/Definition.*\/States\/A\/Nxt$/);
    const [fix] = misspelt?.fixes ?? [];
    const mended = applyEdits(text, fix?.edits ?? []);
    expect(mended).toBe(text.replace('Nxt', 'Next'));
    // What is left: A jumps to itself for ever.
    expect(findingsIn(mended, format).map(({ code }) => code)).not.toContain('SCHEMA_VALIDATION_FAILED');
  });

  it('takes its type from the resource', () => {
    const typed = (type: string, line: string): unknown =>
      read(template(`${line}\n${OBJECT}`, type), 'yaml').embedded[0]?.type;
    expect(typed('AWS::Serverless::StateMachine', 'Type: EXPRESS')).toBe('EXPRESS');
    expect(typed('AWS::StepFunctions::StateMachine', 'StateMachineType: EXPRESS')).toBe('EXPRESS');
    expect(typed('AWS::StepFunctions::StateMachine', 'Type: EXPRESS')).toBe('STANDARD');
    expect(typed('AWS::Serverless::StateMachine', 'Type: !Ref T')).toBeUndefined();
  });

  it('is named where it lies in a file, and said to be unread where it cannot be looked at', () => {
    const uri = read(template('DefinitionUri: statemachine/a.asl.json', 'AWS::Serverless::StateMachine'), 'yaml');
    expect(uri.referenced).toMatchObject([{ logicalId: 'Machine', path: 'statemachine/a.asl.json', type: 'STANDARD' }]);
    for (const unread of [
      'DefinitionString:\n  Fn::Join: ["", ["{", "}"]]',
      'DefinitionString: !Ref Text',
      'Definition: !If [A, {StartAt: A}, {StartAt: B}]',
      'DefinitionS3Location: {Bucket: b, Key: k}',
      'DefinitionUri: s3://b/k',
    ]) {
      const found = read(template(unread), 'yaml');
      expect([found.embedded.length, found.referenced.length, found.unread.length], unread).toEqual([0, 0, 1]);
      expect(describeUnread(found, syntaxOf('yaml'))).toMatchObject([{ code: 'UNREAD_DEFINITION', severity: 'info' }]);
    }
  });

  it('accepts functions of CloudFormation wherever a value may stand', () => {
    const text = template(
      'Definition:\n  StartAt: A\n  States:\n    A:\n      Type: Task\n      Resource: !GetAtt F.Arn\n      TimeoutSeconds: !Ref T\n      End: true\n',
    );
    expect(findingsIn(text, 'yaml').filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('misses substitutions that the template does not make', () => {
    const machine = (name: string): string =>
      `{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${name}", "TimeoutSeconds": 5, "End": true}}}`;
    const codes = (properties: string): string[] =>
      findingsIn(`Parameters:\n  P: {Type: String}\n${template(properties)}`, 'yaml').map(({ code }) => code);
    const plain = (name: string): string => `DefinitionString: '${machine(name)}'\nDefinitionSubstitutions: {Known: x}`;
    const sub = (name: string): string => `DefinitionString: !Sub '${machine(name)}'`;
    expect(codes(plain('${Known}'))).not.toContain('MISSING_SUBSTITUTION');
    expect(codes(plain('${Unknown}'))).toContain('MISSING_SUBSTITUTION');
    expect(codes(plain('${P}'))).toContain('MISSING_SUBSTITUTION');
    expect(codes(sub('${P}'))).not.toContain('MISSING_SUBSTITUTION');
    expect(codes(sub('${Machine.Arn}'))).not.toContain('MISSING_SUBSTITUTION');
    expect(codes(sub('arn:${AWS::Partition}:x'))).not.toContain('MISSING_SUBSTITUTION');
    expect(codes(sub('${Unknown}'))).toContain('MISSING_SUBSTITUTION');
    expect(
      codes('Definition: {StartAt: A, States: {A: {Type: Task, Resource: !Sub "${P}", End: true}}}'),
    ).not.toContain('MISSING_SUBSTITUTION');
  });

  it('stands where its alias does', () => {
    const text = `Metadata:\n  d: &d {StartAt: A, States: {A: {Type: Pass}}}\n${template('Definition: *d')}`;
    const findings = findingsIn(text, 'yaml');
    expect(findings.length).toBeGreaterThan(0);
    for (const { start, end } of findings) expect(text.slice(start, end)).toBe('*d');
  });

  it('may be cut anywhere', () => {
    for (const [, text, format] of FORMS)
      fc.assert(
        fc.property(fc.nat({ max: text.length }), (end) => {
          const cut = text.slice(0, end);
          for (const finding of findingsIn(cut, format)) {
            expect(finding.start).toBeLessThanOrEqual(finding.end);
            expect(finding.end).toBeLessThanOrEqual(cut.length);
            for (const { edits } of finding.fixes) expect(edits.every((edit) => edit.end <= cut.length)).toBe(true);
          }
        }),
        { numRuns: 25 },
      );
  });
});
