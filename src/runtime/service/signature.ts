import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError } from './api-error.ts';

export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The parts of an HTTP request that a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer | string, data: string) => createHmac('sha256', key).update(data).digest();

/**
 * Checks the Signature Version 4 of a request against the one access key there is; throws the errors AWS answers
 * with. The age of the request is not checked: a virtual machine's clock may be anywhere.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function checkSignature(request: SignedRequest, key: AccessKey): void {
  const header = request.headers.authorization;
  if (typeof header !== 'string')
    throw new ApiError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  const [, credential, signedHeaders, signature] =
    /^AWS4-HMAC-SHA256\s+Credential=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]{64})\s*$/.exec(
      header,
    ) ?? [];
  const [accessKeyId, date, region, service, terminator] = credential?.split('/') ?? [];
  const time = request.headers['x-amz-date'];
  if (
    accessKeyId === undefined ||
    date === undefined ||
    region === undefined ||
    service === undefined ||
    terminator !== 'aws4_request' ||
    signedHeaders === undefined ||
    signature === undefined ||
    typeof time !== 'string'
  )
    throw new ApiError('IncompleteSignatureException', 'The Authorization header or X-Amz-Date is incomplete.');
  if (!sameText(accessKeyId, key.accessKeyId))
    throw new ApiError('UnrecognizedClientException', 'The security token included in the request is invalid.');

  const names = signedHeaders.split(';');
  const [path = '/', query = ''] = request.url.split('?', 2);
  const canonical = [
    request.method,
    path,
    query,
    ...names.map((name) => `${name}:${headerText(request.headers[name])}`),
    '',
    signedHeaders,
    sha256(request.body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const derived = [date, region, service, 'aws4_request'].reduce<Buffer | string>(hmac, `AWS4${key.secretAccessKey}`);
  if (!names.includes('host') || !sameText(hmac(derived, text).toString('hex'), signature))
    throw new ApiError(
      'InvalidSignatureException',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
}

function headerText(value: string | readonly string[] | undefined): string {
  const text = typeof value === 'string' ? value : (value?.join(',') ?? '');
  return text.trim().replace(/ +/g, ' ');
}

/** Compares in a time that does not tell where two texts differ. */
function sameText(left: string, right: string): boolean {
  return timingSafeEqual(createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest());
}
