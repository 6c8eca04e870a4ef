import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/asl/edits.ts';
import { parseDefinition } from '../../../../src/asl/parse.ts';
import { checkText, codesOf, indent } from './check-text.ts';

const DEFINITION = `StartAt: M
States:
  M:
    Type: Map
    Label: Each
    ItemReader:
      Resource: arn:aws:states:::s3:getObject
      ReaderConfig: { InputType: JSON }
      Parameters: { Bucket: '\${Input}', Key: in/data.json }
    ItemProcessor:
      ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: STANDARD }
      StartAt: W
      States:
        W:
          Type: Task
          Resource: arn:aws:states:::lambda:invoke
          Parameters: { FunctionName: '\${Work}' }
          Retry: [{ ErrorEquals: [States.ALL] }]
          End: true
    ResultWriter: { Resource: arn:aws:states:::s3:putObject, Parameters: { Bucket: '\${Output}', Prefix: out } }
    End: true
`;

const allow = (action: string, ...resources: string[]): string =>
  `- { Effect: Allow, Action: ${action}, Resource: [${resources.join(', ')}] }\n`;

const START = allow("'states:StartExecution'", '!Ref M');
const FOLLOW = allow(
  "['states:DescribeExecution', 'states:StopExecution']",
  "!Sub 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${M.Name}:*'",
);
const REDRIVE = allow(
  "'states:RedriveExecution'",
  "!Sub 'arn:aws:states:${AWS::Region}:${AWS::AccountId}:execution:${M.Name}/Each:*'",
);
const READ = allow("'s3:GetObject'", "!Sub '${In.Arn}/in/*'");
const WRITE = allow(
  "['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload']",
  "!Join ['', [!GetAtt Out.Arn, '/out/*']]",
);
const INVOKE = allow("'lambda:InvokeFunction'", '!GetAtt Worker.Arn');
const ALL = [START, FOLLOW, REDRIVE, READ, WRITE, INVOKE];

interface Parts {
  /** Properties of the machine. */
  readonly machine?: string;
  readonly more?: string;
  readonly substitutions?: string;
}

function template({ machine = '', more = '', substitutions }: Parts): string {
  return `Transform: AWS::Serverless-2016-10-31
Parameters: { Somewhere: { Type: String } }
Resources:
  In: { Type: AWS::S3::Bucket }
  Out: { Type: AWS::S3::Bucket, Properties: { BucketName: !Sub '\${AWS::StackName}-out' } }
  Worker: { Type: AWS::Serverless::Function }
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
${indent(machine, 6)}
      DefinitionSubstitutions: ${substitutions ?? '{ Input: !Ref In, Output: !Ref Out, Work: !GetAtt Worker.Arn }'}
      Definition:
${indent(DEFINITION, 8)}
${indent(more, 2)}
`;
}

const statements = (parts: readonly string[]): string => indent(parts.join(''), 4);
const policies = (parts: readonly string[]): string =>
  `Policies:\n  - Version: x\n    Statement:\n${statements(parts)}`;
const attached = (parts: readonly string[], roles: string, type = 'AWS::IAM::Policy'): string =>
  `P:\n  Type: ${type}\n  Properties:\n    Roles: ${roles}\n    PolicyDocument:\n      Statement:\n${indent(parts.join(''), 8)}`;
const role = (parts: readonly string[], more = ''): string =>
  `R:\n  Type: AWS::IAM::Role\n  Properties:\n${indent(more, 4)}\n    Policies:\n      - PolicyName: a\n        PolicyDocument:\n          Statement:\n${indent(parts.join(''), 12)}`;

describe('the role of a machine with a distributed Map', () => {
  it('allows what the Map needs, wherever the policies stand', () => {
    expect(codesOf(template({ machine: policies(ALL) }))).toEqual([]);
    expect(codesOf(template({ more: attached(ALL, '[!Ref MRole]') }))).toEqual([]);
    expect(codesOf(template({ more: attached(ALL, '[!Ref MRole]', 'AWS::IAM::ManagedPolicy') }))).toEqual([]);
    expect(
      codesOf(template({ machine: policies(ALL.slice(2)), more: attached(ALL.slice(0, 2), '[!Ref MRole]') })),
    ).toEqual([]);
    expect(codesOf(template({ machine: 'Role: !GetAtt R.Arn', more: role(ALL) }))).toEqual([]);
    const managed = attached(ALL, '[]', 'AWS::IAM::ManagedPolicy').replace('    Roles: []\n', '');
    expect(codesOf(template({ machine: 'Policies: [!Ref P]', more: managed }))).toEqual([]);
  });

  it.each([
    ['states:StartExecution on itself', START, 'MISSING_MAP_PERMISSION'],
    ['states:DescribeExecution, states:StopExecution on its executions', FOLLOW, 'INCOMPLETE_MAP_PERMISSION'],
    ['states:RedriveExecution on its executions', REDRIVE, 'INCOMPLETE_MAP_PERMISSION'],
    ['s3:GetObject on In/in/data.json', READ, 'MISSING_MAP_PERMISSION'],
    ['s3:PutObject on Out/out/*', WRITE, 'MISSING_MAP_PERMISSION'],
    ['lambda:InvokeFunction on Worker', INVOKE, 'MISSING_MAP_PERMISSION'],
  ])('lacks %s', (words, without, code) => {
    const rest = ALL.filter((each) => each !== without);
    for (const text of [
      template({ machine: policies(rest) }),
      template({ machine: 'Role: !GetAtt R.Arn', more: role(rest) }),
    ]) {
      const [finding] = checkText(text).filter((each) => each.code === code);
      expect(finding?.message).toContain(`does not allow ${words}`);
      expect(text.slice(finding?.start, finding?.end)).toMatch(/^(Policies|Role)$/);
      const fixed = checkText(text).reduce((at) => {
        const fix = checkText(at)[0]?.fixes[0];
        return applyEdits(at, fix?.edits ?? []);
      }, text);
      expect(codesOf(fixed)).toEqual([]);
    }
  });

  it('is told of once, with all that is missing, and mended by one policy', () => {
    const text = template({});
    const findings = checkText(text);
    expect(findings.map(({ code }) => code)).toEqual(['MISSING_MAP_PERMISSION', 'INCOMPLETE_MAP_PERMISSION']);
    expect(text.slice(findings[0]?.start, findings[0]?.end)).toBe('M');
    const after = applyEdits(text, findings[0]?.fixes[0]?.edits ?? []);
    expect(codesOf(after)).toEqual(['INCOMPLETE_MAP_PERMISSION']);
    expect(after).toContain('- Ref: MRole\n');
  });

  it('may say it with wildcards, names and policy templates of SAM', () => {
    const wide = [allow("'states:*'", "'*'"), allow("'s3:*Object*'", "'arn:aws:s3:::*'"), INVOKE];
    expect(codesOf(template({ machine: policies(wide) }))).toEqual(['INCOMPLETE_MAP_PERMISSION']);
    const sam = `Policies:
  - S3ReadPolicy: { BucketName: !Ref In }
  - S3WritePolicy: { BucketName: !Sub '\${AWS::StackName}-out' }
  - LambdaInvokePolicy: { FunctionName: !Ref Worker }
  - arn:aws:iam::aws:policy/AWSStepFunctionsFullAccess
  - AWSXRayDaemonWriteAccess`;
    expect(codesOf(template({ machine: sam }))).toEqual(['INCOMPLETE_MAP_PERMISSION']);
    expect(codesOf(template({ machine: sam.replace('S3WritePolicy', 'S3ReadPolicy') }))).toContain(
      'MISSING_MAP_PERMISSION',
    );
    expect(codesOf(template({ machine: 'Policies: AdministratorAccess' }))).toEqual([]);
  });

  it.each([
    ['a role from elsewhere', { machine: 'Role: !ImportValue role' }],
    ['a role that is a parameter', { machine: 'Role: !Ref Somewhere' }],
    ['one of two roles', { machine: 'Role: !If [A, !GetAtt R.Arn, x]', more: role([]) }],
    ['a managed policy that is not known', { machine: 'Policies: [MyCompanyPolicy]' }],
    ['a managed policy from elsewhere', { machine: 'Policies: [!ImportValue p]' }],
    ['a policy template that is not known', { machine: 'Policies: [{ SomethingNewPolicy: {} }]' }],
    ['a policy that may be there', { machine: 'Policies: !If [A, [], []]' }],
    ['a statement that may be there', { machine: 'Policies: { Statement: [!If [A, {}, {}]] }' }],
    [
      'managed policies of the role',
      { machine: 'Role: !GetAtt R.Arn', more: role([], 'ManagedPolicyArns: [!Ref Somewhere]') },
    ],
    [
      'a policy for whoever the parameter is',
      { more: attached([], '[!Ref Somewhere]').replace('Statement:', 'Statement: !Ref X') },
    ],
    ['a connector', { more: 'C: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: M } } }' }],
    ['what is included', { machine: "'Fn::Transform': { Name: 'AWS::Include' }" }],
    ['a loop', { more: "'Fn::ForEach::P': [X, [a], { 'P${X}': { Type: AWS::IAM::Policy } }]" }],
  ])('is left alone with %s', (_, parts: Parts) => {
    expect(codesOf(template(parts))).toEqual([]);
  });

  it('is not blamed for what a bucket or a function allows itself, or what is elsewhere', () => {
    const rest = ALL.filter((each) => each !== READ && each !== INVOKE);
    expect(codesOf(template({ machine: policies(rest) }))).toEqual(['MISSING_MAP_PERMISSION']);
    const own = `BP: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref In } }
LP: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Worker, Principal: !GetAtt R.Arn } }`;
    expect(codesOf(template({ machine: policies(rest), more: own }))).toEqual([]);
    const elsewhere = '{ Input: !Ref Somewhere, Output: !Ref Out, Work: !ImportValue work }';
    expect(codesOf(template({ machine: policies(rest), substitutions: elsewhere }))).toEqual([]);
  });

  it('is looked at for a definition in a file of its own, too', () => {
    const definitions = new Map([['M', parseDefinition(DEFINITION, 'yaml')]]);
    const text = template({}).replace(/ {6}Definition:\n[^]*?\n\n/, '      DefinitionUri: m.asl.yaml\n\n');
    expect(checkText(text)).toEqual([]);
    expect(checkText(text, 'yaml', { definitions }).map(({ code }) => code)).toContain('MISSING_MAP_PERMISSION');
  });

  it('is looked at in CloudFormation, with Fn::Sub', () => {
    const machine = JSON.stringify({
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'W',
            States: {
              W: { Type: 'Task', Resource: '${Worker.Arn}', End: true, Retry: [{ ErrorEquals: ['States.ALL'] }] },
            },
          },
          ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: '${Out}', Prefix: 'o' } },
          End: true,
        },
      },
    });
    const text = (parts: readonly string[]): string => `Resources:
  Out: { Type: AWS::S3::Bucket }
  Worker: { Type: AWS::Lambda::Function }
  M:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: my-machine
      RoleArn: !GetAtt R.Arn
      DefinitionString: !Sub '${machine}'
${indent(role(parts), 2)}
`;
    const named = "'arn:aws:states:us-east-1:123456789012:stateMachine:my-machine'";
    const start = allow("'states:StartExecution'", named);
    const rest = [
      allow("'states:*'", "!Sub 'arn:aws:states:*:*:execution:my-machine*'"),
      allow("'s3:*'", "!Sub '${Out.Arn}/o/*'"),
      INVOKE,
    ];
    expect(codesOf(text([start, ...rest]))).toEqual([]);
    expect(codesOf(text(rest))).toEqual(['MISSING_MAP_PERMISSION']);
    expect(codesOf(text([start, ...rest.slice(0, 2)]))).toEqual(['MISSING_MAP_PERMISSION']);
    expect(codesOf(text([start.replace('my-machine', 'other'), ...rest]))).toEqual(['MISSING_MAP_PERMISSION']);
  });
});
