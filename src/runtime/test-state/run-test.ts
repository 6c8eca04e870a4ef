import { randomUUID } from 'node:crypto';
import type { State } from '../../asl/definition.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../asl/json.ts';
import { runOneState, type StateResult } from '../interpreter/run-one-state.ts';
import type { Probe } from '../interpreter/probe.ts';
import { hostOf } from '../service/host.ts';
import type { Service } from '../service/service.ts';
import { Inspection } from './inspection.ts';
import { MockedMap } from './mocked-map.ts';
import { answerWith, mockTasks, type Mock } from './mocked-work.ts';
import { compileTested, type TestedState } from './tested-state.ts';

/** A test may run for five minutes (API_TestState). */
const MOST_SECONDS = 300;
/** States that can be retried: their Context object counts the attempts. */
const RETRIED: ReadonlySet<string | undefined> = new Set(['Task', 'Map', 'Parallel']);

/** A request of TestState that holds together. */
export interface TestRequest {
  readonly tested: TestedState;
  readonly roleArn: string | undefined;
  readonly input: JsonValue;
  /** `input` as it was given. */
  readonly inputText: string;
  readonly inspects: boolean;
  readonly variables: JsonObject;
  /** Undefined: the state really does its work. */
  readonly mock: Mock | undefined;
  readonly context: JsonObject | undefined;
  readonly retrierRetryCount: number;
  readonly mapIterationFailureCount: number | undefined;
  readonly mapItemReaderData: string | undefined;
}

interface Names {
  readonly machine: string;
  readonly execution: string;
}

/**
 * Runs the state by itself and answers as TestState does. Throws ApiError; rejects with the reason of `closed`.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_TestState.html
 */
export async function runTest(service: Service, request: TestRequest, closed: AbortSignal): Promise<JsonObject> {
  const { tested, mock, variables, input, mapIterationFailureCount, mapItemReaderData } = request;
  const { limits, clock } = service;
  const inspection = new Inspection();
  const probe: Probe = {
    pointer: tested.state.pointer,
    retrierRetryCount: request.retrierRetryCount,
    see: (step, value) => inspection.see(step, value),
    handle: (failure) => (inspection.handled = failure),
    runBranches() {
      if (mock) return answerWith(mock);
      throw new Error('The branches of a Parallel do not run in a test');
    },
  };
  const plan = compileTested(tested, probe);
  const names = { machine: randomUUID(), execution: randomUUID() };
  const context = request.context ?? makeContext(service, request, names);
  const work = mock && mockTasks(mock, tokenOf(context));
  const map = mock && new MockedMap({ mock, mapIterationFailureCount, mapItemReaderData, limits, inspection });
  const result = await runOneState(
    {
      // Of the plan only the state is run.
      plan: { type: 'EXPRESS', scope: { pointer: '', start: plan, states: new Map() }, timeoutSeconds: undefined },
      input,
      executionArn: executionArnOf(service, names),
      executionName: names.execution,
      stateMachineArn: service.arns.stateMachine(names.machine),
      stateMachineName: names.machine,
      roleArn: request.roleArn ?? '',
      startDate: clock.now(),
      type: 'EXPRESS',
      clock,
      tasks: work?.tasks ?? service.tasks,
      callbacks: work?.callbacks ?? service.callbacks,
      mapRuns: map ?? service.mapRuns,
      limits,
      ...hostOf(service),
      keepHistory: false,
      context,
    },
    plan,
    variables,
    MOST_SECONDS,
    closed,
  );
  if (map?.refusal) throw map.refusal;
  const answer = describeResult(result, inspection);
  if (!request.inspects) return answer;
  const known = result.status === 'SUCCEEDED' ? { ...variables, ...result.assigned } : variables;
  return { ...answer, inspectionData: inspection.describe(tested.state.type ?? '', request.inputText, known) };
}

function describeResult(result: StateResult, { handled }: Inspection): JsonObject {
  const failure = handled ?? (result.status === 'FAILED' ? result : undefined);
  const answer: JsonObject = {};
  if (failure?.error !== undefined) answer['error'] = failure.error;
  if (failure?.cause !== undefined) answer['cause'] = failure.cause;
  if (result.status === 'FAILED')
    return { ...answer, status: handled?.retryBackoffIntervalSeconds === undefined ? 'FAILED' : 'RETRIABLE' };
  answer['output'] = JSON.stringify(result.output);
  if (result.next !== undefined) answer['nextState'] = result.next;
  return { ...answer, status: handled ? 'CAUGHT_ERROR' : 'SUCCEEDED' };
}

/** As AWS names what it tests a state in: an Express execution, though without a last part of its own. */
function executionArnOf({ arns }: Service, { machine, execution }: Names): string {
  return `${arns.stateMachine(machine).replace(':stateMachine:', ':express:')}:${execution}`;
}

/** The Context object of a test that brings none. */
function makeContext(service: Service, { tested, roleArn, input }: TestRequest, names: Names): JsonObject {
  const { arns, clock } = service;
  const now = new Date(clock.now()).toISOString();
  return {
    Execution: {
      Id: executionArnOf(service, names),
      Input: input,
      Name: names.execution,
      ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
      StartTime: now,
    },
    StateMachine: { Id: arns.stateMachine(names.machine), Name: names.machine },
    State: describeState(tested.state, now),
  };
}

function describeState({ name, type }: State, enteredTime: string): JsonObject {
  return { Name: name, EnteredTime: enteredTime, ...(RETRIED.has(type) ? { RetryCount: 0 } : {}) };
}

function tokenOf(context: JsonObject): string {
  const task = context['Task'];
  const token = isJsonObject(task) ? task['Token'] : undefined;
  return typeof token === 'string' ? token : randomUUID();
}
