import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { findPattern, PATTERNS } from '../../../src/scaffold/patterns.ts';
import { scaffoldProject } from '../../../src/scaffold/scaffold-project.ts';
import { samTemplate } from '../../../src/scaffold/sam/template.ts';

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
  });
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

interface PolicyResource {
  Type: string;
  Properties: {
    PolicyName: string;
    Roles: string[];
    PolicyDocument: { Statement: { Action: string[]; Resource: unknown; Condition?: { StringEquals?: object } }[] };
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
      expect(Condition?.StringEquals).toHaveProperty('kms:ViaService');
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
  const { files = [] } = await scaffoldProject(findPattern('distributed-map')!, {});
  const text = String(files.find(({ path }) => path === 'template.yaml')?.contents);
  const template = parseDocument(text, { version: '1.1', logLevel: 'silent' });
  const alarm = ['Resources', 'ProcessItemsChildrenFailedAlarm', 'Properties'];
  expect(template.getIn([...alarm, 'Dimensions', 0, 'Value'])).toBe('${StateMachine}/ProcessItems');
  expect(template.getIn([...alarm, 'Threshold'])).toBe('FailedChildrenThreshold');
  expect(template.getIn(['Parameters', 'FailedChildrenThreshold', 'Default'])).toBe(0);
});
