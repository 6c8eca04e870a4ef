import { describe, expect, it } from 'vitest';
import { parseDefinition } from '../../../src/asl/parse.ts';
import { leastPrivilege, type Privileges } from '../../../src/iam/least-privilege.ts';
import { templateContext, type PolicyContext } from '../../../src/iam/statement.ts';

const CONTEXT = templateContext('Machine', { Data: '${Data}' });
const ARN = 'arn:${AWS::Partition}:s3:::${Data}';

function needsToRead(parameters: object, context: PolicyContext = CONTEXT): Privileges {
  const Read = { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:s3:getObject', Parameters: parameters, End: true };
  return leastPrivilege(parseDefinition(JSON.stringify({ StartAt: 'Read', States: { Read } }), 'json'), context);
}

describe('aws-sdk:s3:getObject', () => {
  it.each<[string, object, string, string]>([
    ['a key that is written', { Key: 'a/b.json' }, 's3:GetObject', 'a/b.json'],
    ['a version of it', { Key: 'a/b.json', VersionId: '1' }, 's3:GetObjectVersion', 'a/b.json'],
    ['a key that only a run knows', { 'Key.$': '$.key' }, 's3:GetObject', 'out/*'],
    ['a key that an expression gives', { Key: '{% $k %}' }, 's3:GetObject', 'out/*'],
  ])('reads %s', (_, key, action, keys) => {
    const context = { ...CONTEXT, keysBelow: { '${Data}': 'out/' } };
    const { statements, unknown } = needsToRead({ Bucket: '${Data}', ...key }, context);
    expect(unknown).toEqual([]);
    expect(statements).toEqual([{ sid: 'ReadObjects', actions: [action], resources: [`${ARN}/${keys}`] }]);
  });

  it('reads any object of a bucket of which nothing more is known', () => {
    const { statements } = needsToRead({ Bucket: '${Data}', 'Key.$': '$.key' });
    expect(statements[0]?.resources).toEqual([`${ARN}/*`]);
  });

  it('cannot be granted on a bucket that only a run knows', () => {
    expect(needsToRead({ 'Bucket.$': '$.b', Key: 'k' }).unknown).toEqual([
      { pointer: '/States/Read', message: 'Read: Bucket is known only when it runs.' },
    ]);
  });
});
