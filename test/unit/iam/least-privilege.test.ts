import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { leastPrivilege, type Privileges } from '../../../src/iam/least-privilege.ts';
import { renderPolicy, renderText } from '../../../src/iam/render-policy.ts';
import { templateContext, type PolicyContext } from '../../../src/iam/statement.ts';

const CONTEXT = templateContext('Machine', {
  WorkerArn: '${Worker.Arn}',
  Data: '${Data}',
  Queue: '${Queue}',
  Table: '${Table}',
  Child: '${Child}',
  Topic: '${Topic}',
});

function needs(states: Record<string, object>, context: PolicyContext = CONTEXT): Privileges {
  const text = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  return leastPrivilege(parseDefinition(text, 'json'), context);
}

function task(resource: string, fields: object = {}): Record<string, object> {
  return { Work: { Type: 'Task', Resource: resource, ...fields, End: true } };
}

const STATES = 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}';

describe('leastPrivilege of Tasks', () => {
  it.each<[string, object, string[], string[]]>([
    [
      'arn:aws:states:::lambda:invoke',
      { Parameters: { FunctionName: '${WorkerArn}' } },
      ['lambda:InvokeFunction'],
      ['${Worker.Arn}'],
    ],
    [
      'arn:aws:states:::lambda:invoke.waitForTaskToken',
      { Arguments: { FunctionName: 'plain' } },
      ['lambda:InvokeFunction'],
      ['arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:plain'],
    ],
    ['${WorkerArn}', {}, ['lambda:InvokeFunction'], ['${Worker.Arn}']],
    [
      'arn:aws:lambda:us-east-1:123456789012:function:f',
      {},
      ['lambda:InvokeFunction'],
      ['arn:aws:lambda:us-east-1:123456789012:function:f'],
    ],
    [
      'arn:aws:states:::sqs:sendMessage',
      { Parameters: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/q' } },
      ['sqs:SendMessage'],
      ['arn:${AWS::Partition}:sqs:eu-west-1:123456789012:q'],
    ],
    [
      'arn:aws:states:::sqs:sendMessage',
      { Parameters: { QueueUrl: '${Queue}' } },
      ['sqs:SendMessage'],
      ['${Queue.Arn}'],
    ],
    ['arn:aws:states:::sns:publish', { Parameters: { TopicArn: '${Topic}' } }, ['sns:Publish'], ['${Topic}']],
    [
      'arn:aws:states:::dynamodb:putItem',
      { Parameters: { TableName: '${Table}' } },
      ['dynamodb:PutItem'],
      ['arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}'],
    ],
    [
      'arn:aws:states:::states:startExecution',
      { Parameters: { StateMachineArn: '${Child}' } },
      ['states:StartExecution'],
      ['${Child}'],
    ],
  ])('%s %j', (resource, fields, actions, resources) => {
    const { statements, selfStatements, unknown } = needs(task(resource, fields));
    expect(unknown).toEqual([]);
    expect(selfStatements).toEqual([]);
    expect(statements).toEqual([expect.objectContaining({ actions, resources })]);
  });

  it('follows nested executions that it waits for', () => {
    const { statements } = needs(
      task('arn:aws:states:::states:startExecution.sync:2', { Parameters: { StateMachineArn: '${Child}' } }),
    );
    expect(statements.map(({ actions, resources }) => [actions, resources])).toEqual([
      [['states:StartExecution'], ['${Child}']],
      [['states:DescribeExecution', 'states:StopExecution'], [`${STATES}:execution:\${Child.Name}:*`]],
      [
        ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
        [
          'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
        ],
      ],
    ]);
  });

  it('may take the role that a Task names, which is what calls the service then', () => {
    const invoke = {
      Parameters: { FunctionName: 'far' },
      Credentials: { RoleArn: 'arn:aws:iam::999999999999:role/far' },
    };
    expect(needs(task('arn:aws:states:::lambda:invoke', invoke)).statements).toEqual([
      { sid: 'AssumeTaskRoles', actions: ['sts:AssumeRole'], resources: ['arn:aws:iam::999999999999:role/far'] },
    ]);
    const dynamic = { ...invoke, Credentials: { 'RoleArn.$': '$.role' } };
    expect(needs(task('arn:aws:states:::lambda:invoke', dynamic))).toMatchObject({
      statements: [],
      unknown: [{ message: 'Work: RoleArn is known only when it runs.' }],
    });
  });

  it('names every state whose needs it cannot tell', () => {
    const { statements, unknown } = needs({
      Sdk: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets', Next: 'Dynamic' },
      Dynamic: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { 'FunctionName.$': '$.f' },
        Next: 'Query',
      },
      Query: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: '{% $f %}' },
        Next: 'Unnamed',
      },
      Unnamed: { Type: 'Task', Resource: '${Elsewhere}', Next: 'Activity' },
      Activity: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:a', End: true },
    });
    expect(statements).toEqual([]);
    expect(unknown).toEqual([
      { pointer: '/States/Sdk', message: 'Sdk: the permissions of aws-sdk:s3:listBuckets are not known here.' },
      { pointer: '/States/Dynamic', message: 'Dynamic: FunctionName is known only when it runs.' },
      { pointer: '/States/Query', message: 'Query: FunctionName is known only when it runs.' },
      { pointer: '/States/Unnamed', message: 'Unnamed: nothing says what ${Elsewhere} stands for.' },
    ]);
  });
});

describe('leastPrivilege of distributed Maps', () => {
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    StartAt: 'Work',
    States: task('arn:aws:states:::lambda:invoke', { Parameters: { FunctionName: '${WorkerArn}' } }),
  };
  const map = (fields: object): Record<string, object> => ({
    Map: { Type: 'Map', ItemProcessor: processor, ...fields, End: true },
  });
  const reader = (action: string, parameters: object, config?: object): object => ({
    ItemReader: {
      Resource: `arn:aws:states:::s3:${action}`,
      Parameters: parameters,
      ...(config ? { ReaderConfig: config } : {}),
    },
  });
  const S3 = 'arn:${AWS::Partition}:s3:::${Data}';

  it('may start, follow and redrive its own children, apart from the rest', () => {
    const { statements, selfStatements } = needs(map({ Label: 'Rows' }));
    expect(statements.map(({ sid }) => sid)).toEqual(['InvokeFunctions']);
    expect(selfStatements).toEqual([
      { sid: 'StartChildExecutions', actions: ['states:StartExecution'], resources: ['${Machine}'] },
      {
        sid: 'FollowChildExecutions',
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [`${STATES}:execution:\${Machine.Name}:*`],
      },
      {
        sid: 'RedriveChildExecutions',
        actions: ['states:RedriveExecution'],
        resources: [`${STATES}:execution:\${Machine.Name}/Rows:*`],
      },
    ]);
    expect(needs(map({})).selfStatements[2]?.resources).toEqual([`${STATES}:execution:\${Machine.Name}/*`]);
  });

  it.each<[string, object, object[]]>([
    [
      'a key',
      reader('getObject', { Bucket: '${Data}', Key: 'in/a.csv' }, { InputType: 'CSV' }),
      [{ sid: 'ReadItems', actions: ['s3:GetObject'], resources: [`${S3}/in/a.csv`] }],
    ],
    [
      'a version of a key',
      reader('getObject', { Bucket: '${Data}', Key: 'in/a.csv', 'VersionId.$': '$.v' }),
      [{ sid: 'ReadItems', actions: ['s3:GetObjectVersion'], resources: [`${S3}/in/a.csv`] }],
    ],
    [
      'a key that only the run knows',
      reader('getObject', { Bucket: '${Data}', 'Key.$': '$.key' }),
      [{ sid: 'ReadItems', actions: ['s3:GetObject'], resources: [`${S3}/*`] }],
    ],
    [
      'an inventory',
      reader('getObject', { Bucket: '${Data}', Key: 'inv/daily/2026/manifest.json' }, { InputType: 'MANIFEST' }),
      [
        { sid: 'ReadItems', actions: ['s3:GetObject'], resources: [`${S3}/inv/daily/2026/manifest.json`] },
        { sid: 'ReadManifestFiles', actions: ['s3:GetObject'], resources: [`${S3}/inv/daily/data/*`] },
      ],
    ],
    [
      'a listing',
      reader('listObjectsV2', { Bucket: '${Data}', Prefix: 'in/' }),
      [
        {
          sid: 'ListItems',
          actions: ['s3:ListBucket'],
          resources: [S3],
          condition: { StringLike: { 's3:prefix': ['in/*'] } },
        },
      ],
    ],
    [
      'a listing of files that are read',
      reader(
        'listObjectsV2',
        { Bucket: '${Data}', Prefix: 'in/' },
        { Transformation: 'LOAD_AND_FLATTEN', InputType: 'JSON' },
      ),
      [
        {
          sid: 'ListItems',
          actions: ['s3:ListBucket'],
          resources: [S3],
          condition: { StringLike: { 's3:prefix': ['in/*'] } },
        },
        { sid: 'ReadItems', actions: ['s3:GetObject'], resources: [`${S3}/in/*`] },
      ],
    ],
    [
      'results in S3',
      {
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: '${Data}', Prefix: 'out/' } },
      },
      [
        {
          sid: 'WriteResults',
          actions: ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
          resources: [`${S3}/out/*`],
        },
      ],
    ],
    [
      'results in the output',
      { ResultWriter: { WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } } },
      [],
    ],
  ])('grants %s', (_, fields, expected) => {
    const { statements, unknown } = needs(map(fields));
    expect(unknown).toEqual([]);
    expect(statements.filter(({ sid }) => sid !== 'InvokeFunctions')).toEqual(expected);
  });

  it('names a bucket that only the run knows', () => {
    expect(needs(map(reader('getObject', { 'Bucket.$': '$.b', Key: 'k' }))).unknown).toEqual([
      { pointer: '/States/Map', message: 'Map: Bucket is known only when it runs.' },
    ]);
  });

  it('grants a function once, however many states call it', () => {
    const { statements } = needs({ ...map({ End: false, Next: 'Work' }), ...task('${WorkerArn}') });
    expect(statements).toEqual([
      { sid: 'InvokeFunctions', actions: ['lambda:InvokeFunction'], resources: ['${Worker.Arn}'] },
    ]);
  });
});

describe('renderPolicy', () => {
  it.each([
    ['arn:aws:s3:::b', 'arn:aws:s3:::b'],
    ['${A}', { Ref: 'A' }],
    ['${AWS::AccountId}', { Ref: 'AWS::AccountId' }],
    ['${A.Arn}', { 'Fn::GetAtt': ['A', 'Arn'] }],
    ['${A}/*', { 'Fn::Sub': '${A}/*' }],
  ])('renders %s', (text, rendered) => {
    expect(renderText(text)).toEqual(rendered);
  });

  it('renders statements with their conditions', () => {
    const statement = { sid: 'S', actions: ['a:B'], resources: ['${A}'], condition: { StringLike: { k: ['${A}*'] } } };
    expect(renderPolicy([statement])).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'S',
          Effect: 'Allow',
          Action: ['a:B'],
          Resource: [{ Ref: 'A' }],
          Condition: { StringLike: { k: [{ 'Fn::Sub': '${A}*' }] } },
        },
      ],
    });
  });
});
