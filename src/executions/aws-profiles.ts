/** A profile of the shared AWS configuration. What it holds of keys is not read on. */
export interface AwsProfile {
  readonly name: string;
  readonly region: string | undefined;
  /** Where its credentials come from. */
  readonly source: 'sso' | 'role' | 'keys' | 'process' | 'login' | 'web identity' | 'unknown';
}

/**
 * The profiles of ~/.aws/config and ~/.aws/credentials, or of the files that AWS_CONFIG_FILE and
 * AWS_SHARED_CREDENTIALS_FILE name, by name; none where there are no such files. Reads them anew, for the clients that
 * are made later, too. https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export async function listAwsProfiles(): Promise<readonly AwsProfile[]> {
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return [...names]
    .filter((name) => isProfile(name))
    .map((name) => {
      const values = { ...configFile[name], ...credentialsFile[name] };
      return { name, region: values['region'], source: sourceOf(values) };
    })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Sections of another kind come as `sso-session.NAME` and `services.NAME`. */
const isProfile = (name: string): boolean => !/^(?:sso-session|services)\./.test(name);

function sourceOf(values: Readonly<Record<string, string | undefined>>): AwsProfile['source'] {
  if (values['web_identity_token_file'] !== undefined) return 'web identity';
  if (values['role_arn'] !== undefined) return 'role';
  if (values['aws_access_key_id'] !== undefined) return 'keys';
  if (values['sso_session'] !== undefined || values['sso_start_url'] !== undefined) return 'sso';
  if (values['credential_process'] !== undefined) return 'process';
  return values['login_session'] === undefined ? 'unknown' : 'login';
}
