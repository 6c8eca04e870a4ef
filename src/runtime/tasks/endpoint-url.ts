export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The endpoint of a service (`S3`, `SECRETS_MANAGER`), as the AWS SDKs find it in the environment: its own variable
 * first. https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointUrl(environment: Environment, service: string): string | undefined {
  const urls = [environment[`AWS_ENDPOINT_URL_${service}`], environment['AWS_ENDPOINT_URL']];
  return urls.find((url) => url !== undefined && url !== '');
}

/** The region of the local Step Functions, as an AWS SDK would find it; N. Virginia where nothing says. */
export function regionOf(environment: Environment): string {
  return environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1';
}
