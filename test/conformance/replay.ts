import { isJsonObject, type JsonValue } from '../../src/asl/json.ts';
import { StatesError } from '../../src/runtime/contracts.ts';
import type {
  CallbackListener,
  Clock,
  PendingCallback,
  TaskCallbacks,
  TaskRequest,
  TaskRunner,
} from '../../src/runtime/contracts.ts';
import type { RecordedCase, TaskInvocation } from './case.ts';
import { callFunction } from './fixture-function.ts';

/** Answers each task of a recorded execution with what came back on AWS, state by state in the order recorded. */
export class Replay implements TaskRunner, TaskCallbacks {
  readonly #invocations: TaskInvocation[];
  readonly #listeners = new Map<string, CallbackListener>();

  readonly #clock: Clock;
  readonly #recorded: RecordedCase;

  constructor(recorded: RecordedCase, clock: Clock) {
    this.#invocations = [...(recorded.taskInvocations ?? [])];
    this.#recorded = recorded;
    this.#clock = clock;
  }

  async run(request: TaskRequest): Promise<JsonValue> {
    const { fixtures, taskInvocations } = this.#recorded;
    if (!taskInvocations && fixtures?.lambdas)
      return this.#clock.work(() => callFunction(request, fixtures.lambdas ?? {}));
    const invocation = this.#take(request.stateName);
    const { submitted, result } = invocation;
    if (submitted === undefined || !request.resource.endsWith('.waitForTaskToken')) {
      if (submitted !== undefined) request.onSubmitted?.(submitted);
      return settle(result);
    }
    const listener = this.#listeners.get(request.taskToken ?? '');
    if (listener) this.#deliverLater(listener, result);
    return submitted;
  }

  openToken(listener: CallbackListener): PendingCallback {
    const token = `token-${this.#listeners.size}`;
    this.#listeners.set(token, listener);
    return { token, close: () => undefined };
  }

  scheduleActivity(_activityArn: string, _input: JsonValue, listener: CallbackListener): PendingCallback {
    const invocation = this.#invocations.shift();
    this.#deliverLater(listener, invocation?.result, () => listener.started(this.#workerName()));
    return { token: 'activity', close: () => undefined };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** As work, so that virtual time does not run past an answer that is on its way. */
  #deliverLater(listener: CallbackListener, result: Result, before?: () => void): void {
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    void this.#clock.work(turn).then(() => {
      before?.();
      deliver(listener, result);
    });
  }

  /** What the worker called itself. */
  #workerName(): string {
    const event = this.#recorded.expected.history?.find(({ type }) => type === 'ActivityStarted');
    const details = event?.['activityStartedEventDetails'];
    const name = isJsonObject(details) ? details['workerName'] : undefined;
    return typeof name === 'string' ? name : 'worker';
  }

  #take(state: string): TaskInvocation {
    const index = this.#invocations.findIndex((invocation) => invocation.state === state);
    const [invocation] = index < 0 ? [] : this.#invocations.splice(index, 1);
    if (!invocation) throw new StatesError('States.Runtime', `No further invocation of '${state}' was recorded`);
    return invocation;
  }
}

type Result = TaskInvocation['result'];

function settle(result: Result): Promise<JsonValue> {
  if (result === undefined || result.type.endsWith('TimedOut')) return new Promise(() => undefined);
  if (result.type.endsWith('Succeeded')) return Promise.resolve(result.output ?? null);
  // A function's own JSON reaches the state as Python wrote it; services write theirs without blanks.
  const cause = result.type === 'LambdaFunctionFailed' ? pythonText(result.cause) : textOf(result.cause);
  return Promise.reject(new StatesError(result.error ?? '', cause));
}

function deliver(listener: CallbackListener, result: Result): void {
  if (result === undefined || result.type.endsWith('TimedOut')) return;
  if (result.type.endsWith('Succeeded')) listener.succeeded(result.output ?? null);
  else listener.failed(result.error, textOf(result.cause));
}

/** The recorder read causes that are JSON; AWS gives texts. */
function textOf(cause: JsonValue | undefined): string | undefined {
  return cause === undefined || typeof cause === 'string' ? cause : JSON.stringify(cause);
}

function pythonText(cause: JsonValue | undefined): string | undefined {
  if (cause === undefined || typeof cause === 'string') return cause;
  return JSON.stringify(cause, null, 1)
    .replace(/\n */g, ' ')
    .replace(/([[{]) | ([\]}])/g, '$1$2');
}
