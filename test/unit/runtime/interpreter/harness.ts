import { createHash } from 'node:crypto';
import { parseDefinition } from '../../../../src/asl/parse.ts';
import type { JsonObject, JsonValue } from '../../../../src/asl/json.ts';
import { VirtualClock } from '../../../../src/runtime/clock/virtual-clock.ts';
import { StatesError, type TaskRequest } from '../../../../src/runtime/contracts.ts';
import { compileStateMachine } from '../../../../src/runtime/interpreter/compile.ts';
import {
  startExecution,
  type Execution,
  type ExecutionOptions,
  type ExecutionResult,
} from '../../../../src/runtime/interpreter/execution.ts';

export const START = Date.parse('2026-11-23T08:00:00Z');
export const EXECUTION_ARN = 'arn:aws:states:us-east-1:111111111111:execution:machine:run';

export type Work = (request: TaskRequest, signal: AbortSignal) => Promise<JsonValue>;

export interface Setup extends Partial<Omit<ExecutionOptions, 'plan' | 'tasks'>> {
  readonly work?: Work;
}

/** The messages with which a definition is refused. */
export function refusals(definition: JsonObject, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): string[] {
  const compiled = compileStateMachine(parseDefinition(JSON.stringify(definition), 'json'), type);
  return 'problems' in compiled ? compiled.problems.map(({ message }) => message) : [];
}

/** Starts a machine on a virtual clock that begins at START. */
export function start(definition: JsonObject, input: JsonValue = {}, { work, ...setup }: Setup = {}): Execution {
  const type = setup.type ?? 'STANDARD';
  const compiled = compileStateMachine(parseDefinition(JSON.stringify(definition), 'json'), type);
  if ('problems' in compiled) throw new Error(compiled.problems.map(({ message }) => message).join('\n'));
  return startExecution({
    plan: compiled.plan,
    input,
    executionArn: EXECUTION_ARN,
    executionName: 'run',
    stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:machine',
    stateMachineName: 'machine',
    roleArn: 'arn:aws:iam::111111111111:role/role',
    startDate: START,
    type,
    clock: new VirtualClock(START),
    tasks: {
      run: work ?? ((): Promise<JsonValue> => Promise.reject(new Error('no task expected'))),
      close: () => Promise.resolve(),
    },
    mapRuns: { run: () => Promise.reject(new Error('no Map Run expected')) },
    limits: 'aws',
    random: () => 0.5,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    hash: (algorithm, text) => createHash(algorithm.replace('-', '')).update(text).digest('hex'),
    ...setup,
  });
}

export function run(definition: JsonObject, input?: JsonValue, setup?: Setup): Promise<ExecutionResult> {
  return start(definition, input, setup).result;
}

/** A machine of one state. */
export function only(state: JsonObject, more: JsonObject = {}): JsonObject {
  return { StartAt: 'Only', States: { Only: { End: true, ...state } }, ...more };
}

export const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' } as const;

/** A task that never answers, and says when it was aborted. */
export function endless(onAbort: () => void = () => undefined): Work {
  return (_request, signal) =>
    new Promise(() => {
      signal.addEventListener('abort', onAbort);
    });
}

export function typesOf(execution: Execution): string[] {
  return execution.history.read().map(({ type }) => type);
}

/** Work that fails in the states named, as often as it says, and counts how often each state was asked for. */
export function flaky(
  failures: Record<string, number>,
  result: (request: Parameters<Work>[0]) => JsonValue = () => 'done',
) {
  const calls: Record<string, number> = {};
  const left = { ...failures };
  const work: Work = (request) => {
    const { stateName } = request;
    calls[stateName] = (calls[stateName] ?? 0) + 1;
    if ((left[stateName] ?? 0) === 0) return Promise.resolve(result(request));
    left[stateName]!--;
    return Promise.reject(new StatesError('Flaky', `in ${stateName}`));
  };
  return { work, calls };
}

/** A task that goes on to `next`, or ends. */
export const step = (next: string | undefined, more: JsonObject = {}): JsonObject => ({
  ...TASK,
  ...(next === undefined ? { End: true } : { Next: next }),
  ...more,
});
