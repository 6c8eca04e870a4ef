import type { SFNClient } from '@aws-sdk/client-sfn';
import type { JsonObject } from '../asl/json.ts';
import { parseDefinition } from '../asl/parse.ts';
import { leastPrivilege } from '../iam/least-privilege.ts';
import { renderPolicy } from '../iam/render-policy.ts';
import type { Statement } from '../iam/statement.ts';
import type { Connection } from './connection.ts';
import { queryService, readElement } from './query-request.ts';
import { RunRefused } from './run-refused.ts';

/** A role for one machine, to be shown before it is made. */
export interface RolePlan {
  readonly roleName: string;
  /** Who may take it: Step Functions, for this machine of this account. */
  readonly trust: JsonObject;
  /** What it allows. */
  readonly policy: JsonObject;
  /** What could not be told from the definition, a sentence each: somebody has to add it. */
  readonly unknown: readonly string[];
}

export interface RoleRequest {
  readonly machineName: string;
  /** JSON text, with all names filled in. */
  readonly definition: string;
  readonly logging: boolean;
  readonly tracing: boolean;
  /** Where it is known; else STS is asked. */
  readonly accountId?: string | undefined;
}

/** What a client may do, and where. */
export interface RoleEndpoint {
  readonly client: SFNClient;
  readonly connection: Connection;
}

const LONGEST_ROLE_NAME = 64;

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy */
const LOGGING: Statement = {
  sid: 'WriteLogs',
  actions: [
    ...['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries'],
    ...['PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups'],
  ].map((action) => `logs:${action}`),
  resources: ['*'],
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html */
const TRACING: Statement = {
  sid: 'WriteTraces',
  actions: ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets'].map(
    (action) => `xray:${action}`,
  ),
  resources: ['*'],
};

/** The account that the credentials belong to; asks STS, which needs no permission. */
export async function readAccountId({ client, connection }: RoleEndpoint, signal?: AbortSignal): Promise<string> {
  const xml = await queryService(client, connection, 'sts', 'GetCallerIdentity', {}, signal);
  const account = readElement(xml, 'Account');
  if (account === undefined) throw new RunRefused('options', 'STS does not say which account the credentials are of.');
  return account;
}

/** The least that a machine's role has to be, by its definition; asks STS for an account that is not known. Nothing is made. */
export async function planRole(endpoint: RoleEndpoint, request: RoleRequest, signal?: AbortSignal): Promise<RolePlan> {
  const accountId = request.accountId ?? (await readAccountId(endpoint, signal));
  const region = await endpoint.client.config.region();
  const partition = partitionOf(region);
  const { machineName } = request;
  const stateMachineArn = `arn:${partition}:states:${region}:${accountId}:stateMachine:${machineName}`;
  const context = { partition, region, accountId, stateMachineArn, stateMachineName: machineName, substitutions: {} };
  const needs = leastPrivilege(parseDefinition(request.definition, 'json'), context);
  const statements = [
    ...needs.statements,
    ...needs.selfStatements,
    ...(request.logging ? [LOGGING] : []),
    ...(request.tracing ? [TRACING] : []),
  ];
  return {
    roleName: `fanout-${machineName}`.slice(0, LONGEST_ROLE_NAME),
    trust: trustStepFunctions(accountId, stateMachineArn),
    policy: renderPolicy(statements),
    unknown: needs.unknown.map(({ message }) => message),
  };
}

/** Makes the role of a plan and gives its ARN. Rejects with RunRefused where one of that name is there. */
export async function createRole(
  { client, connection }: RoleEndpoint,
  { roleName, trust, policy }: RolePlan,
  signal?: AbortSignal,
): Promise<string> {
  const ask = (action: string, parameters: Readonly<Record<string, string>>): Promise<string> =>
    queryService(client, connection, 'iam', action, { RoleName: roleName, ...parameters }, signal);
  const made = await ask('CreateRole', { AssumeRolePolicyDocument: JSON.stringify(trust) }).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'EntityAlreadyExists') throw error;
    throw new RunRefused('options', `The role ${roleName} exists: name it as the role, or remove it first.`);
  });
  const arn = readElement(made, 'Arn');
  if (arn === undefined) throw new RunRefused('options', `IAM does not say the ARN of the role ${roleName}.`);
  // A machine that only passes data on needs nothing, and IAM takes no empty policy.
  if (Array.isArray(policy.Statement) && policy.Statement.length > 0)
    await ask('PutRolePolicy', { PolicyName: 'fanout', PolicyDocument: JSON.stringify(policy) });
  return arn;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html#prevent-cross-service-confused-deputy */
function trustStepFunctions(accountId: string, stateMachineArn: string): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'states.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': accountId },
          ArnLike: { 'aws:SourceArn': stateMachineArn },
        },
      },
    ],
  };
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
