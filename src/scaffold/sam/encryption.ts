import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { arnOf, policyBeside } from './roles.ts';

/** Whose key encrypts what the stack keeps: AWS's own, one that is there already, or one that the template makes. */
export type Encryption = 'none' | 'parameter' | 'template';

/** The ARN of the key in a template; undefined where AWS's own keys do. */
export function keyArn(encryption: Encryption): JsonValue | undefined {
  return encryption === 'none' ? undefined : KEYS[encryption];
}

const KEYS = { parameter: { Ref: 'KmsKeyArn' }, template: arnOf('DataKey') } satisfies Record<string, JsonObject>;

export function keyParameters(encryption: Encryption): JsonObject {
  if (encryption !== 'parameter') return {};
  return {
    KmsKeyArn: {
      Type: 'String',
      AllowedPattern: '^arn:[a-z-]+:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$',
      Description: 'Key that encrypts data and logs. Its policy must let CloudWatch Logs of this region use it.',
    },
  };
}

/**
 * The key, with a policy that leaves its use to IAM and lets CloudWatch Logs encrypt this account's log groups.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
export function keyResources(encryption: Encryption): JsonObject {
  if (encryption !== 'template') return {};
  return {
    DataKey: {
      Type: 'AWS::KMS::Key',
      Properties: {
        Description: { 'Fn::Sub': 'Data and logs of ${AWS::StackName}' },
        EnableKeyRotation: true,
        KeyPolicy: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'LeaveToIam',
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
              Action: 'kms:*',
              Resource: '*',
            },
            {
              Sid: 'EncryptLogGroups',
              Effect: 'Allow',
              Principal: { Service: { 'Fn::Sub': 'logs.${AWS::Region}.${AWS::URLSuffix}' } },
              Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
              Resource: '*',
              Condition: {
                ArnLike: {
                  'kms:EncryptionContext:aws:logs:arn': {
                    'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*',
                  },
                },
              },
            },
          ],
        },
      },
    },
  };
}

/** Above the key of a template. */
export const KEY_COMMENT =
  'Encrypts data and logs. Who may use it say the policies of IAM; when the stack is deleted it is gone after 30 days.';

/** The services through which the key is used, and what for. */
export type KeyUse = 's3' | 'sqs' | 'dynamodb';

/**
 * What each service calls KMS for in the name of its caller.
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html,
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const KEY_ACTIONS: Readonly<Record<KeyUse, readonly string[]>> = {
  s3: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'],
  sqs: ['kms:Decrypt', 'kms:GenerateDataKey'],
  dynamodb: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
};

/** Lets roles use the key, through these services and in no other way. `name`: policies of one role must differ in it. */
export function useKey(
  name: string,
  encryption: Exclude<Encryption, 'none'>,
  roles: readonly string[],
  uses: readonly KeyUse[],
): JsonObject {
  const resource = KEYS[encryption];
  return policyBeside(
    name,
    roles,
    uses.map((use) => ({
      actions: KEY_ACTIONS[use],
      resource,
      // What follows the region is not the same in all partitions.
      condition: { StringLike: { 'kms:ViaService': { 'Fn::Sub': `${use}.\${AWS::Region}.*` } } },
    })),
  );
}

/** A log group that ends with its stack, encrypted by the key where there is one. */
export function logGroup(encryption: Encryption, more: JsonObject = {}): JsonObject {
  const key = keyArn(encryption);
  return {
    Type: 'AWS::Logs::LogGroup',
    Properties: {
      ...more,
      RetentionInDays: { Ref: 'LogRetentionDays' },
      ...(key === undefined ? {} : { KmsKeyId: key }),
    },
  };
}
