import type { JsonObject, JsonValue } from '../../asl/json.ts';

/** What a function may do beside writing its own log. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resource: JsonValue;
  readonly condition?: JsonObject;
}

export const arnOf = (id: string): JsonObject => ({ 'Fn::GetAtt': [id, 'Arn'] });

/**
 * A role of its own, with this and no more: SAM's own roles take managed policies, which allow every log group, every
 * queue and every table of the account.
 */
export function functionRole(logGroup: string, grants: readonly Grant[]): JsonObject {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'function',
          PolicyDocument: policyDocument([
            { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resource: arnOf(logGroup) },
            ...grants,
          ]),
        },
      ],
    },
  };
}

/** A policy beside roles: within them, what it names and the role would wait for each other. */
export function policyBeside(name: string, roles: readonly string[], grants: readonly Grant[]): JsonObject {
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: name,
      Roles: roles.map((role) => ({ Ref: role })),
      PolicyDocument: policyDocument(grants),
    },
  };
}

function policyDocument(grants: readonly Grant[]): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: grants.map(({ actions, resource, condition }) => ({
      Effect: 'Allow',
      Action: [...actions],
      Resource: resource,
      ...(condition ? { Condition: condition } : {}),
    })),
  };
}
