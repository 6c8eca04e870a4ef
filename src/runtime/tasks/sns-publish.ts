import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import type { TaskRequest } from '../contracts.ts';
import { sendSigned } from './endpoint-request.ts';
import { asJsonText, badCall, readParameters, refuseForeignRole, refuseOthers } from './integration.ts';
import { noAnswer, requireEndpoint, type EndpointTasksOptions } from './service-endpoint.ts';
import { addSdkMetadata, optimizedError, sdkError, type ServiceNames } from './sdk-answer.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const PLAIN = [
  'TopicArn',
  'TargetArn',
  'PhoneNumber',
  'Message',
  'Subject',
  'MessageStructure',
  'MessageGroupId',
  'MessageDeduplicationId',
];
const NAMES: ServiceNames = {
  sdk: 'Sns',
  errors: [
    'AuthorizationError',
    'EndpointDisabled',
    'InternalError',
    'InvalidParameter',
    'InvalidSecurity',
    'KMSAccessDenied',
    'KMSDisabled',
    'KMSInvalidState',
    'KMSNotFound',
    'KMSOptInRequired',
    'KMSThrottling',
    'NotFound',
    'PlatformApplicationDisabled',
    'ValidationException',
  ],
  optimized: { prefix: 'SNS', service: 'AmazonSNS', base: 'AmazonSNSException' },
};

/** `sns:publish` and `aws-sdk:sns:publish`, in the query protocol that SNS speaks. */
export async function publishToSns(
  options: EndpointTasksOptions,
  isSdk: boolean,
  request: TaskRequest,
  signal: AbortSignal,
): Promise<JsonValue> {
  const url = requireEndpoint(options, 'SNS', request);
  refuseForeignRole(request, options.accountId);
  const parameters = readParameters(request);
  refuseOthers(parameters, [...PLAIN, 'MessageAttributes'], request.resource);
  const names: ServiceNames = isSdk ? { ...NAMES, optimized: undefined } : NAMES;
  const { status, headers, body } = await sendSigned(
    {
      url,
      region: options.region,
      signingName: 'sns',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: writeForm(parameters).toString(),
    },
    signal,
  ).catch((error: unknown) => Promise.reject(signal.aborted ? (error as Error) : noAnswer(names, url, error)));
  const requestId = readElement(body, 'RequestId') ?? '';
  const messageId = readElement(body, 'MessageId');
  if (status >= 300 || messageId === undefined) {
    const code = readElement(body, 'Code') ?? 'Unknown';
    const fault = { code, message: readElement(body, 'Message') ?? body.slice(0, 500), status, requestId };
    throw isSdk ? sdkError(names, fault) : optimizedError(names, fault);
  }
  const sequenceNumber = readElement(body, 'SequenceNumber');
  const result = {
    MessageId: messageId,
    ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
  };
  return isSdk ? result : addSdkMetadata(result, headers, status, requestId);
}

function writeForm(parameters: JsonObject): URLSearchParams {
  const form = new URLSearchParams({ Action: 'Publish', Version: '2010-03-31' });
  for (const name of PLAIN) {
    const value = parameters[name];
    if (value !== undefined && value !== null) form.set(name, asJsonText(value));
  }
  const { MessageAttributes = {} } = parameters;
  if (!isJsonObject(MessageAttributes)) throw badCall('The "MessageAttributes" of sns:publish must be an object.');
  for (const [index, [name, value]] of Object.entries(MessageAttributes).entries()) {
    if (!isJsonObject(value)) throw badCall(`The message attribute "${name}" of sns:publish must be an object.`);
    refuseOthers(value, ['DataType', 'StringValue', 'BinaryValue'], 'sns:publish');
    const entry = `MessageAttributes.entry.${index + 1}`;
    form.set(`${entry}.Name`, name);
    for (const [member, text] of Object.entries(value)) form.set(`${entry}.Value.${member}`, asJsonText(text));
  }
  return form;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of the first element of this name; the answers of SNS to Publish have no two, and no attributes. */
function readElement(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(
    /&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi,
    (whole, decimal?: string, hex?: string, entity?: string) => {
      if (entity !== undefined) return ENTITIES[entity] ?? whole;
      return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal));
    },
  );
}
