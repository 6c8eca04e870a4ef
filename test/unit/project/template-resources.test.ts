import { describe, expect, it } from 'vitest';
import { parseSyntax } from '../../../src/asl/parse.ts';
import {
  numberIn,
  propertyAt,
  readResources,
  referencesIn,
  textIn,
  valueAt,
  type TemplateResources,
} from '../../../src/project/template-resources.ts';

const TEXT = `
Parameters:
  Wait: { Type: Number, Default: 360 }
  Limit: { Type: String, Default: '5' }
  Name: { Type: String }
Globals:
  Function:
    Timeout: 30
    Environment: { Variables: { TABLE: !Ref Table } }
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: !Ref Wait
      QueueName: !Ref Name
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: !Ref Limit }
  Dead: { Type: AWS::SQS::Queue }
  Table: { Type: AWS::DynamoDB::Table }
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 60
      Policies:
        Fn::If: [X, !Sub '\${Table.Arn}/index/*', !Join ['', [!GetAtt [Queue, Arn], !Ref AWS::Region, !Ref Wait]]]
      Sub: !Sub ['\${Own}\${Dead}', { Own: !Ref Table }]
  Raw: { Type: AWS::Lambda::Function }
  Broken: text
`;

const read = (text: string): TemplateResources => readResources(parseSyntax(text, 'yaml').root);

describe('readResources', () => {
  const template = read(TEXT);
  const get = (id: string, ...path: string[]) => propertyAt(template, template.resources.get(id)!, ...path);

  it('finds the resources with their places, and what is none it leaves out', () => {
    expect([...template.resources.keys()]).toEqual(['Queue', 'Dead', 'Table', 'Worker', 'Raw']);
    const { pointer, type, key, end } = template.resources.get('Dead')!;
    expect([pointer, type]).toEqual(['/Resources/Dead', 'AWS::SQS::Queue']);
    expect(TEXT.slice(key.start, end)).toBe('Dead: { Type: AWS::SQS::Queue }');
  });

  it('reads parameters by their defaults, numbers also where they are texts', () => {
    expect(numberIn(template, get('Queue', 'VisibilityTimeout'))).toBe(360);
    expect(numberIn(template, get('Queue', 'RedrivePolicy', 'maxReceiveCount'))).toBe(5);
    expect(textIn(template, get('Queue', 'QueueName'))).toBeUndefined();
  });

  it('takes from Globals what a SAM function does not say, and only that', () => {
    expect(numberIn(template, get('Worker', 'Timeout'))).toBe(60);
    expect(valueAt(template, get('Worker', 'Environment'), 'Variables', 'TABLE')?.kind).toBe('substitution');
    expect(get('Raw', 'Timeout')).toBeUndefined();
  });

  it('tells the resources that a value names, through every function', () => {
    expect(referencesIn(template, get('Worker', 'Policies'))).toEqual([
      { logicalId: 'Table', attribute: 'Arn' },
      { logicalId: 'Queue', attribute: 'Arn' },
    ]);
    expect(referencesIn(template, get('Worker', 'Sub')).map(({ logicalId }) => logicalId)).toEqual(['Dead', 'Table']);
    expect(referencesIn(template, get('Queue', 'VisibilityTimeout'))).toEqual([]);
  });

  it.each(['', '[]', 'Resources: 5', 'Resources: { A: }', 'x: ['])('gives no resource for %j', (text) => {
    expect(read(text).resources.size).toBe(0);
  });
});
