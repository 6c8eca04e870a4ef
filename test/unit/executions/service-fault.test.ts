import { describe, expect, it } from 'vitest';
import { describeServiceError, ServiceFault } from '../../../src/executions/service-fault.ts';

const AWS = { profile: 'prod', region: 'eu-central-1' };
const ENDPOINT = { endpoint: 'http://127.0.0.1:4566', region: 'us-east-1' };

const fault = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name }, more);

describe('what went wrong with a request', () => {
  it('names the profile to sign in with when a token has expired', () => {
    const sso = fault('CredentialsProviderError', 'The SSO session associated with this profile has expired.');
    expect(describeServiceError(sso, 'states:StartExecution', AWS)).toMatchObject({
      kind: 'expired',
      profile: 'prod',
      message:
        'The credentials of profile prod have expired: sign in again (aws sso login --profile prod), then try once more.',
    });
    const token = fault('ExpiredTokenException', 'The security token included in the request is expired');
    expect(describeServiceError(token, 'states:StartExecution', AWS)).toMatchObject({
      kind: 'expired',
      profile: 'prod',
      message: expect.stringContaining('renew them (aws sso login --profile prod where they come from SSO)') as string,
    });
  });

  it('names the missing action as AWS does, with its resource, and the one that was asked for where it does not', () => {
    const named = fault(
      'AccessDeniedException',
      'User: arn:aws:iam::123456789012:user/dev is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/r because no identity-based policy allows the iam:PassRole action',
    );
    expect(describeServiceError(named, 'states:CreateStateMachine', AWS)).toMatchObject({
      kind: 'denied',
      message:
        'AWS denies this to your credentials: they need iam:PassRole on arn:aws:iam::123456789012:role/r (allow it in a policy of the identity that you use).',
    });
    const silent = fault('AccessDeniedException', 'Access denied');
    expect(describeServiceError(silent, 'states:CreateStateMachine', AWS).message).toContain(
      'they need states:CreateStateMachine (',
    );
    const explicit = fault(
      'AccessDeniedException',
      'x is not authorized to perform: states:StartExecution with an explicit deny',
    );
    expect(describeServiceError(explicit, 'states:StartExecution', AWS).message).toContain('denies it explicitly');
  });

  it('says what a key of KMS keeps from being done', () => {
    const denied = fault('KmsAccessDeniedException', 'Either your KMS key policy or API caller does not have …');
    expect(describeServiceError(denied, 'states:StartExecution', AWS)).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('they need kms:Decrypt, and kms:GenerateDataKey') as string,
    });
    const disabled = fault('KmsInvalidStateException', 'The KMS key is not in valid state', {
      kmsKeyState: 'DISABLED',
    });
    expect(describeServiceError(disabled, 'states:StartExecution', AWS).message).toContain(
      'cannot be used now (DISABLED): enable it',
    );
    const busy = fault('KmsThrottlingException', 'Received when AWS KMS returns ThrottlingException', {});
    expect(describeServiceError(busy, 'states:StartExecution', AWS)).toMatchObject({ kind: 'throttled' });
  });

  it.each([
    ['ThrottlingException', 'Rate exceeded', {}, 'throttled', 'AWS takes no more requests'],
    ['Error', 'x', { $metadata: { httpStatusCode: 429 } }, 'throttled', 'AWS takes no more requests'],
    ['TimeoutError', 'x', {}, 'late', 'AWS did not answer in time'],
    ['TimeoutError', 'socket hang up', { code: 'ECONNRESET' }, 'unreachable', 'AWS cannot be reached (ECONNRESET)'],
    ['Error', 'getaddrinfo ENOTFOUND', { code: 'ENOTFOUND' }, 'unreachable', 'check the connection, the region'],
    [
      'InvalidSignatureException',
      'Signature expired: 1 is now earlier than 2',
      {},
      'clock',
      'the time of this machine',
    ],
    ['UnrecognizedClientException', 'no', {}, 'credentials', 'AWS does not know the credentials of profile prod'],
    ['CredentialsProviderError', 'Could not load', {}, 'credentials', 'Could not load. Sign in, or choose another'],
    [
      'InternalError',
      'x',
      { $metadata: { httpStatusCode: 500 } },
      'failed',
      'AWS failed (InternalError: x): try again.',
    ],
    ['Error', 'Region is missing', {}, 'region', 'set one (AWS_REGION'],
    [
      'ExecutionDoesNotExist',
      'Execution Does Not Exist: x\nmore',
      {},
      'refused',
      'ExecutionDoesNotExist: Execution Does',
    ],
  ])('says in a line what %s (%s) is', (name, message, more, kind, words) => {
    const described = describeServiceError(fault(name, message, more), 'states:StartExecution', AWS);
    expect(described).toBeInstanceOf(ServiceFault);
    expect(described).toMatchObject({ kind, message: expect.stringContaining(words) as string });
    expect(described.message).not.toContain('\n');
  });

  it('names a custom endpoint in place of AWS', () => {
    const refused = fault('Error', 'connect ECONNREFUSED', { code: 'ECONNREFUSED' });
    expect(describeServiceError(refused, 'x:Y', ENDPOINT).message).toBe(
      'http://127.0.0.1:4566 cannot be reached (ECONNREFUSED): check that it runs, and its port.',
    );
  });

  it('says so where somebody else answers than Step Functions', () => {
    const page = Object.assign(new SyntaxError('Unexpected token <'), { $metadata: { httpStatusCode: 200 } });
    expect(describeServiceError(page, 'x:Y', ENDPOINT)).toMatchObject({
      kind: 'refused',
      message: 'http://127.0.0.1:4566 does not answer as Step Functions does: check that it is an endpoint of its API.',
    });
  });

  it('leaves a cancellation and what was described before as they are', () => {
    const aborted = fault('AbortError', 'aborted');
    expect(describeServiceError(aborted, 'x:Y')).toBe(aborted);
    const known = new ServiceFault('known');
    expect(describeServiceError(known, 'x:Y')).toBe(known);
  });
});
