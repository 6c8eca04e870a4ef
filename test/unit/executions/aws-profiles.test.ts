import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { listAwsProfiles } from '../../../src/executions/aws-profiles.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanout-profiles-'));
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

describe('the profiles of the AWS configuration', () => {
  it('come from both files, with region and where credentials come from, and without a key', async () => {
    await write(
      'config',
      `[default]
region = us-east-1
[profile prod]
sso_session = corp
region = eu-central-1
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = keys
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
[services local]
sfn =
  endpoint_url = http://127.0.0.1:4566
`,
    );
    await write('credentials', '[keys]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = verysecret\n');
    const profiles = await listAwsProfiles();
    expect(profiles).toEqual([
      { name: 'default', region: 'us-east-1', source: 'unknown' },
      { name: 'deploy', region: undefined, source: 'role' },
      { name: 'keys', region: undefined, source: 'keys' },
      { name: 'prod', region: 'eu-central-1', source: 'sso' },
    ]);
    expect(JSON.stringify(profiles)).not.toContain('secret');
  });

  it('are none without files, and are read anew', async () => {
    await expect(listAwsProfiles()).resolves.toEqual([]);
    await write('config', '[profile added]\nregion = eu-west-1\n');
    await expect(listAwsProfiles()).resolves.toEqual([{ name: 'added', region: 'eu-west-1', source: 'unknown' }]);
  });
});
