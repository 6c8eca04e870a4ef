/** The service could not be asked, or refused. The message is one line for the user: what, and what to do. */
export class ServiceFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ServiceFault';
  }
}

const OFFLINE: ReadonlySet<string> = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE', 'EPROTO'],
]);

/**
 * What went wrong with a request, for the user. An AbortError stays what it is.
 *
 * @param action of IAM that the request needs: `states:ValidateStateMachineDefinition`.
 */
export function describeServiceError(error: unknown, action: string): Error {
  if (!(error instanceof Error)) return new ServiceFault(`Step Functions could not be asked: ${String(error)}`);
  if (error.name === 'AbortError') return error;
  return new ServiceFault(lineFor(error, action));
}

function lineFor(error: Error, action: string): string {
  const { name } = error;
  const [message = ''] = error.message.split('\n');
  const code = codeOf(error);
  if (/Region is missing/.test(message))
    return 'No region is known: set one (AWS_REGION, the profile, or fanout.aws.region).';
  if (/^(?:Expired|TokenRefreshRequired)/.test(name) || /expired|SSO session|aws sso login/i.test(message))
    return 'The AWS credentials have expired: sign in again (aws sso login), then try once more.';
  if (name === 'CredentialsProviderError')
    return `There are no AWS credentials: ${message} Sign in, or choose a profile.`;
  if (/^AccessDenied/.test(name)) return `AWS denies this to your credentials: they need ${action}.`;
  if (
    /^(?:UnrecognizedClient|InvalidSignature|InvalidClientTokenId|MissingAuthenticationToken|SignatureDoesNotMatch)/.test(
      name,
    )
  )
    return 'AWS does not know these credentials: check the profile, or sign in again.';
  if (/Throttl|TooManyRequests/.test(name))
    return 'AWS takes no more requests for the moment: try again in a few seconds.';
  if (/^Timeout/.test(name) || code === 'ETIMEDOUT')
    return 'AWS did not answer in time: check the connection, and try again.';
  if (OFFLINE.has(code)) return `AWS cannot be reached (${code}): check the connection, the region and proxies.`;
  return `AWS could not do this: ${name}: ${message}`;
}

/** Node's code of a failed connection, which may be one of several tries. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0]);
  return error.cause instanceof Error ? codeOf(error.cause) : '';
}
