/** Where the log of an Express execution is. */
export interface LogLink {
  readonly logGroup: string;
  /** Of the console, with the events of the execution alone. */
  readonly url: string;
}

const CONSOLES: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/**
 * The events of one execution in the console of CloudWatch Logs, by the ARN of the log group that its machine logs to.
 * Undefined for what is no such ARN.
 */
export function logLinkOf(logGroupArn: string, executionArn: string): LogLink | undefined {
  const [arn, partition = '', service, region = '', , , logGroup = ''] = logGroupArn.split(':');
  if (arn !== 'arn' || service !== 'logs' || logGroup === '' || region === '') return undefined;
  const host = CONSOLES[partition] ?? 'console.aws.amazon.com';
  const filter = `{ $.execution_arn = "${executionArn}" }`;
  const path = `log-groups/log-group/${escapeTwice(logGroup)}/log-events${escapeOnce('?filterPattern=')}${escapeTwice(filter)}`;
  return { logGroup, url: `https://${host}/cloudwatch/home?region=${encodeURIComponent(region)}#logsV2:${path}` };
}

/** The console writes `$` for `%` behind its `#`. */
const escapeOnce = (text: string): string => encodeURIComponent(text).replaceAll('%', '$');

const escapeTwice = (text: string): string => escapeOnce(encodeURIComponent(text));
