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

/** An error that the API answers with: its code as in the SDKs (`InvalidArn`, `ValidationException` …). */
export class ApiError extends Error {
  readonly code: string;
  /** HTTP status; AWS JSON 1.0 answers 400 for what the caller did wrong. */
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
  }
}

/** The body of an error answer in the AWS JSON 1.0 protocol. */
export function formatApiError(error: ApiError): { readonly __type: string; readonly message: string } {
  const origin = ORIGINS[error.code] ?? 'com.amazonaws.swf.service.v2.model';
  return { __type: `${origin}#${error.code}`, message: error.message };
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

/** One broken constraint, as AWS words it. */
export function validationError(problem: string): ApiError {
  return new ApiError('ValidationException', `1 validation error detected: ${problem}`);
}
