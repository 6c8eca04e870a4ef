import type { JsonObject } from '../../asl/json.ts';
import { StatesError } from '../contracts.ts';

/** An error that a service answered with. */
export interface ServiceFault {
  /** As the service names it: `ResourceNotFoundException`, `NoSuchKey`. */
  readonly code: string;
  readonly message: string;
  /** Where a service that once spoke the query protocol had another code. */
  readonly queryCode?: string | undefined;
  /** HTTP status. */
  readonly status: number;
  readonly requestId: string;
  /** S3 has two. */
  readonly extendedRequestId?: string | undefined;
}

/** How the two AWS SDKs for Java inside Step Functions name a service. */
export interface ServiceNames {
  /** Of `aws-sdk:` integrations (SDK 2): `DynamoDb`, `Sfn`. */
  readonly sdk: string;
  /** Errors that its API declares; what else it answers with has the base exception in both SDKs. */
  readonly errors: readonly string[];
  /** Of optimized ones (SDK 1): the prefix of error names, the name in causes, the base exception. */
  readonly optimized?: { readonly prefix: string; readonly service: string; readonly base: string } | undefined;
}

/**
 * The error of an `aws-sdk:` task. Names end in Exception, whatever the service calls them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function sdkError({ sdk, errors }: ServiceNames, fault: ServiceFault): StatesError {
  const { code, message, status, requestId, extendedRequestId } = fault;
  const extended = extendedRequestId === undefined ? '' : `, Extended Request ID: ${extendedRequestId}`;
  return new StatesError(
    `${sdk}.${errors.includes(code) ? nameException(code) : `${sdk}Exception`}`,
    `${message} (Service: ${sdk}, Status Code: ${status}, Request ID: ${requestId}${extended}) (SDK Attempt Count: 1)`,
  );
}

/** The error of an optimized integration. */
export function optimizedError({ optimized, sdk, errors }: ServiceNames, fault: ServiceFault): StatesError {
  const { code, message, status, requestId, queryCode = code } = fault;
  const { prefix, service, base } = optimized ?? { prefix: sdk, service: sdk, base: `${sdk}Exception` };
  return new StatesError(
    `${prefix}.${errors.includes(code) ? nameException(code) : base}`,
    `${message} (Service: ${service}; Status Code: ${status}; Error Code: ${queryCode}; Request ID: ${requestId}; Proxy: null)`,
  );
}

function nameException(code: string): string {
  const plain = code.replace(/[^A-Za-z0-9]/g, '');
  return plain.endsWith('Exception') ? plain : `${plain.replace(/Fault$/, '')}Exception`;
}

/** What optimized integrations add to a result: headers as they came, `[name, value]`. */
export function addSdkMetadata(
  result: JsonObject,
  headers: readonly (readonly [string, string])[],
  status: number,
  requestId: string,
): JsonObject {
  const sorted = headers.toSorted(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return sortKeys({
    ...result,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(headers.map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries(sorted),
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  });
}

/** SDK 1 writes members in the order of the alphabet. */
export function sortKeys(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
