import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { isJsonObject } from '../../asl/json.ts';
import { StatesError } from '../contracts.ts';

/** Which function a Task state calls, with what, and how it wants the answer. */
export interface LambdaTarget {
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly payload: JsonValue;
  readonly invocationType: 'RequestResponse' | 'Event' | 'DryRun';
  /** Base64 of JSON. */
  readonly clientContext?: string | undefined;
  readonly logType?: 'None' | 'Tail' | undefined;
  /** `lambda:invoke` answers with an envelope around the payload; a function's ARN as Resource with the payload. */
  readonly envelope: boolean;
}

const FUNCTION_ARN = /^arn:aws(?:-[a-z]+)*:lambda:[a-z0-9-]*:\d*:function:([^:]+)(?::([^:]+))?$/;
const INVOKE = /^arn:aws(?:-[a-z]+)*:states:::lambda:invoke(?:\.waitForTaskToken)?$/;
/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
const INVOKE_PARAMETERS = new Set([
  'FunctionName',
  'Payload',
  'Qualifier',
  'InvocationType',
  'ClientContext',
  'LogType',
]);

/**
 * Reads a Task's resource and parameters as a call of a Lambda function; undefined when it is none. Throws StatesError
 * where the parameters are not what `lambda:invoke` takes.
 */
export function readLambdaTarget(resource: string, parameters: JsonValue): LambdaTarget | undefined {
  const direct = FUNCTION_ARN.exec(resource);
  if (direct?.[1] !== undefined)
    return {
      functionName: direct[1],
      qualifier: direct[2],
      payload: parameters,
      invocationType: 'RequestResponse',
      envelope: false,
    };
  return INVOKE.test(resource) ? readInvoke(isJsonObject(parameters) ? parameters : {}) : undefined;
}

function readInvoke(parameters: JsonObject): LambdaTarget {
  const unknown = Object.keys(parameters).find((key) => !INVOKE_PARAMETERS.has(key));
  if (unknown !== undefined)
    throw new StatesError(
      'States.Runtime',
      `The field "${unknown}" is not supported by Step Functions for lambda:invoke.`,
    );
  const { FunctionName, Payload, Qualifier, InvocationType = 'RequestResponse', ClientContext, LogType } = parameters;
  if (typeof FunctionName !== 'string' || FunctionName === '')
    throw new StatesError('States.Runtime', 'The Parameters of lambda:invoke lack "FunctionName", a text.');
  if (Qualifier !== undefined && typeof Qualifier !== 'string')
    throw new StatesError('States.Runtime', 'The "Qualifier" of lambda:invoke must be a text.');
  if (InvocationType !== 'RequestResponse' && InvocationType !== 'Event' && InvocationType !== 'DryRun')
    throw new StatesError(
      'States.Runtime',
      'The "InvocationType" of lambda:invoke must be RequestResponse, Event or DryRun.',
    );
  if (ClientContext !== undefined && typeof ClientContext !== 'string')
    throw new StatesError('States.Runtime', 'The "ClientContext" of lambda:invoke must be a text.');
  if (LogType !== undefined && LogType !== 'None' && LogType !== 'Tail')
    throw new StatesError('States.Runtime', 'The "LogType" of lambda:invoke must be None or Tail.');
  const { name, qualifier } = splitFunctionName(FunctionName);
  return {
    functionName: name,
    qualifier: Qualifier ?? qualifier,
    payload: Payload ?? {},
    invocationType: InvocationType,
    clientContext: ClientContext,
    logType: LogType,
    envelope: true,
  };
}

/** `name`, `name:alias`, `123456789012:function:name[:alias]` or a whole ARN. */
function splitFunctionName(text: string): { readonly name: string; readonly qualifier: string | undefined } {
  const [, arnName, arnQualifier] = FUNCTION_ARN.exec(text) ?? [];
  if (arnName !== undefined) return { name: arnName, qualifier: arnQualifier };
  const [, name = text, qualifier] = /^(?:\d{12}:function:)?([^:]+)(?::([^:]+))?$/.exec(text) ?? [];
  return { name, qualifier };
}

/** What `lambda:invoke` answers with: Lambda's answer as the AWS SDK for Java hands it to Step Functions. */
export function wrapPayload(
  payload: JsonValue,
  text: string,
  version: string,
  requestId: string,
  now: number,
): JsonObject {
  const headers = {
    Connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(text)),
    'Content-Type': 'application/json',
    Date: new Date(now).toUTCString(),
    'X-Amz-Executed-Version': version,
    'x-amzn-Remapped-Content-Length': '0',
    'x-amzn-RequestId': requestId,
    'X-Amzn-Trace-Id': `Root=1-${requestId.slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)};Sampled=0`,
  };
  return {
    ExecutedVersion: version,
    Payload: payload,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: 200,
  };
}

/** The state's error for a function that failed: its type as the name, all of it as the cause. */
export function functionError(text: string): StatesError {
  let errorType: unknown;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'errorType' in parsed) errorType = parsed.errorType;
  } catch {
    // Not JSON: the text itself is all there is to tell.
  }
  return new StatesError(typeof errorType === 'string' && errorType !== '' ? errorType : 'Lambda.Unknown', text);
}
