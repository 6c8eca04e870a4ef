import type { defaultProvider as findCredentials } from '@aws-sdk/credential-provider-node';

type CredentialProvider = ReturnType<typeof findCredentials>;

/**
 * Whose keys sign requests to an endpoint: those that the environment or its profile names, found as the AWS SDKs find
 * them. Endpoints on this machine ask for a signature but check none: without any credentials `local` does.
 */
export async function endpointCredentials(): Promise<CredentialProvider> {
  if (process.env.AWS_ACCESS_KEY_ID === undefined && process.env.AWS_PROFILE === undefined)
    return () => Promise.resolve({ accessKeyId: 'local', secretAccessKey: 'local' });
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  return defaultProvider();
}
