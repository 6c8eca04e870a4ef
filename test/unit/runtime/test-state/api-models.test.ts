import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as sfn from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { answerOf } from '../../../../src/runtime/test-state/api-models.ts';
import type { Shape } from '../../../../src/runtime/test-state/api-shape.ts';

/** A structure of an SDK: `[3, namespace, name, traits, names, members, number of required ones]`. */
type SdkStructure = readonly [3, string, string, unknown, readonly string[], readonly unknown[], number?];
const CLIENTS = { ...sfn, ...lambda, ...s3 } as unknown as Record<string, SdkStructure | Record<string, string>>;

/** Of the SDK's own kinds of values, those that look alike in Step Functions. */
const KINDS: Readonly<Record<number, Shape['kind']>> = { 0: 'string', 1: 'number', 2: 'boolean', 4: 'string' };

function structureOf(name: string): SdkStructure {
  return CLIENTS[`${name}$`] as SdkStructure;
}

function fieldsOf(integration: string) {
  const shape = answerOf(integration);
  if (shape?.kind !== 'structure') return expect.unreachable(integration);
  return shape;
}

describe('the API models are those of the SDK', () => {
  it.each([
    ['lambda:invoke', 'InvocationResponse'],
    ['aws-sdk:lambda:invoke', 'InvocationResponse'],
    ['states:startExecution', 'StartExecutionOutput'],
    ['aws-sdk:sfn:startExecution', 'StartExecutionOutput'],
    ['aws-sdk:s3:getObject', 'GetObjectOutput'],
    ['aws-sdk:s3:headObject', 'HeadObjectOutput'],
    ['aws-sdk:s3:putObject', 'PutObjectOutput'],
    ['aws-sdk:s3:copyObject', 'CopyObjectOutput'],
    ['aws-sdk:s3:deleteObject', 'DeleteObjectOutput'],
    ['aws-sdk:s3:listObjectsV2', 'ListObjectsV2Output'],
  ])('%s', (integration, output) => {
    const { fields, required } = fieldsOf(integration);
    const [, , , , names, members, requiredCount = 0] = structureOf(output);
    const pascal = names.map((name) => name.charAt(0).toUpperCase() + name.slice(1));
    expect(required).toEqual(pascal.slice(0, requiredCount));
    // What the SDK is newer in than the model is let pass by the model.
    for (const [field, shape] of Object.entries(fields)) {
      expect(pascal).toContain(field);
      const member = members[pascal.indexOf(field)];
      const [simple] = Array.isArray(member) ? (member as unknown[]) : [member];
      if (typeof simple === 'number' && KINDS[simple] !== undefined)
        expect([field, typeof shape === 'function' ? undefined : shape.kind]).toEqual([field, KINDS[simple]]);
    }
  });

  it.each([
    ['StorageClass', 'StorageClass'],
    ['ServerSideEncryption', 'ServerSideEncryption'],
    ['ObjectLockMode', 'ObjectLockMode'],
    ['ObjectLockLegalHoldStatus', 'ObjectLockLegalHoldStatus'],
    ['ReplicationStatus', 'ReplicationStatus'],
    ['ChecksumType', 'ChecksumType'],
    ['RequestCharged', 'RequestCharged'],
    ['ArchiveStatus', 'ArchiveStatus'],
  ])('the values of %s', (field, values) => {
    const shape = fieldsOf('aws-sdk:s3:headObject').fields[field];
    if (typeof shape !== 'object' || shape.kind !== 'string') return expect.unreachable(field);
    expect([...(shape.values ?? [])].sort()).toEqual(Object.values(CLIENTS[values] ?? {}).sort());
  });

  it('and none of what it does not know', () => {
    expect(answerOf('aws-sdk:kms:encrypt')).toBeUndefined();
    expect(answerOf('constructor')).toBeUndefined();
  });
});
