import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listAwsProfiles } from '../../../src/executions/aws-profiles.ts';
import { createClient } from '../../../src/executions/connection.ts';
import { describeServiceError } from '../../../src/executions/service-fault.ts';
import { stubService, type StubService } from './stub-service.ts';

const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:m:e';
let home = '';
let service: StubService;
let fake: Server | undefined;
/** The access key that the last request to Step Functions was signed with, and its session token. */
let signedWith: { readonly key: string | undefined; readonly token: unknown } | undefined;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fanout-home-'));
  await mkdir(join(home, '.aws/sso/cache'), { recursive: true });
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
  vi.stubEnv('AWS_CONFIG_FILE', join(home, '.aws/config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(home, '.aws/credentials'));
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE'])
    vi.stubEnv(name, undefined);
  signedWith = undefined;
  service = await stubService(({ request, reply }) => {
    const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
    signedWith = { key, token: request.headers['x-amz-security-token'] };
    reply({ executionArn: EXECUTION, status: 'RUNNING' });
  });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await service.shut();
  fake?.close();
  fake = undefined;
  await rm(home, { recursive: true });
});

/** A service of AWS on loopback: path and body in, status and text out. */
async function pretend(
  answer: (path: string, body: string, headers: NodeJS.Dict<string | string[]>) => [number, string, string],
): Promise<string> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const [status, type, body] = answer(request.url ?? '', text, request.headers);
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  fake = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function configure(config: string, credentials = ''): Promise<void> {
  await writeFile(join(home, '.aws/config'), config);
  await writeFile(join(home, '.aws/credentials'), credentials);
  // As the editor does before a choice: what the SDK has read of other files is read anew.
  await listAwsProfiles();
}

/** Asks Step Functions with a profile; gives what the user is told where it fails. */
async function ask(profile: string): Promise<string | undefined> {
  const connection = { endpoint: service.connection.endpoint, region: 'us-east-1', profile };
  const client = await createClient(connection);
  try {
    await client.send(new DescribeExecutionCommand({ executionArn: EXECUTION }));
    return undefined;
  } catch (error) {
    return describeServiceError(error, 'states:DescribeExecution', connection).message;
  } finally {
    client.destroy();
  }
}

const SSO = `[profile corp]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
region = us-east-1
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
`;

async function cacheToken(expiresAt: string): Promise<void> {
  const name = createHash('sha1').update('corp').digest('hex');
  const token = { accessToken: 'token', expiresAt, startUrl: 'https://example.awsapps.com/start', region: 'us-east-1' };
  await writeFile(join(home, `.aws/sso/cache/${name}.json`), JSON.stringify(token));
}

describe('the credentials of a profile', () => {
  it('of SSO come with the token that signing in has left', async () => {
    const endpoint = await pretend((path, _, headers) => {
      expect([path.split('?')[0], headers['x-amz-sso_bearer_token']]).toEqual(['/federation/credentials', 'token']);
      const roleCredentials = {
        accessKeyId: 'ASIASSO',
        secretAccessKey: 's',
        sessionToken: 'session',
        expiration: Date.now() + 3_600_000,
      };
      return [200, 'application/json', JSON.stringify({ roleCredentials })];
    });
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', endpoint);
    await configure(SSO);
    await cacheToken(new Date(Date.now() + 3_600_000).toISOString());
    await expect(ask('corp')).resolves.toBeUndefined();
    expect(signedWith).toEqual({ key: 'ASIASSO', token: 'session' });
  });

  it.each([
    ['has expired', true],
    ['is not there', false],
  ])('of SSO whose token %s say how to sign in, and nothing is sent', async (_, isThere) => {
    await configure(SSO);
    if (isThere) await cacheToken('2020-01-01T00:00:00Z');
    await expect(ask('corp')).resolves.toContain('sign in again (aws sso login --profile corp)');
    expect(signedWith).toBeUndefined();
  });

  it('of a role are those that STS gives for the source profile', async () => {
    const forms: URLSearchParams[] = [];
    const endpoint = await pretend((_, body) => {
      forms.push(new URLSearchParams(body));
      return [
        200,
        'text/xml',
        `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>assumed</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      ];
    });
    vi.stubEnv('AWS_ENDPOINT_URL_STS', endpoint);
    await configure(
      '[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = keys\nregion = us-east-1\n',
      '[keys]\naws_access_key_id = AKIAKEYS\naws_secret_access_key = s\n',
    );
    await expect(ask('deploy')).resolves.toBeUndefined();
    expect(forms[0]?.get('RoleArn')).toBe('arn:aws:iam::123456789012:role/deploy');
    expect(signedWith).toEqual({ key: 'ASIAROLE', token: 'assumed' });
  });

  it('of a role that may not be assumed name the action that is missing', async () => {
    const endpoint = await pretend(() => [
      403,
      'text/xml',
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::123456789012:user/dev is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/deploy</Message></Error></ErrorResponse>',
    ]);
    vi.stubEnv('AWS_ENDPOINT_URL_STS', endpoint);
    await configure(
      '[profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = keys\nregion = us-east-1\n',
      '[keys]\naws_access_key_id = AKIAKEYS\naws_secret_access_key = s\n',
    );
    await expect(ask('deploy')).resolves.toContain('they need sts:AssumeRole on arn:aws:iam::123456789012:role/deploy');
    expect(signedWith).toBeUndefined();
  });

  it('that does not exist say so', async () => {
    await configure('[profile other]\nregion = us-east-1\n');
    await expect(ask('missing')).resolves.toMatch(
      /There are no AWS credentials of profile missing: .*choose another profile/,
    );
  });
});
