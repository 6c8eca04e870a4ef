import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parseDefinition } from '../../../src/asl/parse.ts';
import type { Workload } from '../../../src/cost/workload-fields.ts';
import { findPattern, PATTERNS } from '../../../src/scaffold/patterns.ts';
import { scaffoldProject } from '../../../src/scaffold/scaffold-project.ts';
import { samTemplate } from '../../../src/scaffold/sam/template.ts';
import { approach, estimate } from '../cost/estimates.ts';

function templateOf(states: Record<string, object>): string {
  const text = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  return samTemplate({
    description: 'Works.',
    type: 'STANDARD',
    definition: parseDefinition(text, 'json'),
    definitionUri: 'work.asl.json',
    functions: [{ id: 'WorkerFunction', codeUri: 'functions/worker/' }],
    handlerLanguage: 'javascript',
    buckets: [],
    encryption: 'none',
    toleratedChildren: 0,
  });
}

async function templateWith(patternId: string, given: Readonly<Record<string, unknown>>) {
  const { files = [], problems } = await scaffoldProject(findPattern(patternId)!, given);
  expect(problems).toEqual([]);
  const text = (path: string): string => String(files.find((file) => file.path === path)?.contents);
  return { template: parseDocument(text('template.yaml'), { version: '1.1', logLevel: 'silent' }), text };
}

const INVOKE = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: '${WorkerFunctionArn}' },
};

describe('samTemplate', () => {
  it('says above the policy which states need more than it could tell', () => {
    const template = templateOf({
      'List\u2028 it\nall': { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:listBuckets', Next: 'Work' },
      Work: { ...INVOKE, End: true },
    });
    expect(template).toContain(
      [
        '  # The definition does not tell what these states need. Add it, or they fail:',
        '  # List it all: the permissions of aws-sdk:s3:listBuckets are not known here.',
        '  StateMachinePolicy:',
      ].join('\n'),
    );
    expect(parseDocument(template, { version: '1.1', logLevel: 'silent' }).errors).toEqual([]);
  });

  it('says nothing where all needs are known', () => {
    const template = templateOf({ Work: { ...INVOKE, End: true } });
    expect(template).toContain('lambda:InvokeFunction');
    expect(template).not.toContain('does not tell');
  });
});

it.each(['inline-map', 'distributed-map', 'map-reduce', 'custom-pipeline'])(
  '%s is priced on the processor that it deploys to',
  async (id) => {
    const pattern = findPattern(id);
    const { files } = pattern ? await scaffoldProject(pattern, {}) : {};
    const text = (path: string): string => String(files?.find((file) => file.path === path)?.contents ?? '');
    const template = parseDocument(text('template.yaml'), { version: '1.1', logLevel: 'silent' });
    const { workload } = JSON.parse(text('fanout.json')) as { workload: { architecture: string } };
    expect(template.getIn(['Globals', 'Function', 'Architectures', 0])).toBe(workload.architecture);
  },
);

it.each([
  ['inline-map', { type: 'STANDARD' }, 'inline-standard'],
  ['inline-map', { type: 'EXPRESS' }, 'inline-express'],
  ['distributed-map', {}, 'distributed-express'],
  ['map-reduce', { executionType: 'STANDARD' }, 'distributed-standard'],
  ['custom-pipeline', {}, 'custom-pipeline'],
] as const)('%s %j can carry the load that its fanout.json prices', async (patternId, given, approachId) => {
  const { text } = await templateWith(patternId, given);
  const { workload } = JSON.parse(text('fanout.json')) as { workload: Partial<Workload> };
  expect(approach(estimate(workload), approachId).feasible).toBe(true);
});

interface PolicyResource {
  Type: string;
  Properties: {
    PolicyName: string;
    Roles: string[];
    PolicyDocument: { Statement: { Action: string[]; Resource: unknown; Condition?: { StringLike?: object } }[] };
  };
}

describe.each(PATTERNS.map((pattern) => [pattern.id, pattern] as const))('the key of %s', (_, pattern) => {
  async function make(kms: string) {
    const { files = [] } = await scaffoldProject(pattern, { kms });
    const text = (path: string): string => String(files.find((file) => file.path === path)?.contents ?? '');
    const document = parseDocument(text('template.yaml'), { version: '1.1', logLevel: 'silent' });
    const { Parameters, Resources } = document.toJSON() as {
      Parameters: Record<string, object>;
      Resources: Record<string, PolicyResource>;
    };
    const policies = Object.values(Resources).filter(({ Type }) => Type === 'AWS::IAM::Policy');
    return { Parameters, Resources, policies, readme: text('README.md') };
  }

  it('is there only when it is asked for', async () => {
    const { Parameters, Resources, readme } = await make('none');
    expect(JSON.stringify([Parameters, Resources])).not.toMatch(/kms/i);
    expect(readme).not.toMatch(/kms/i);
  });

  it.each([
    ['template', 'DataKey.Arn'],
    ['parameter', 'KmsKeyArn'],
  ])('encrypts whatever keeps data or logs, %s', async (kms, key) => {
    const { Parameters, Resources, policies, readme } = await make(kms);
    expect('KmsKeyArn' in Parameters).toBe(kms === 'parameter');
    expect('DataKey' in Resources).toBe(kms === 'template');
    for (const [id, { Type, Properties }] of Object.entries(Resources))
      if (/^AWS::(S3::Bucket|SQS::Queue|DynamoDB::Table|Logs::LogGroup)$/.test(Type))
        expect(JSON.stringify(Properties), id).toMatch(new RegExp(`"K(ms|MS)\\w+":"${key}"`));
    const uses = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    for (const { Action, Resource, Condition } of uses.filter(({ Action: [action = ''] }) =>
      action.startsWith('kms:'),
    )) {
      expect(Action).not.toContain('kms:*');
      expect(Resource).toBe(key);
      expect(Condition?.StringLike).toHaveProperty('kms:ViaService');
    }
    expect(readme).toContain('## Who can read it');
    expect(readme.includes('kms:EncryptionContext:aws:logs:arn')).toBe(kms === 'parameter');
  });

  it('gives a role no two policies of one name, of which only the last would count', async () => {
    const { policies } = await make('template');
    const names = policies.flatMap(({ Properties: { PolicyName, Roles } }) =>
      Roles.map((role) => `${role} ${PolicyName}`),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

it('alarms on failed children of a Map Run, which may be tolerated and fail no execution', async () => {
  const { template } = await templateWith('distributed-map', {});
  const alarm = ['Resources', 'ProcessItemsChildrenFailedAlarm', 'Properties'];
  expect(template.getIn([...alarm, 'Dimensions', 0, 'Value'])).toBe('${StateMachine}/ProcessItems');
  expect(template.getIn([...alarm, 'Threshold'])).toBe('FailedChildrenThreshold');
});

it.each([
  ['distributed-map', {}, 0],
  ['distributed-map', { toleratedFailurePercentage: 5, expectedItems: 10_000, batchSize: 100 }, 5],
  ['distributed-map', { toleratedFailurePercentage: 5, expectedItems: 10_099, batchSize: 100 }, 5],
  ['distributed-map', { toleratedFailurePercentage: 5, expectedItems: 1000, batchSize: 100 }, 0],
  ['distributed-map', { toleratedFailurePercentage: 5, nesting: 'distributed-in-distributed' }, 0],
  ['map-reduce', { toleratedFailurePercentage: 0.5, expectedItems: 100_000, batchSize: 10 }, 50],
])('lets as many children fail without an alarm as a run tolerates: %s %j', async (patternId, given, children) => {
  const { template, text } = await templateWith(patternId, given);
  expect(template.getIn(['Parameters', 'FailedChildrenThreshold', 'Default'])).toBe(children);
  expect(text('README.md').includes(`more than ${String(children)} children`)).toBe(children > 0);
});

interface AnyTemplate {
  Parameters: Record<string, { Default?: unknown; AllowedPattern?: string }>;
  Conditions: Record<string, unknown>;
  Resources: Record<string, { Type: string; Condition?: string; Properties: Record<string, unknown> }>;
}

describe.each(PATTERNS.map(({ id }) => id))('the template of %s', (patternId) => {
  const read = async () => {
    const { template, text } = await templateWith(patternId, {});
    return { ...(template.toJSON() as AnyTemplate), readme: text('README.md') };
  };

  it('sends each alarm to a topic that is given, to an address, to both or to none', async () => {
    const { Parameters, Conditions, Resources, readme } = await read();
    expect(Parameters).toMatchObject({ AlarmEmail: { Default: '' }, AlarmTopicArn: { Default: '' } });
    expect(Conditions.HasAlarmEmail).toEqual([['AlarmEmail', '']]);
    expect(Resources.AlarmTopic).toMatchObject({
      Condition: 'HasAlarmEmail',
      Properties: { Subscription: [{ Protocol: 'email', Endpoint: 'AlarmEmail' }] },
    });
    const alarms = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
    expect(alarms.length).toBeGreaterThan(2);
    for (const [id, { Properties }] of alarms)
      expect(Properties.AlarmActions, id).toEqual([
        ['HasAlarmTopicArn', 'AlarmTopicArn', 'AWS::NoValue'],
        ['HasAlarmEmail', 'AlarmTopic', 'AWS::NoValue'],
      ]);
    expect(readme).toContain('`AlarmEmail`');
  });

  it('takes no address and no name that AWS would refuse', async () => {
    const { Parameters } = await read();
    const examples = {
      AlarmEmail: { right: ['on-call@example.com'], wrong: ['on-call', 'a b@example.com', '@'] },
      AlarmTopicArn: { right: ['arn:aws-cn:sns:cn-north-1:123456789012:alarms'], wrong: ['alarms'] },
      StateMachineName: { right: ['price-orders_2'], wrong: ['price.orders', 'n'.repeat(81)] },
      NameOfResultsBucket: { right: ['my-results', 'abc'], wrong: ['My-results', 'ab', '-results'] },
      NameOfOutputBucket: { right: ['my-output'], wrong: ['my_output'] },
    };
    const patterns = Object.entries(Parameters).filter(([, { Default }]) => Default === '');
    expect(patterns.length).toBeGreaterThan(2);
    for (const [name, { AllowedPattern = '' }] of patterns) {
      const { right = [], wrong = [] } = (examples as Record<string, { right: string[]; wrong: string[] }>)[name] ?? {};
      const takes = (value: string): boolean => new RegExp(AllowedPattern).test(value);
      expect(
        ['', ...right].filter((value) => !takes(value)),
        name,
      ).toEqual([]);
      expect(wrong.filter(takes), name).toEqual([]);
    }
  });

  it('lets CloudFormation name what is given no name', async () => {
    const { Parameters, Conditions, Resources, readme } = await read();
    const named = Object.entries(Resources).flatMap(([id, { Type, Properties }]): [string, unknown][] => {
      if (Type === 'AWS::S3::Bucket') return [[`NameOf${id}`, Properties.BucketName]];
      return Type === 'AWS::Serverless::StateMachine' ? [['StateMachineName', Properties.Name]] : [];
    });
    expect(named.length).toBeGreaterThan(0);
    for (const [parameter, name] of named) {
      expect(name).toEqual([`Has${parameter}`, parameter, 'AWS::NoValue']);
      expect(Parameters[parameter]?.Default).toBe('');
      expect(Conditions).toHaveProperty(`Has${parameter}`);
      expect(readme).toContain(`\`${parameter}\``);
    }
  });

  it('refuses what is not encrypted on its way to a bucket', async () => {
    const { Resources } = await read();
    for (const [id, { Type }] of Object.entries(Resources))
      if (Type === 'AWS::S3::Bucket')
        expect(Resources[`${id}Policy`]).toMatchObject({
          Type: 'AWS::S3::BucketPolicy',
          Properties: {
            Bucket: id,
            PolicyDocument: {
              Statement: [
                {
                  Effect: 'Deny',
                  Principal: '*',
                  Action: 's3:*',
                  Resource: [`${id}.Arn`, `\${${id}.Arn}/*`],
                  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
                },
              ],
            },
          },
        });
  });

  it('names no partition of AWS', async () => {
    const { template } = await templateWith(patternId, { kms: 'template' });
    const strings = JSON.stringify((template.toJSON() as AnyTemplate).Resources);
    expect(strings.match(/arn:aws[a-z-]*:[^"]*/g) ?? []).toEqual([]);
    // These service principals are the same everywhere: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    const services = strings.match(/[a-z.${}:A-Z]+amazonaws\.com[a-z.]*/g) ?? [];
    expect(services.filter((name) => !/^(states|lambda)\.amazonaws\.com$/.test(name))).toEqual([]);
  });
});

it('alarms when the functions of a stream fall behind it', async () => {
  const { template } = await templateWith('custom-pipeline', {});
  for (const id of ['CounterFunction', 'ReducerFunction'])
    expect((template.toJSON() as AnyTemplate).Resources[`${id}StreamAgeAlarm`]?.Properties).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Statistic: 'Maximum',
      Dimensions: [{ Name: 'FunctionName', Value: id }],
      Threshold: 'StreamAgeMilliseconds',
    });
});
