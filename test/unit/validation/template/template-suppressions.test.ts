import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/asl/edits.ts';
import { syntaxOf } from '../../../../src/asl/parse.ts';
import type { TextFormat } from '../../../../src/asl/syntax.ts';
import { planTemplateSuppression } from '../../../../src/validation/template/template-suppressions.ts';
import { checkText, codesOf } from './check-text.ts';

const template = (mark = '', metadata = ''): string => `Resources:
  Q: # the queue ${mark}
    Type: AWS::SQS::Queue
${metadata}    Properties: { VisibilityTimeout: 20, RedriveAllowPolicy: {} }
  M:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Q.Arn, FunctionName: !Ref F, BatchSize: 1 }
  F: { Type: AWS::Lambda::Function, Properties: { Timeout: 10 } }
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A: { Type: Succeed } # fanout-disable-line NO_PATH: the definition’s own
`;
const JSON_TEXT = JSON.stringify(
  {
    Resources: {
      Q: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 20, RedriveAllowPolicy: {} } },
      M: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: { 'Fn::GetAtt': 'Q.Arn' }, FunctionName: { Ref: 'F' }, BatchSize: 1 },
      },
      F: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 10 } },
    },
  },
  undefined,
  2,
);

const ON_LINE = (text: string, mark: string): string => text.replace('RedriveAllowPolicy: {} }', `$& ${mark}`);

describe('a suppression in a template', () => {
  it('takes a finding out at the end of its line, with a reason', () => {
    expect(codesOf(template())).toEqual(['SHORT_VISIBILITY_TIMEOUT']);
    const mark = '# fanout-disable-line SHORT_VISIBILITY_TIMEOUT';
    expect(codesOf(ON_LINE(template(), `${mark}: never throttled`))).toEqual([]);
    expect(codesOf(ON_LINE(template(), mark))).toEqual(['SHORT_VISIBILITY_TIMEOUT', 'INVALID_SUPPRESSION']);
    expect(codesOf(template(`${mark}: on the wrong line`))).toEqual(['UNUSED_SUPPRESSION', 'SHORT_VISIBILITY_TIMEOUT']);
  });

  it('takes it out by the Metadata of its resource', () => {
    const metadata = "    Metadata: { Comment: 'fanout-disable SHORT_VISIBILITY_TIMEOUT: never throttled' }\n";
    expect(codesOf(template('', metadata))).toEqual([]);
    expect(codesOf(template('', metadata.replace('SHORT_VISIBILITY_TIMEOUT', 'NO_PATH')))).toEqual([
      'UNUSED_SUPPRESSION',
      'SHORT_VISIBILITY_TIMEOUT',
    ]);
  });

  it('leaves those of a definition to the definition', () => {
    expect(codesOf(template())).not.toContain('UNUSED_SUPPRESSION');
  });

  it('suppresses a definition that is not read too', () => {
    const text = `Resources:\n  Machine:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      Definition: !Ref D\n`;
    expect(codesOf(text)).toEqual(['UNREAD_DEFINITION']);
    expect(codesOf(text.replace('!Ref D', '!Ref D # fanout-disable-line UNREAD_DEFINITION: by a macro'))).toEqual([]);
  });

  it.each<[TextFormat, string]>([
    ['yaml', template()],
    ['json', JSON_TEXT],
    ['json', JSON_TEXT.replace('"Type": "AWS::SQS::Queue",', '"Type": "AWS::SQS::Queue", "Metadata": { "a": 1 },')],
    [
      'json',
      JSON_TEXT.replace('"Type": "AWS::SQS::Queue",', '"Type": "AWS::SQS::Queue", "Metadata": {"Comment": "x"},'),
    ],
  ])('is planned in %s', (format, text) => {
    const syntax = syntaxOf(format);
    const [finding] = checkText(text, format);
    if (!finding) throw new Error('nothing was found');
    const editable = { text, format, syntax, root: syntax.read(text).root, base: '' };
    const plan = planTemplateSuppression(editable, finding, 'never throttled');
    if ('refused' in plan) throw new Error(plan.refused);
    expect(checkText(applyEdits(text, plan.edits), format)).toEqual([]);
    expect(planTemplateSuppression(editable, finding, ' ')).toHaveProperty('refused');
  });

  it('may be a setting', () => {
    expect(checkText(template(), 'yaml', { ignored: ['SHORT_VISIBILITY_TIMEOUT'] })).toEqual([]);
  });
});
