import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import { StatesError, type TaskRequest } from '../contracts.ts';
import { sendSigned, type EndpointAnswer } from './endpoint-request.ts';
import { noAnswer, requireEndpoint, type EndpointTasksOptions } from './service-endpoint.ts';
import { nothingCarriesOut, readParameters, refuseForeignRole, upperFirst, type Integration } from './integration.ts';
import { readAnswer, writeRequest } from './json-members.ts';
import { findJsonService, type FoundService } from './json-services.ts';
import { parseAnswer } from './parse-answer.ts';
import { addSdkMetadata, optimizedError, sdkError, type ServiceFault } from './sdk-answer.ts';
import { publishToSns } from './sns-publish.ts';

/** Integrations that wait for a job: to know when it is over takes what each service does on its own. */
const JOB = /^sync/;

/**
 * SDK integrations, and optimized ones that are one call, on the endpoint that the environment names. Without one
 * nothing is sent anywhere.
 */
export async function runEndpointTask(
  options: EndpointTasksOptions,
  integration: Integration,
  request: TaskRequest,
  signal: AbortSignal,
): Promise<JsonValue> {
  const { service: name, action, pattern, isSdk } = integration;
  if (name === 'http') throw nothingCarriesOut(request, '; HTTP tasks need an EventBridge connection');
  if (JOB.test(pattern)) throw nothingCarriesOut(request, '; jobs that a state waits for are not run here');
  if (name === 'sns' && action === 'publish') return publishToSns(options, isSdk, request, signal);
  const service = await findJsonService(name, isSdk, action);
  if (service === undefined) throw nothingCarriesOut(request, '; no endpoint is asked for it');
  const url = requireEndpoint(options, service.serviceId, request);
  refuseForeignRole(request, options.accountId);
  const parameters = readParameters(request);
  const body = JSON.stringify(writeRequest(isSdk ? parameters : addSource(parameters, action, request), service));
  const headers = {
    'content-type': `application/x-amz-json-${service.jsonVersion}`,
    'x-amz-target': `${service.target}.${upperFirst(action)}`,
  };
  const { signingName } = service;
  const answer = await sendSigned({ url, region: options.region, signingName, headers, body }, signal).catch(
    (error: unknown) => Promise.reject(signal.aborted ? (error as Error) : noAnswer(service, url, error)),
  );
  return readResult(answer, service, action);
}

/** `events:putEvents` tells which execution and machine an event comes from. */
function addSource(parameters: JsonObject, action: string, { executionArn }: TaskRequest): JsonObject {
  const { Entries } = parameters;
  if (action !== 'putEvents' || !Array.isArray(Entries)) return parameters;
  const machineArn = executionArn
    .split(':')
    .slice(0, 7)
    .join(':')
    .replace(/:(?:execution|express):/, ':stateMachine:');
  const entries = Entries.map((entry) => {
    if (!isJsonObject(entry)) return entry;
    const { Resources = [] } = entry;
    return Array.isArray(Resources) ? { ...entry, Resources: [...Resources, machineArn, executionArn] } : entry;
  });
  return { ...parameters, Entries: entries };
}

function readResult(answer: EndpointAnswer, service: FoundService, action: string): JsonObject {
  const { status, headers, body } = answer;
  const header = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1];
  const requestId = header('x-amzn-requestid') ?? header('x-amz-request-id') ?? '';
  const parsed = parseBody(body);
  if (status >= 300 || parsed === undefined) {
    const fault = readFault(answer, parsed, requestId, header);
    throw service.optimized === undefined ? sdkError(service, fault) : optimizedError(service, fault);
  }
  // Again, and exactly: what it says of a failure may be rounded, a result may not.
  if (body !== '') parseAnswer(body);
  const result = readAnswer(parsed, service);
  if (service.optimized === undefined) return result;
  const { FailedEntryCount } = result;
  if (action === 'putEvents' && typeof FailedEntryCount === 'number' && FailedEntryCount > 0)
    throw new StatesError('EventBridge.FailedEntry', JSON.stringify({ Entries: result['Entries'], FailedEntryCount }));
  return addSdkMetadata(result, headers, status, requestId);
}

function readFault(
  { status, body }: EndpointAnswer,
  parsed: JsonObject | undefined,
  requestId: string,
  header: (name: string) => string | undefined,
): ServiceFault {
  const named = parsed?.['__type'] ?? parsed?.['code'] ?? header('x-amzn-errortype');
  const code = /([^#:]+)(?::.*)?$/.exec(typeof named === 'string' ? named.replace(/^.*#/, '') : '')?.[1] ?? 'Unknown';
  const message = parsed?.['message'] ?? parsed?.['Message'];
  const [queryCode] = header('x-amzn-query-error')?.split(';') ?? [];
  return {
    code,
    message: typeof message === 'string' ? message : parsed ? '' : body.slice(0, 500),
    status,
    requestId,
    queryCode,
  };
}

function parseBody(body: string): JsonObject | undefined {
  if (body === '') return {};
  try {
    const parsed = JSON.parse(body) as JsonValue;
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
