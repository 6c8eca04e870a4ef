import { parseExactJson } from '../../asl/exact-numbers.ts';
import { MAX_DATA_BYTES } from '../../asl/quotas.ts';
import { randomUUID } from 'node:crypto';
import type { JsonValue } from '../../asl/json.ts';
import type { ChildExecution } from '../contracts.ts';
import type { Execution, ExecutionOptions } from '../interpreter/execution-contract.ts';
import type { ExecutionJournal } from '../interpreter/execution-journal.ts';
import { startExecution } from '../interpreter/execution.ts';
import type { RootJournal } from '../journal/root-journal.ts';
import { ApiError, validationError } from './api-error.ts';
import { checkName, childMachineArn } from './arns.ts';
import type { ExecutionRecord } from './execution-store.ts';
import type { StartTarget } from './find.ts';
import { hostOf } from './host.ts';
import type { Unsequenced } from './paging.ts';
import type { Service } from './service.ts';

export interface LaunchRequest extends StartTarget {
  readonly name?: string | undefined;
  /** JSON text. */
  readonly input?: string | undefined;
  readonly traceHeader?: string | undefined;
}

/**
 * Starts an execution and records it. A STANDARD execution of the same name and input that still runs is given back
 * instead. Throws InvalidName, InvalidExecutionInput, ExecutionAlreadyExists.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function launchExecution(service: Service, request: LaunchRequest): ExecutionRecord {
  const { machine, revision } = request;
  const name = request.name ?? randomUUID();
  checkName(name);
  const input = request.input ?? '{}';
  const value = parseInput(input, service.limits);
  const express = machine.type === 'EXPRESS';
  const arn = express
    ? service.arns.express(machine.name, name, randomUUID())
    : service.arns.execution(machine.name, name);
  const twin = service.executions.find(arn);
  if (twin !== undefined) {
    if (twin.result === undefined && twin.input === input) return twin;
    throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }

  const startDate = service.clock.now();
  const root: RootExecution = {
    arn,
    name,
    stateMachineArn: machine.arn,
    stateMachineName: machine.name,
    stateMachineVersionArn: request.stateMachineVersionArn,
    stateMachineAliasArn: request.stateMachineAliasArn,
    type: machine.type,
    revision,
    input,
    traceHeader: request.traceHeader,
    startDate,
    testCase: request.testCase,
  };
  const sequence = service.executions.reserve();
  // The API tells nothing of Express executions, so that there is nothing to keep.
  const journal = express ? undefined : service.journal?.begin(sequence, root);
  const execution = startExecution(optionsOf(service, root, value, journal?.execution));
  const record = startFollowing(service, {
    ...recordOf(root, execution),
    sequence,
    journal: journal?.execution,
  });
  if (journal !== undefined) followRecord(journal, record);
  return record;
}

/** What an execution that was started by itself is started with. */
export interface RootExecution extends Pick<
  ExecutionRecord,
  | 'arn'
  | 'name'
  | 'stateMachineArn'
  | 'stateMachineName'
  | 'stateMachineVersionArn'
  | 'stateMachineAliasArn'
  | 'type'
  | 'revision'
  | 'input'
  | 'traceHeader'
> {
  /** Milliseconds since 1970. */
  readonly startDate: number;
  /** `#TestCase` of the machine's ARN. */
  readonly testCase: string | undefined;
}

/** The record of an execution that runs. */
export function recordOf(root: RootExecution, execution: Execution): Unsequenced<ExecutionRecord> {
  return {
    arn: root.arn,
    name: root.name,
    stateMachineArn: root.stateMachineArn,
    stateMachineName: root.stateMachineName,
    stateMachineVersionArn: root.stateMachineVersionArn,
    stateMachineAliasArn: root.stateMachineAliasArn,
    type: root.type,
    revision: root.revision,
    input: root.input,
    traceHeader: root.traceHeader,
    mapRunArn: undefined,
    startDate: root.startDate / 1000,
    stopDate: undefined,
    execution,
    result: undefined,
    redriveTokens: [],
  };
}

/** What each attempt of an execution runs with. `value`: its input. */
export function optionsOf(
  service: Service,
  root: RootExecution,
  value: JsonValue,
  journal: ExecutionJournal | undefined,
): ExecutionOptions {
  const { revision, type } = root;
  return {
    plan: revision.plan,
    input: value,
    inputText: root.input,
    executionArn: root.arn,
    executionName: root.name,
    stateMachineArn: root.stateMachineArn,
    stateMachineName: root.stateMachineName,
    roleArn: revision.roleArn,
    startDate: root.startDate,
    type,
    clock: service.clock,
    tasks: service.tasks,
    callbacks: service.callbacks,
    mapRuns: service.mapRuns,
    limits: service.limits,
    pace: service.pace,
    ...hostOf(service),
    testCase: root.testCase,
    // The API has no history of Express executions.
    keepHistory: type !== 'EXPRESS',
    journal,
    onChild: (child, mapRunArn, execution) => adoptChild(service, root, child, mapRunArn, execution),
  };
}

/** Records a Standard child of a Map Run, or one more attempt of it. */
function adoptChild(
  service: Service,
  root: RootExecution,
  child: ChildExecution,
  mapRunArn: string,
  execution: Execution,
): void {
  const known = child.resume === undefined ? undefined : service.executions.find(child.executionArn);
  if (known !== undefined) {
    followAttempt(service, known, execution);
    return;
  }
  startFollowing(service, {
    ...recordOf(root, execution),
    arn: child.executionArn,
    name: child.name,
    stateMachineArn: childMachineArn(mapRunArn),
    input: JSON.stringify(child.input),
    mapRunArn,
    journal: child.journal,
    // Nobody started a child by a version or alias.
    stateMachineVersionArn: undefined,
    stateMachineAliasArn: undefined,
    startDate: child.startDate / 1000,
  });
}

function startFollowing(service: Service, fields: Unsequenced<ExecutionRecord>): ExecutionRecord {
  const record = service.executions.add(fields);
  follow(service, record);
  return record;
}

/** Records one more attempt of an execution that has ended. */
export function followAttempt(service: Service, record: ExecutionRecord, execution: Execution): void {
  record.execution = execution;
  record.result = undefined;
  record.stopDate = undefined;
  service.executions.reopened(record);
  follow(service, record);
}

function follow(service: Service, record: ExecutionRecord): void {
  void record.execution.result.then((result) => {
    record.result = result;
    record.stopDate = service.clock.now() / 1000;
    record.journal?.ended(result, record.stopDate);
    service.executions.ended(record);
  });
}

/** Lets a journal know what becomes of the execution, and the execution when nothing of it can be written any more. */
export function followRecord(journal: RootJournal, record: ExecutionRecord): void {
  journal.isRunning = () => record.result === undefined;
  journal.onFailure = (message) => failRecord(record, message);
}

/** False when it has ended. */
function failRecord(record: ExecutionRecord, message: string): boolean {
  if (record.result !== undefined) return false;
  record.execution.fail('Fanout.DataFolderFailed', `${message} Then redrive the execution.`);
  return true;
}

/** The input of a request as JSON. @throws ApiError InvalidExecutionInput or ValidationException */
export function parseInput(text: string, limits: Service['limits']): JsonValue {
  if (limits === 'aws' && Buffer.byteLength(text) > MAX_DATA_BYTES)
    throw validationError(
      `Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${MAX_DATA_BYTES}`,
    );
  try {
    return parseExactJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
  }
}
