import type { JsonObject, JsonValue } from '../asl/json.ts';
import type { MapRunCounts } from '../protocol/execution-snapshot.ts';
import type { ExecutionJournal } from './interpreter/execution-journal.ts';
import type { Resume } from './interpreter/resume-point.ts';

/** A name and a cause as AWS words them; what Retry and Catch match, and what an execution fails with. */
export class StatesError extends Error {
  readonly error: string;
  /** AWS leaves it out where it has none. */
  override readonly cause: string | undefined;
  constructor(error: string, cause?: string) {
    super(cause === undefined ? error : `${error}: ${cause}`);
    this.name = 'StatesError';
    this.error = error;
    this.cause = cause;
  }
}

/**
 * Time, real or virtual. The virtual one moves only when no real work is in flight, straight to the next sleeper.
 * Milliseconds since 1970.
 */
export interface Clock {
  now(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Real work (a handler, S3, HTTP): while it is in flight virtual time stands; its duration is then charged to it. */
  work<T>(run: () => Promise<T>): Promise<T>;
}

/** What can be stopped while it waits. */
export interface Stoppable {
  readonly signal: AbortSignal;
}

/**
 * Holds work back to the rates of an AWS account. What may go on at once gets undefined; else a promise that is kept
 * when it may, or when its owner is stopped: it never rejects, and who waited looks which it was.
 */
export interface Pace {
  /** One state of a Standard execution is entered, or retried. */
  transition(owner: Stoppable): Promise<void> | undefined;
  /** A child execution of a Map Run starts. */
  startChild(type: 'STANDARD' | 'EXPRESS', owner: Stoppable): Promise<void> | undefined;
  /** Whether StartExecution is answered now; AWS refuses what comes too fast. */
  mayStartExecution(type: 'STANDARD' | 'EXPRESS'): boolean;
  /** Kept with how to end it, when the Map Run may begin to read its items. */
  openMapRun(owner: Stoppable): Promise<() => void>;
}

/** One call of a Task state, after Parameters/Arguments were evaluated. */
export interface TaskRequest {
  /** As written: a function ARN, `arn:aws:states:::lambda:invoke`, `….sync:2`, an activity ARN. */
  readonly resource: string;
  readonly parameters: JsonValue;
  readonly stateName: string;
  /** JSON Pointer of the state. */
  readonly pointer: string;
  readonly executionArn: string;
  readonly stateMachineName: string;
  /** `#TestCase` of the execution's machine ARN, for mocks. */
  readonly testCase: string | undefined;
  /** 0 for the first attempt. */
  readonly retryCount: number;
  /** Set for `.waitForTaskToken`. */
  readonly taskToken: string | undefined;
  /** Credentials.RoleArn, if any. */
  readonly roleArn: string | undefined;
  /** For `.sync`, `.sync:2`: called once, with what the service answered when it took the job (TaskSubmitted). */
  readonly onSubmitted?: ((output: JsonValue) => void) | undefined;
}

/**
 * Whoever carries out tasks: mocks, local handlers, a Lambda endpoint, SDK integrations. Resolves with what AWS hands
 * back to the state (for `lambda:invoke` the whole envelope with Payload); rejects with StatesError, its name and cause
 * as AWS gives them.
 */
export interface TaskRunner {
  run(request: TaskRequest, signal: AbortSignal): Promise<JsonValue>;
  /**
   * A promise while so many calls wait for a local handler that another child of a Map Run would only lie in memory;
   * kept, too, when the signal is aborted.
   */
  drained?(signal: AbortSignal): Promise<void> | undefined;
  /** Whoever has mended the code of a handler wants it used: from now on it is loaded anew. */
  reload?(): void;
  close(): Promise<void>;
}

/**
 * Work that somebody outside carries out and settles by its task token: `.waitForTaskToken` tasks and activities.
 * SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat and GetActivityTask end here.
 */
export interface TaskCallbacks {
  /** A token that can be settled from now on; the task that hands it out is submitted after this. */
  openToken(listener: CallbackListener): PendingCallback;
  /**
   * Queues work for the workers of an activity.
   * @throws StatesError when there is no such activity.
   */
  scheduleActivity(activityArn: string, input: JsonValue, listener: CallbackListener): PendingCallback;
}

/** What becomes of a callback. After `succeeded` or `failed` nothing more is called. */
export interface CallbackListener {
  /** An activity's worker took it. */
  started(workerName: string | undefined): void;
  heartbeat(): void;
  succeeded(output: JsonValue): void;
  failed(error: string | undefined, cause: string | undefined): void;
}

export interface PendingCallback {
  readonly token: string;
  /** The state no longer waits (timed out, aborted, settled): later calls with the token are told so. */
  close(): void;
}

/** A distributed Map with everything evaluated that depends on the state's input. */
export interface MapRunRequest {
  readonly mapRunArn: string;
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly stateName: string;
  /** JSON Pointer of the Map state. */
  readonly pointer: string;
  readonly label: string;
  readonly executionType: 'STANDARD' | 'EXPRESS';
  /** Where the items come from: the state's input, or an ItemReader. */
  readonly source: { readonly items: JsonValue } | { readonly reader: ItemReaderRequest };
  /** Applied to each item when the Map has an ItemSelector; `key` only for items of a JSON object. */
  readonly selectItem: ((item: JsonValue, at: ItemPosition) => JsonValue | Promise<JsonValue>) | undefined;
  readonly batcher: ItemBatcherRequest | undefined;
  /** 0: as many as a Map Run may have. */
  readonly maxConcurrency: number;
  /** 0 to 100. Undefined: only the count counts; without either no failure is tolerated. */
  readonly toleratedFailurePercentage: number | undefined;
  /** Undefined: only the percentage counts. */
  readonly toleratedFailureCount: number | undefined;
  readonly writer: ResultWriterRequest | undefined;
  /** Runs one child; what it rejects with is a StatesError, nameless where a Fail state names none. A plain value where nothing had to be awaited. */
  readonly runChild: (child: ChildExecution, signal: AbortSignal) => JsonValue | Promise<JsonValue>;
  /** Of the execution; absent: nothing of the run outlives this process. */
  readonly journal?: ExecutionJournal | undefined;
  /** As TaskRunner's; kept, too, when the signal is aborted. */
  readonly drained?: ((signal: AbortSignal) => Promise<void> | undefined) | undefined;
}

export interface ItemPosition {
  readonly index: number;
  readonly key: string | undefined;
  /** `STATE_DATA`, `S3://bucket` or `S3://bucket/key`. */
  readonly source: string;
}

export interface ItemReaderRequest {
  /** The action of the Resource. */
  readonly action: 'getObject' | 'listObjectsV2';
  /** Evaluated Parameters or Arguments: Bucket, Key or Prefix … */
  readonly parameters: JsonObject;
  /** Evaluated ReaderConfig, MaxItemsPath replaced by MaxItems. */
  readonly config: JsonObject;
}

export interface ItemBatcherRequest {
  readonly maxItemsPerBatch: number | undefined;
  readonly maxInputBytesPerBatch: number | undefined;
  readonly batchInput: JsonValue | undefined;
}

export interface ResultWriterRequest {
  /** Bucket and Prefix; undefined when only WriterConfig was given: results stay in the state's output. */
  readonly target: { readonly bucket: string; readonly prefix: string } | undefined;
  readonly transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly outputType: 'JSON' | 'JSONL';
}

export interface ChildExecution {
  readonly executionArn: string;
  readonly name: string;
  readonly input: JsonValue;
  /** Milliseconds since 1970. */
  readonly startDate: number;
  /** Where a Standard child that did not succeed is taken up again; undefined: it runs from its first state. */
  readonly resume?: Resume | undefined;
  /** Of a Standard child. */
  readonly journal?: ExecutionJournal | undefined;
}

/** What a child rejects with that did not succeed: how it ended, and where a Standard one can be taken up again. */
export class ChildEndedError extends StatesError {
  readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly resume: Resume | undefined;
  constructor(status: 'FAILED' | 'TIMED_OUT' | 'ABORTED', error: string, cause?: string, resume?: Resume) {
    super(error, cause);
    this.name = 'ChildEndedError';
    this.status = status;
    this.resume = resume;
  }
}

/** A running or finished Map Run, as DescribeMapRun shows it. */
export interface MapRunRecord {
  readonly mapRunArn: string;
  readonly executionArn: string;
  readonly pointer: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  /** 1 to 10,000. */
  maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
  readonly startDate: number;
  stopDate: number | undefined;
  readonly redriveCount: number;
  /** Milliseconds since 1970; undefined when it was never redriven. */
  readonly redriveDate: number | undefined;
  itemCounts: MapRunCounts;
  executionCounts: MapRunCounts;
}

/**
 * Whoever runs distributed Maps. Resolves with the state's result: the array of outputs, or
 * `{MapRunArn, ResultWriterDetails}`; rejects with StatesError (`States.ExceedToleratedFailureThreshold`,
 * `States.ItemReaderFailed`, `States.ResultWriterFailed`, `States.DataLimitExceeded`).
 */
export interface MapRunner {
  run(request: MapRunRequest, signal: AbortSignal): Promise<JsonValue>;
  /** Absent where nothing is kept of Map Runs: a redriven Map then starts another one. */
  readonly redrives?: MapRunRedrives | undefined;
}

/** What a Map Run that is redriven cannot keep of its request. */
export type MapRunFunctions = Pick<MapRunRequest, 'selectItem' | 'runChild' | 'drained'>;

/** https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html */
export interface MapRunRedrives {
  /**
   * Waits until a run that was stopped has cleared up, and gives how often it was redriven so far; undefined when it
   * cannot be redriven and the Map has to start another run.
   */
  prepare(mapRunArn: string): Promise<number | undefined>;
  /** Runs the children again that did not succeed, then those that never started. As `run`, which it was prepared after. */
  redrive(mapRunArn: string, functions: MapRunFunctions, signal: AbortSignal): Promise<JsonValue>;
}
