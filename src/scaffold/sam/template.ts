import { ARCHITECTURE } from '../architecture.ts';
import type { Definition } from '../../asl/definition.ts';
import type { JsonObject } from '../../asl/json.ts';
import { toJson } from '../../asl/values.ts';
import { leastPrivilege, type UnknownPrivilege } from '../../iam/least-privilege.ts';
import { renderPolicy, renderText } from '../../iam/render-policy.ts';
import { templateContext, type Statement } from '../../iam/statement.ts';
import { LAMBDA_RUNTIMES, type HandlerLanguage } from '../handler-language.ts';
import { ALARM_TOPIC, ALARM_TOPIC_COMMENT, alarms } from './alarms.ts';
import { KEY_COMMENT, keyParameters, keyResources, logGroup, useKey, type Encryption } from './encryption.ts';
import {
  ALARM_PARAMETERS,
  bucketNameParameters,
  conditions,
  FUNCTION_ERRORS_PARAMETER,
  ifGiven,
  PARAMETERS,
  STATE_MACHINE_NAME_PARAMETER,
  thresholdParameter,
} from './parameters.ts';
import { bucketResources, functionResources, type TemplateFunction } from './resources.ts';
import { printTemplate } from './print-template.ts';

export interface TemplateSpec {
  readonly description: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly definition: Definition;
  /** Relative to the template. */
  readonly definitionUri: string;
  readonly functions: readonly TemplateFunction[];
  readonly handlerLanguage: HandlerLanguage;
  readonly buckets: readonly TemplateBucket[];
  readonly encryption: Encryption;
  /** Child executions that may fail in a run of the expected size without failing its Map Run. */
  readonly toleratedChildren: number;
}

export interface TemplateBucket {
  /** Logical id of the bucket, or of the parameter that names it. */
  readonly id: string;
  /** The name of a bucket that exists: the template takes it as a parameter and makes none. */
  readonly existing?: string;
  /** What every key begins with that only a run knows, such as `results/`; absent: nothing. */
  readonly keysBelow?: string;
  readonly comment: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html: these actions know no resources. */
const LOG_DELIVERY: Statement = {
  sid: 'DeliverLogs',
  actions: [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  resources: ['*'],
};

/**
 * The SAM template of a workflow: its functions, buckets, role, logs and alarms. What the role needs beyond what the
 * definition tells stands in a comment above its policy.
 */
export function samTemplate(spec: TemplateSpec): string {
  const substitutions = Object.fromEntries([
    ...spec.functions.map(({ id }) => [`${id}Arn`, `\${${id}.Arn}`]),
    ...spec.buckets.map(({ id }) => [id, `\${${id}}`]),
  ]) as Record<string, string>;
  const made = spec.buckets.filter(({ existing }) => existing === undefined);
  const needs = leastPrivilege(spec.definition, {
    ...templateContext('StateMachine', substitutions),
    keysBelow: Object.fromEntries(spec.buckets.map(({ id, keysBelow }) => [`\${${id}}`, keysBelow ?? ''])),
  });
  const labels = mapRunLabels(spec.definition);
  const resources: JsonObject = {
    ...keyResources(spec.encryption),
    ...Object.fromEntries(made.flatMap(({ id }) => Object.entries(bucketResources(id, spec.encryption)))),
    ...Object.fromEntries(
      spec.functions.flatMap((fn) => Object.entries(functionResources(fn, spec.handlerLanguage, spec.encryption))),
    ),
    StateMachine: stateMachine(spec, substitutions),
    StateMachineRole: ROLE,
    StateMachinePolicy: policy('run-states', [...needs.statements, LOG_DELIVERY]),
    ...(needs.selfStatements.length > 0 ? { MapRunPolicy: policy('run-children', needs.selfStatements) } : {}),
    ...(spec.encryption === 'none' || spec.buckets.length === 0
      ? {}
      : { StateMachineUsesKey: useKey('use-key', spec.encryption, ['StateMachineRole'], ['s3']) }),
    StateMachineLogGroup: logGroup(spec.encryption, {
      LogGroupName: { 'Fn::Sub': '/aws/vendedlogs/states/${AWS::StackName}' },
    }),
    ...ALARM_TOPIC,
    ...alarms(
      spec.functions.map(({ id }) => id),
      labels,
    ),
  };
  const parameters = parametersOf(spec, labels);
  const template: JsonObject = {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: spec.description,
    Parameters: parameters,
    Conditions: conditions(parameters),
    Globals: {
      Function: {
        Runtime: LAMBDA_RUNTIMES[spec.handlerLanguage],
        Architectures: [ARCHITECTURE],
        MemorySize: { Ref: 'FunctionMemoryMb' },
        Timeout: { Ref: 'FunctionTimeoutSeconds' },
      },
    },
    Resources: resources,
    Outputs: outputs(spec),
  };
  return printTemplate(template, {
    ...Object.fromEntries(made.map(({ id, comment }) => [`Resources.${id}`, comment])),
    ...(needs.unknown.length > 0 ? { 'Resources.StateMachinePolicy': describeUnknown(needs.unknown) } : {}),
    'Resources.MapRunPolicy':
      'A distributed Map starts executions of its own state machine. These permissions name the machine, so they stand\n' +
      'in a policy of their own: in the role above, machine and role would wait for each other.',
    'Resources.DataKey': KEY_COMMENT,
    'Resources.AlarmTopic': ALARM_TOPIC_COMMENT,
    'Resources.StateMachineLogGroup': 'The prefix keeps the log resource policy of the account below its size limit.',
  });
}

function parametersOf(spec: TemplateSpec, labels: readonly string[]): JsonObject {
  const { buckets, encryption, toleratedChildren } = spec;
  const made = buckets.filter(({ existing }) => existing === undefined);
  return {
    ...bucketParameters(buckets),
    ...STATE_MACHINE_NAME_PARAMETER,
    ...bucketNameParameters(made.map(({ id }) => id)),
    ...keyParameters(encryption),
    ...PARAMETERS,
    ...ALARM_PARAMETERS,
    FailedExecutionsThreshold: thresholdParameter(
      0,
      'Executions that may fail, or time out, within five minutes before there is an alarm.',
    ),
    ...(labels.length > 0
      ? {
          FailedChildrenThreshold: thresholdParameter(
            toleratedChildren,
            `Child executions of a Map Run that may fail within five minutes before there is an alarm.${
              toleratedChildren > 0 ? ' What a run tolerates, unless given.' : ''
            }`,
          ),
        }
      : {}),
    ...FUNCTION_ERRORS_PARAMETER,
  };
}

/** The labels of the distributed Maps that the machine itself starts; what children start is under another name. */
function mapRunLabels({ machine }: Definition): string[] {
  const maps = (machine?.states ?? []).filter(({ scopes }) => scopes.some(({ mode }) => mode === 'DISTRIBUTED'));
  return maps.flatMap(({ fields }) => {
    const value = fields.get('Label')?.value;
    const label = value && toJson(value);
    return typeof label === 'string' ? [label] : [];
  });
}

/** A line each: whatever is in a state's name must not end its comment. */
function describeUnknown(unknown: readonly UnknownPrivilege[]): string {
  const lines = unknown.map(({ message }) => message.replace(/[\s\p{Cc}]+/gu, ' '));
  return ['The definition does not tell what these states need. Add it, or they fail:', ...lines].join('\n');
}

function bucketParameters(buckets: readonly TemplateBucket[]): JsonObject {
  return Object.fromEntries(
    buckets.flatMap(({ id, existing, comment }) =>
      existing === undefined ? [] : [[id, { Type: 'String', Default: existing, Description: comment }]],
    ),
  );
}

function stateMachine(spec: TemplateSpec, substitutions: Readonly<Record<string, string>>): JsonObject {
  return {
    Type: 'AWS::Serverless::StateMachine',
    DependsOn: 'StateMachinePolicy',
    Properties: {
      Name: ifGiven('StateMachineName'),
      Type: spec.type,
      DefinitionUri: spec.definitionUri,
      DefinitionSubstitutions: Object.fromEntries(
        Object.entries(substitutions).map(([name, text]) => [name, renderText(text)]),
      ),
      Role: { 'Fn::GetAtt': ['StateMachineRole', 'Arn'] },
      Logging: {
        Level: { Ref: 'LogLevel' },
        IncludeExecutionData: false,
        Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['StateMachineLogGroup', 'Arn'] } } }],
      },
    },
  };
}

const ROLE: JsonObject = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'states.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    },
  },
};

function policy(name: string, statements: readonly Statement[]): JsonObject {
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: name,
      Roles: [{ Ref: 'StateMachineRole' }],
      PolicyDocument: renderPolicy(statements),
    },
  };
}

function outputs({ buckets }: TemplateSpec): JsonObject {
  return {
    StateMachineArn: { Value: { Ref: 'StateMachine' } },
    ...Object.fromEntries(buckets.map(({ id }) => [`${id}Name`, { Value: { Ref: id } }])),
  };
}
