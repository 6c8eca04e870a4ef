import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayAllow, mayMeet } from '../../../../src/validation/template/may-allow.ts';

const BUCKET = 'arn:${AWS::Partition}:s3:::${#Bucket}';
const HERE = '${AWS::Region}:${AWS::AccountId}';

describe('mayMeet', () => {
  it.each([
    [BUCKET, 'arn:aws:s3:::mine'],
    [`${BUCKET}/out/*`, `${BUCKET}/*`],
    [`${BUCKET}/out/*`, `${BUCKET}/out/2026/*`],
    [`${BUCKET}/out/*`, '*'],
    [`${BUCKET}/out/*`, 'arn:aws:s3:::${Param}/*'],
    [`${BUCKET}/out/*`, '${?}'],
    [`${BUCKET}/out/*`, '${Param}'],
    [`arn:aws:states:${HERE}:execution:\${#M}:*`, 'arn:aws:states:*:*:execution:*'],
    [`arn:aws:states:${HERE}:execution:\${#M}:*`, 'arn:aws:states:us-east-1:1:execution:${AWS::StackName}-*:*'],
    [`arn:aws:lambda:${HERE}:function:\${#F}`, `arn:aws:lambda:${HERE}:function:\${#F}*`],
  ])('sees that %s may be %s', (a, b) => {
    expect(mayMeet(a, b)).toBe(true);
    expect(mayMeet(b, a)).toBe(true);
  });

  it.each([
    [`${BUCKET}/out/*`, BUCKET],
    [BUCKET, `${BUCKET}/*`],
    [`${BUCKET}/out/*`, `${BUCKET}/in/*`],
    [`${BUCKET}/out/*`, 'arn:aws:s3:::${#Other}/*'],
    [`${BUCKET}/out/*`, `arn:aws:sqs:${HERE}:\${#Q}`],
    [`arn:aws:states:${HERE}:execution:\${#M}:*`, `arn:aws:states:${HERE}:stateMachine:\${#M}`],
    [`arn:aws:states:${HERE}:stateMachine:\${#M}`, `arn:aws:states:${HERE}:stateMachine:\${#N}`],
    ['', 'a'],
  ])('sees that %s is never %s', (a, b) => {
    expect(mayMeet(a, b)).toBe(false);
    expect(mayMeet(b, a)).toBe(false);
  });

  it('agrees with a pattern that is tried on a text', () => {
    const part = fc.constantFrom('a', 'b', ':', '/', '*', '?');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.stringMatching(/^[ab:/]{0,6}$/), (parts, text) => {
        const pattern = new RegExp(
          `^${parts.map((each) => (each === '*' ? '.*' : each === '?' ? '.' : each)).join('')}$`,
        );
        expect(mayMeet(parts.join(''), text)).toBe(pattern.test(text));
      }),
    );
  });

  it('ends soon, however many stars there are', () => {
    expect(mayMeet(`${'*a'.repeat(100)}b`, `${'a*'.repeat(100)}c`)).toBe(false);
  });
});

it('compares actions whatever their case', () => {
  const grant = { actions: ['S3:put*'], resources: ['*'] };
  expect(mayAllow(grant, 's3:PutObject', 'x')).toBe(true);
  expect(mayAllow(grant, 's3:GetObject', 'x')).toBe(false);
});
