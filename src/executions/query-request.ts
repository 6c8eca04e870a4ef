import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Connection } from './connection.ts';

/** A service that is asked in the old way: parameters in a form, answers in XML. */
export type QueryService = 'iam' | 'sts';

const VERSIONS: Readonly<Record<QueryService, string>> = { iam: '2010-05-08', sts: '2011-06-15' };
/** As the SDK's configuration calls them. */
const SERVICE_IDS: Readonly<Record<QueryService, string>> = { iam: 'IAM', sts: 'STS' };
const MILLISECONDS = 15_000;

/**
 * One signed request to IAM or STS with the credentials of a client; gives the XML. Two requests are not worth their
 * clients, of which IAM's is larger than this extension. A custom endpoint is asked itself, and so is one that the
 * environment or the shared configuration puts in the place of AWS's. Rejects with an error that has the name and the
 * message of the service's.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/programming.html
 */
export async function queryService(
  client: SFNClient,
  connection: Connection,
  service: QueryService,
  action: string,
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<string> {
  const [{ SignatureV4 }, { HttpRequest }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@smithy/core/protocols'),
  ]);
  const { credentials, region: regionOf, sha256 } = client.config;
  const region = await regionOf();
  const url = new URL(connection.endpoint ?? (await findConfigured(client, service)) ?? endpointOf(service, region));
  const body = new URLSearchParams({ Action: action, Version: VERSIONS[service], ...parameters }).toString();
  const signer = new SignatureV4({ service, region: signingRegion(service, region), credentials, sha256 });
  const { headers } = await signer.sign(
    new HttpRequest({
      method: 'POST',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: '/',
      headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body,
    }),
  );
  // fetch names the host itself.
  const sent = Object.entries(headers).filter(([name]) => name !== 'host');
  const late = AbortSignal.timeout(MILLISECONDS);
  const answer = await fetch(new URL('/', url), {
    method: 'POST',
    headers: sent,
    body,
    redirect: 'error',
    signal: signal === undefined ? late : AbortSignal.any([signal, late]),
  });
  const xml = await answer.text();
  if (!answer.ok) throw readError(xml, answer.status);
  return xml;
}

/** As the SDK's clients find it. https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
async function findConfigured(
  { config: { urlParser } }: SFNClient,
  service: QueryService,
): Promise<string | undefined> {
  const { resolveEndpointConfig } = await import('@smithy/core/endpoints');
  const endpointProvider = (): never => {
    throw new Error('Only what is configured is asked for.');
  };
  const config = resolveEndpointConfig({ serviceId: SERVICE_IDS[service], endpointProvider, urlParser });
  return config.serviceConfiguredEndpoint?.();
}

/** What stands in the first element of this name. */
export function readElement(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

function readError(xml: string, status: number): Error {
  const error = new Error(readElement(xml, 'Message') ?? `The answer had the status ${status}.`);
  error.name = readElement(xml, 'Code') ?? 'UnknownError';
  return Object.assign(error, { $metadata: { httpStatusCode: status } });
}

/** IAM has one endpoint in each partition. https://docs.aws.amazon.com/general/latest/gr/iam-service.html */
function endpointOf(service: QueryService, region: string): string {
  if (service === 'sts') return `https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  if (region.startsWith('cn-')) return 'https://iam.cn-north-1.amazonaws.com.cn';
  return region.startsWith('us-gov-') ? 'https://iam.us-gov.amazonaws.com' : 'https://iam.amazonaws.com';
}

function signingRegion(service: QueryService, region: string): string {
  if (service === 'sts') return region;
  if (region.startsWith('cn-')) return 'cn-north-1';
  return region.startsWith('us-gov-') ? 'us-gov-west-1' : 'us-east-1';
}
