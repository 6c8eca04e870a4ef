import { describe, expect, it } from 'vitest';
import { describeUnresolved, substitutionValues } from '../../../src/project/resolve-substitutions.ts';
import { templateSubstitutions } from '../../../src/project/template-substitutions.ts';

const TEMPLATE = `
Parameters:
  Stage: { Type: String, Default: dev }
  Topic: { Type: String }
Resources:
  Data: { Type: AWS::S3::Bucket }
  Named: { Type: AWS::S3::Bucket, Properties: { BucketName: !Sub 'orders-\${Stage}' } }
  Worker: { Type: AWS::Serverless::Function }
  Renamed: { Type: AWS::Lambda::Function, Properties: { FunctionName: renamed } }
  Table: { Type: AWS::DynamoDB::Table }
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: ./statemachine/a.asl.json
      DefinitionSubstitutions:
        Literal: text
        Number: 5
        Bucket: !Ref Data
        BucketArn: !GetAtt Data.Arn
        BucketName: !Ref Named
        WorkerArn: !GetAtt Worker.Arn
        LongForm: { Fn::GetAtt: [Renamed, Arn] }
        Stage: !Ref Stage
        Sub: !Sub 'arn:\${AWS::Partition}:s3:::\${Data}/\${!Literal}/\${AWS::Region}'
        SubList: !Sub ['\${A}-\${Stage}', { A: !Ref Renamed }]
        Join: !Join ['/', [!Ref Data, key]]
        NoDefault: !Ref Topic
        Missing: !GetAtt Nothing.Arn
        Stream: !GetAtt Table.StreamArn
        Condition: !If [Prod, a, b]
`;

describe('templateSubstitutions', () => {
  const found = templateSubstitutions(TEMPLATE, { definition: 'statemachine/a.asl.json' });

  it('puts local names in place of what a deployment makes', () => {
    expect(found.problem).toBeUndefined();
    expect(found.values).toEqual({
      Literal: 'text',
      Number: '5',
      Bucket: 'Data',
      BucketArn: 'arn:aws:s3:::Data',
      BucketName: 'orders-dev',
      WorkerArn: 'Worker',
      LongForm: 'renamed',
      Stage: 'dev',
      Sub: 'arn:aws:s3:::Data/${Literal}/us-east-1',
      SubList: 'renamed-dev',
      Join: 'Data/key',
    });
  });

  it('says why the others have no local value', () => {
    expect(found.unresolved).toEqual({
      NoDefault: 'is the parameter Topic, which has no Default',
      Missing: 'names Nothing, which the template does not have',
      Stream: 'is Table.StreamArn (AWS::DynamoDB::Table), which exists only when deployed',
      Condition: 'uses Fn::If, which only a deployment can resolve',
    });
  });

  it('lets fanout.json name a resource by its logical id', () => {
    const project = { buckets: { Named: 'a' }, functions: {} };
    expect(templateSubstitutions(TEMPLATE, { project }).values.BucketName).toBe('Named');
  });

  it.each([
    ['Resources: {}', 'The template has no state machine.'],
    ['a: [', /^The template cannot be read \(line 1\)/],
    ['text', 'The template has no Resources.'],
    [
      `${TEMPLATE}  Second: { Type: AWS::StepFunctions::StateMachine, Properties: {} }\n`,
      'The template has 2 state machines and no definition was named.',
    ],
  ])('says what is wrong with %.20s', (text, problem) => {
    const { values, problem: said } = templateSubstitutions(text);
    expect(values).toEqual({});
    expect(said).toMatch(problem);
  });
});

describe('what a definition’s names stand for', () => {
  const template = templateSubstitutions(TEMPLATE);

  it('comes from the flags before fanout.json before the template', () => {
    const project = { Bucket: 'mine', Stage: 'beta' };
    expect(substitutionValues(project, template, { Stage: 'flag' })).toMatchObject({
      Bucket: 'mine',
      Stage: 'flag',
      Literal: 'text',
    });
    expect(substitutionValues(project, undefined)).toEqual(project);
  });

  it('is explained where there is nothing, with what to do', () => {
    expect(['Stream', 'Other', 'toString'].map((name) => describeUnresolved(name, template))).toEqual([
      '${Stream} is Table.StreamArn (AWS::DynamoDB::Table), which exists only when deployed: give it a value under "substitutions" in fanout.json.',
      '${Other} has no value: give it a value under "substitutions" in fanout.json.',
      '${toString} has no value: give it a value under "substitutions" in fanout.json.',
    ]);
  });
});
