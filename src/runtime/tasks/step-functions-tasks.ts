import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import { StatesError, type TaskRequest } from '../contracts.ts';
import {
  asJsonText,
  badCall,
  lowerFirst,
  nothingCarriesOut,
  readParameters,
  readText,
  refuseForeignRole,
  refuseOthers,
  unknownField,
  upperFirst,
  writeInstant,
  type Integration,
} from './integration.ts';
import { addSdkMetadata, optimizedError, sdkError, sortKeys, type ServiceNames } from './sdk-answer.ts';

/** The Step Functions that the execution itself runs on. */
export interface OwnStepFunctions {
  readonly accountId: string;
  /** Carries out an action as a request over HTTP would; rejects with StepFunctionsFault. */
  call(action: string, body: JsonObject, signal: AbortSignal): Promise<JsonObject>;
  /** Resolves when a STANDARD execution has ended. */
  ended(executionArn: string): Promise<void>;
}

/** What the API answers with instead: its code and message. */
export class StepFunctionsFault extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status: number) {
    super(message);
    this.name = 'StepFunctionsFault';
    this.code = code;
    this.status = status;
  }
}

const NAMES = {
  sdk: 'Sfn',
  errors: [
    'ActivityAlreadyExists',
    'ActivityDoesNotExist',
    'ActivityLimitExceeded',
    'ActivityWorkerLimitExceeded',
    'ConflictException',
    'ExecutionAlreadyExists',
    'ExecutionDoesNotExist',
    'ExecutionLimitExceeded',
    'ExecutionNotRedrivable',
    'InvalidArn',
    'InvalidDefinition',
    'InvalidEncryptionConfiguration',
    'InvalidExecutionInput',
    'InvalidLoggingConfiguration',
    'InvalidName',
    'InvalidOutput',
    'InvalidToken',
    'InvalidTracingConfiguration',
    'KmsAccessDeniedException',
    'KmsInvalidStateException',
    'KmsThrottlingException',
    'MissingRequiredParameter',
    'ResourceNotFound',
    'ServiceQuotaExceededException',
    'StateMachineAlreadyExists',
    'StateMachineDeleting',
    'StateMachineDoesNotExist',
    'StateMachineLimitExceeded',
    'StateMachineTypeNotSupported',
    'TaskDoesNotExist',
    'TaskTimedOut',
    'TooManyTags',
    'ValidationException',
  ],
  optimized: { prefix: 'StepFunctions', service: 'AWSStepFunctions', base: 'AWSStepFunctionsException' },
} satisfies ServiceNames;
/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html */
const START_PARAMETERS = ['StateMachineArn', 'Input', 'Name', 'TraceHeader'];
/** Texts of JSON in the API, for which a definition may write the JSON itself. */
const JSON_TEXTS: ReadonlySet<string> = new Set(['Input', 'Output', 'Definition']);
const DATES: ReadonlySet<string> = new Set([
  'creationDate',
  'redriveDate',
  'startDate',
  'stopDate',
  'timestamp',
  'updateDate',
]);
/** Its keys are names of states. */
const FREE_KEYS = 'variableReferences';

/** `states:startExecution` with all its patterns, and `aws-sdk:sfn:*`, on the machines of the same service. */
export async function runStepFunctionsTask(
  own: OwnStepFunctions,
  { isSdk, action, pattern }: Integration,
  request: TaskRequest,
  signal: AbortSignal,
): Promise<JsonValue> {
  refuseForeignRole(request, own.accountId);
  if (isSdk && !pattern.startsWith('sync')) return callAction(own, action, request, signal);
  if (isSdk || action !== 'startExecution') throw nothingCarriesOut(request, '');
  const { executionArn, answer } = await startChild(own, request, signal);
  if (!pattern.startsWith('sync')) return answer;
  request.onSubmitted?.(answer);
  return waitForChild(own, executionArn, pattern === 'sync:2', signal);
}

async function callAction(
  own: OwnStepFunctions,
  action: string,
  request: TaskRequest,
  signal: AbortSignal,
): Promise<JsonValue> {
  const body = lowerNames(readParameters(request), request.resource);
  try {
    return upperNames(await own.call(upperFirst(action), body, signal), (seconds) =>
      writeInstant(Math.round(seconds * 1000)),
    );
  } catch (error) {
    throw error instanceof StepFunctionsFault ? sdkError(NAMES, faultOf(error)) : error;
  }
}

/** Starts a child; `answer` is what the task gets for it. */
async function startChild(own: OwnStepFunctions, request: TaskRequest, signal: AbortSignal) {
  const parameters = readParameters(request);
  refuseOthers(parameters, START_PARAMETERS, request.resource);
  const stateMachineArn = readText(parameters, 'StateMachineArn', request.resource);
  const { Input = null, Name = null, TraceHeader = null } = parameters;
  for (const [name, value] of Object.entries({ Name, TraceHeader }))
    if (value !== null && typeof value !== 'string') throw badCall(`The "${name}" of startExecution must be a text.`);
  try {
    if (/\.sync/.test(request.resource)) await refuseExpress(own, stateMachineArn, signal);
    const input = Input === null ? null : asJsonText(Input);
    const started = await own.call(
      'StartExecution',
      { stateMachineArn, input, name: Name, traceHeader: TraceHeader },
      signal,
    );
    const requestId = randomUUID();
    const headers = [
      ['x-amzn-RequestId', requestId],
      ['connection', 'keep-alive'],
      ['Content-Length', String(Buffer.byteLength(JSON.stringify(started)))],
      ['Date', new Date(Number(started['startDate']) * 1000).toUTCString()],
      ['Content-Type', 'application/x-amz-json-1.0'],
    ] as const;
    const answer = addSdkMetadata(upperNames(started, toMilliseconds), headers, 200, requestId);
    return { executionArn: readText(started, 'executionArn', 'StartExecution'), answer };
  } catch (error) {
    throw error instanceof StepFunctionsFault ? optimizedError(NAMES, faultOf(error)) : error;
  }
}

/** AWS documents no answer of `.sync` for an Express child, whose end DescribeExecution does not tell. */
async function refuseExpress(own: OwnStepFunctions, stateMachineArn: string, signal: AbortSignal): Promise<void> {
  // A version, an alias and a test case are of the type of their machine.
  const machine = stateMachineArn.replace('#', ':').split(':').slice(0, 7).join(':');
  const { type } = await own.call('DescribeStateMachine', { stateMachineArn: machine }, signal);
  if (type === 'EXPRESS')
    throw badCall(
      `startExecution.sync cannot wait for the Express state machine ${machine}: ` +
        'take arn:aws:states:::aws-sdk:sfn:startSyncExecution.',
    );
}

async function waitForChild(
  own: OwnStepFunctions,
  executionArn: string,
  asJson: boolean,
  signal: AbortSignal,
): Promise<JsonValue> {
  const never = new AbortController().signal;
  // Step Functions stops the child of a task that is stopped or out of time.
  const stop = (): void => void own.call('StopExecution', { executionArn }, never).catch(() => undefined);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  await own.ended(executionArn);
  signal.removeEventListener('abort', stop);
  const described = await own.call('DescribeExecution', { executionArn }, never);
  const description = sortKeys(upperNames(described, toMilliseconds));
  if (described['status'] !== 'SUCCEEDED') throw new StatesError('States.TaskFailed', JSON.stringify(description));
  if (!asJson) return description;
  const { Input, Output } = description;
  return { ...description, Input: readJson(Input), Output: readJson(Output) };
}

function faultOf({ code, message, status }: StepFunctionsFault) {
  return { code, message, status, requestId: randomUUID() };
}

function readJson(text: JsonValue | undefined): JsonValue {
  return typeof text === 'string' ? (JSON.parse(text) as JsonValue) : null;
}

function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** `StateMachineArn` → `stateMachineArn`, in structures within structures too. */
function lowerNames(parameters: JsonObject, resource: string): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      if (!/^[A-Z]/.test(name)) throw unknownField(name, resource);
      return [
        lowerFirst(name),
        JSON_TEXTS.has(name) && value !== null ? asJsonText(value) : lowerValue(value, resource),
      ];
    }),
  );
}

function lowerValue(value: JsonValue, resource: string): JsonValue {
  if (Array.isArray(value)) return value.map((item) => lowerValue(item, resource));
  return isJsonObject(value) ? lowerNames(value, resource) : value;
}

function upperNames(answer: JsonObject, writeDate: (seconds: number) => JsonValue): JsonObject {
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => [
      upperFirst(name),
      name === FREE_KEYS
        ? value
        : typeof value === 'number' && DATES.has(name)
          ? writeDate(value)
          : upperValue(value, writeDate),
    ]),
  );
}

function upperValue(value: JsonValue, writeDate: (seconds: number) => JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item) => upperValue(item, writeDate));
  return isJsonObject(value) ? upperNames(value, writeDate) : value;
}
