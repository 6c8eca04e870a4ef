import { BucketError } from './bucket.ts';

/** Results that cannot be read. The message is one line for the user: what, where, and what to do. */
export class ResultsError extends Error {
  /** `content`: what was read is not what it should be; `access`: it could not be read. */
  readonly about: 'content' | 'access';
  constructor(about: 'content' | 'access', message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ResultsError';
    this.about = about;
  }
}

/**
 * What went wrong with an object of a bucket, for the user. `what`: the object's place, `s3://bucket/key` or a path;
 * `isManifest`: else it is a file that a manifest names. An AbortError and a ResultsError stay what they are.
 */
export function describeResultsError(error: unknown, what: string, isManifest: boolean): Error {
  if (!(error instanceof Error)) return new ResultsError('access', `${what} cannot be read: ${String(error)}`);
  if (error instanceof ResultsError || error.name === 'AbortError') return error;
  const code = error instanceof BucketError ? error.code : '';
  const [line = ''] = error.message.split('\n');
  return new ResultsError('access', lineFor(code, line, what, isManifest), { cause: error });
}

function lineFor(code: string, message: string, what: string, isManifest: boolean): string {
  if (code === 'NoSuchBucket') return `The bucket of ${what} is not there: ${message}`;
  if (code === 'NoSuchKey' || code === 'NotFound')
    return isManifest
      ? `There is no ${what}: check the place; a ResultWriter writes its manifest.json when the Map Run ends.`
      : `${what} is not there, though the manifest names it: it was deleted, moved, or not downloaded with it.`;
  if (code === 'AccessDenied' || code === 'AllAccessDisabled' || code === 'Forbidden')
    return `${what} may not be read: your credentials need s3:GetObject on it (and kms:Decrypt where its bucket is encrypted with a key of KMS). ${message}`;
  if (/^(?:Expired|TokenRefreshRequired)/.test(code))
    return `${what} cannot be read: the AWS credentials have expired. Sign in again (aws sso login), then try once more.`;
  if (code === 'CredentialsProviderError')
    return `${what} cannot be read: there are no AWS credentials. Sign in, or choose a profile. ${message}`;
  if (code === 'PermanentRedirect' || code === 'AuthorizationHeaderMalformed')
    return `${what} cannot be read: its bucket is in another region. Set that region. ${message}`;
  if (code === 'PreconditionFailed' || code === 'IncompleteBody')
    return `${what} was not read to its end: ${message} Try again.`;
  return `${what} cannot be read: ${message}`;
}
