import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as sfn from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../../src/runtime/test-state/api-models.ts';
import type { Shape, StructureShape } from '../../../../src/runtime/test-state/api-shape.ts';

/** A structure of an SDK: `[3, namespace, name, traits, names, members, number of required ones]`. */
type SdkStructure = readonly [3, string, string, unknown, readonly string[], readonly unknown[], number?];
const SDK = { ...sfn, ...lambda, ...s3 } as unknown as Record<string, SdkStructure & Record<string, string>>;

/** Of the SDK's own kinds of values, as they look in Step Functions. */
const KINDS: Readonly<Record<number, Shape['kind']>> = { 0: 'string', 1: 'number', 2: 'boolean', 4: 'string' };

async function structureOf(integration: string): Promise<StructureShape> {
  const shape = await answerOf(integration);
  return shape?.kind === 'structure' ? shape : expect.unreachable(integration);
}

describe('the models of APIs are those of the SDK', () => {
  it.each([
    ['aws-sdk:lambda:invoke', 'InvocationResponse'],
    ['aws-sdk:lambda:getFunction', 'GetFunctionResponse'],
    ['states:startExecution', 'StartExecutionOutput'],
    ['aws-sdk:sfn:describeExecution', 'DescribeExecutionOutput'],
    ['aws-sdk:s3:getObject', 'GetObjectOutput'],
    ['aws-sdk:S3:PutObject', 'PutObjectOutput'],
    ['aws-sdk:s3:listObjectsV2', 'ListObjectsV2Output'],
  ])('%s', async (integration, output) => {
    const { fields, required } = await structureOf(integration);
    const [, , , , names = [], members = [], requiredCount = 0] = SDK[`${output}$`] ?? [];
    const pascal = names.map((name) => name.charAt(0).toUpperCase() + name.slice(1));
    expect([...required].sort()).toEqual(pascal.slice(0, requiredCount).sort());
    const known = Object.keys(fields).filter((field) => pascal.includes(field));
    expect(known.length).toBeGreaterThan(1);
    for (const field of known) {
      const member = members[pascal.indexOf(field)];
      const simple: unknown = Array.isArray(member) ? member[0] : member;
      const kind = typeof simple === 'number' ? KINDS[simple] : undefined;
      if (kind !== undefined) expect([field, fields[field]?.().kind]).toEqual([field, kind]);
    }
  });

  it.each(['StorageClass', 'ObjectLockMode', 'ReplicationStatus', 'ChecksumType'])('the values of %s', async (name) => {
    const shape = (await structureOf('aws-sdk:s3:headObject')).fields[name]?.();
    const values = shape?.kind === 'string' ? shape.values : undefined;
    expect([...(values ?? [])].sort()).toEqual(Object.values(SDK[name] ?? {}).sort());
  });
});

describe('answerOf', () => {
  it('has the payload of a function as JSON where Step Functions reads it, and as a text where it does not', async () => {
    const payload = async (integration: string) => (await structureOf(integration)).fields['Payload']?.().kind;
    expect(await payload('lambda:invoke')).toBe('any');
    expect(await payload('aws-sdk:lambda:invoke')).toBe('string');
  });

  it('knows nothing of an action whose answer Step Functions changes, or of another service', async () => {
    for (const integration of [
      'states:startExecution.sync:2',
      'bedrock:invokeModel',
      'dynamodb:query',
      'http:invoke',
      'aws-sdk:nothing:doIt',
      'aws-sdk:s3:flyAway',
      'aws-sdk:s3:constructor',
      'constructor',
      '',
    ])
      expect([integration, await answerOf(integration)]).toEqual([integration, undefined]);
  });

  it('an action without an answer may give anything', async () => {
    expect(await answerOf('aws-sdk:sqs:deleteMessage')).toEqual({ kind: 'structure', fields: {}, required: [] });
  });
});
