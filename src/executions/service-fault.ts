import type { Connection } from './connection.ts';

/** What is to be done about it differs by kind. */
export type FaultKind =
  | 'expired' // sign in again
  | 'credentials' // none, or none that the service knows
  | 'denied' // the action is missing from a policy
  | 'throttled' // later
  | 'unreachable' // nobody took the connection, or it was lost
  | 'late' // no answer in time
  | 'failed' // the service itself failed
  | 'clock' // this machine's clock is wrong
  | 'region' // none is known
  | 'refused'; // the service says why

/** The service could not be asked, or refused. The message is one line for the user: what, and what to do. */
export class ServiceFault extends Error {
  readonly kind: FaultKind;
  /** Of the SDK's error: `ExecutionDoesNotExist`. */
  readonly code: string;
  /** The profile whose credentials have expired; signing in with `aws sso login --profile` renews them. */
  readonly profile: string | undefined;

  constructor(message: string, kind: FaultKind = 'refused', code = '', profile?: string) {
    super(message);
    this.name = 'ServiceFault';
    this.kind = kind;
    this.code = code;
    this.profile = profile;
  }
}

const OFFLINE: ReadonlySet<string> = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE', 'EPROTO'],
]);

const UNKNOWN_CREDENTIALS =
  /^(?:UnrecognizedClient|InvalidSignature|InvalidClientTokenId|MissingAuthenticationToken|SignatureDoesNotMatch|IncompleteSignature)/;

/** What kind of fault an error of the SDK is. */
export function kindOfFault(error: Error): FaultKind {
  const { name, message } = error;
  const code = codeOf(error);
  const status = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode : undefined;
  if (/Region is missing/.test(message)) return 'region';
  if (/^RequestInTheFuture|^RequestTimeTooSkewed/.test(name) || /Signature (?:expired|not yet current)/.test(message))
    return 'clock';
  if (/^(?:Expired|TokenRefreshRequired)/.test(name) || /token.{0,40}expired|SSO session|aws sso login/i.test(message))
    return 'expired';
  if (/^(?:CredentialsProviderError|TokenProviderError)$/.test(name) || UNKNOWN_CREDENTIALS.test(name))
    return 'credentials';
  if (/^(?:Kms)?AccessDenied|^NotAuthorized/.test(name)) return 'denied';
  if (/Throttl|TooManyRequests|SlowDown/.test(name) || status === 429) return 'throttled';
  if (OFFLINE.has(code)) return 'unreachable';
  if (/^Timeout|^RequestTimeout/.test(name) || code === 'ETIMEDOUT') return 'late';
  return status !== undefined && status >= 500 ? 'failed' : 'refused';
}

const ACTIONS = new WeakMap<Error, string>();

/** Keeps which request an error is of: `DescribeExecution`. */
export function noteAction(error: Error, action: string): void {
  if (action !== '') ACTIONS.set(error, `states:${action}`);
}

/**
 * What went wrong with a request, for the user. An AbortError and a ServiceFault stay what they are.
 *
 * @param asked the action of IAM that the request needs, where the error does not tell itself.
 * @param connection that was asked, to name what to renew, or who did not answer.
 */
export function describeServiceError(error: unknown, asked: string, connection?: Connection): Error {
  if (!(error instanceof Error)) return new ServiceFault(`Step Functions could not be asked: ${String(error)}`);
  if (error.name === 'AbortError' || error instanceof ServiceFault) return error;
  const kind = kindOfFault(error);
  const profile = kind === 'expired' ? (connection?.profile ?? process.env['AWS_PROFILE'] ?? 'default') : undefined;
  const action = ACTIONS.get(error) ?? asked;
  return new ServiceFault(lineFor(kind, error, action, connection), kind, error.name, profile);
}

function lineFor(kind: FaultKind, error: Error, action: string, connection: Connection | undefined): string {
  const { name } = error;
  const [message = ''] = error.message.split('\n');
  const who = connection?.endpoint ?? 'AWS';
  const profile = connection?.profile;
  switch (kind) {
    case 'region':
      return 'No region is known: set one (AWS_REGION, the profile, or fanout.aws.region).';
    case 'clock':
      return `${who} does not take the time of this machine: set its clock, and try again.`;
    case 'expired':
      return /^Expired/.test(name)
        ? `The credentials${ofProfile(profile)} have expired: renew them (${signIn(profile)} where they come from SSO), then try once more.`
        : `The credentials${ofProfile(profile)} have expired: sign in again (${signIn(profile)}), then try once more.`;
    case 'credentials':
      return UNKNOWN_CREDENTIALS.test(name)
        ? `${who} does not know the credentials${ofProfile(profile)}: check the profile, or sign in again.`
        : `There are no AWS credentials${ofProfile(profile)}: ${endWithStop(message)} Sign in, or choose another profile.`;
    case 'denied':
      return /^Kms/.test(name) ? KMS_DENIAL : denial(who, message, action);
    case 'throttled':
      return `${who} takes no more requests for the moment: try again in a few seconds.`;
    case 'unreachable':
      return connection?.endpoint === undefined
        ? `AWS cannot be reached (${codeOf(error)}): check the connection, the region and proxies.`
        : `${who} cannot be reached (${codeOf(error)}): check that it runs, and its port.`;
    case 'late':
      return `${who} did not answer in time: check the connection, and try again.`;
    case 'failed':
      return error instanceof SyntaxError
        ? `${who} failed, and does not answer as Step Functions does: check that it is an endpoint of its API.`
        : `${who} failed (${name}: ${message}): try again.`;
    case 'refused':
      if (error instanceof SyntaxError)
        return `${who} does not answer as Step Functions does: check that it is an endpoint of its API.`;
      if (/^KmsInvalidState/.test(name)) return keyState(error);
      return `${who} could not do this: ${name}: ${message}`;
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html */
const KMS_DENIAL =
  'The state machine is encrypted with a key of AWS KMS that your credentials may not use: they need kms:Decrypt, and kms:GenerateDataKey to create or start one, in the policy of the key or in one of the identity that you use.';

/** Step Functions says in which state the key is: `DISABLED`, `PENDING_DELETION` … */
function keyState(error: Error): string {
  const state = 'kmsKeyState' in error && typeof error.kmsKeyState === 'string' ? ` (${error.kmsKeyState})` : '';
  return `The key of AWS KMS that the state machine is encrypted with cannot be used now${state}: enable it, then try again.`;
}

/** AWS names the action and the resource in most denials; where it does not, the action that was asked for is meant. */
function denial(who: string, message: string, asked: string): string {
  const [, action = asked] = /not authorized to perform: ([\w-]+:\w+)/.exec(message) ?? [];
  const [, resource] = / on resource: (arn:[^\s"]+|\*)/.exec(message) ?? [];
  const where = resource === undefined || resource === '*' ? '' : ` on ${resource}`;
  const why = /explicit deny/.test(message)
    ? 'a policy denies it explicitly'
    : 'allow it in a policy of the identity that you use';
  return `${who} denies this to your credentials: they need ${action}${where} (${why}).`;
}

const ofProfile = (profile: string | undefined): string => (profile === undefined ? '' : ` of profile ${profile}`);

const signIn = (profile: string | undefined): string =>
  `aws sso login${profile === undefined ? '' : ` --profile ${/\s/.test(profile) ? `"${profile}"` : profile}`}`;

const endWithStop = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);

/** Node's code of a failed connection, which may be one of several tries. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0]);
  return error.cause instanceof Error ? codeOf(error.cause) : '';
}
