/** Where AWS declares an error: the prefix of `__type` in its answers. */
const ORIGINS: Readonly<Record<string, string>> = {
  ValidationException: 'com.amazon.coral.validate',
  UnknownOperationException: 'com.amazon.coral.service',
  SerializationException: 'com.amazon.coral.service',
  UnrecognizedClientException: 'com.amazon.coral.service',
  MissingAuthenticationTokenException: 'com.amazon.coral.service',
  InvalidSignatureException: 'com.amazon.coral.service',
  IncompleteSignatureException: 'com.amazon.coral.service',
  AccessDeniedException: 'com.amazon.coral.service',
  InternalFailure: 'com.amazon.coral.service',
  RequestEntityTooLargeException: 'com.amazon.coral.service',
};

/** HTTP statuses of the model; AWS JSON 1.0 answers 400 for whatever else the caller did wrong. */
const STATUSES: Readonly<Record<string, number>> = {
  ConflictException: 409,
  ServiceQuotaExceededException: 402,
};

/** What an error of AWS carries beside its message. */
export interface ErrorDetails {
  /** Of a ValidationException. */
  readonly reason?:
    | 'API_DOES_NOT_SUPPORT_LABELED_ARNS'
    | 'MISSING_REQUIRED_PARAMETER'
    | 'CANNOT_UPDATE_COMPLETED_MAP_RUN'
    | 'INVALID_ROUTING_CONFIGURATION';
  /** The ARN, of ResourceNotFound and TooManyTags. */
  readonly resourceName?: string;
}

/** An error that the API answers with: its code as in the SDKs (`InvalidArn`, `ValidationException` …). */
export class ApiError extends Error {
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  readonly details: ErrorDetails;
  constructor(code: string, message: string, status = STATUSES[code] ?? 400, details: ErrorDetails = {}) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.details = details;
  }
}

/** The body of an error answer in the AWS JSON 1.0 protocol. */
export interface ErrorBody extends ErrorDetails {
  readonly __type: string;
  readonly message: string;
}

export function formatApiError(error: ApiError): ErrorBody {
  const origin = ORIGINS[error.code] ?? 'com.amazonaws.swf.service.v2.model';
  return { __type: `${origin}#${error.code}`, message: error.message, ...error.details };
}

/** `Invalid Arn: '…'`, as AWS words it. */
export function invalidArn(reason: string): ApiError {
  return new ApiError('InvalidArn', `Invalid Arn: '${reason}'`);
}

export function stateMachineDoesNotExist(arn: string): ApiError {
  return new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

export function executionDoesNotExist(arn: string): ApiError {
  return new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

export function resourceNotFound(arn: string): ApiError {
  return new ApiError('ResourceNotFound', `Resource not found: '${arn}'`, undefined, { resourceName: arn });
}

/** One broken constraint, as AWS words it. */
export function validationError(problem: string, reason?: ErrorDetails['reason']): ApiError {
  const details = reason === undefined ? {} : { reason };
  return new ApiError('ValidationException', `1 validation error detected: ${problem}`, undefined, details);
}
