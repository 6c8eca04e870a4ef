import { parseExactJson } from '../../asl/exact-numbers.ts';
import { MAX_DATA_BYTES } from '../../asl/quotas.ts';
import { randomUUID } from 'node:crypto';
import type { JsonValue } from '../../asl/json.ts';
import type { ChildExecution } from '../contracts.ts';
import type { Execution } from '../interpreter/execution-contract.ts';
import { startExecution } from '../interpreter/execution.ts';
import { ApiError, validationError } from './api-error.ts';
import { checkName, childMachineArn } from './arns.ts';
import type { ExecutionRecord } from './execution-store.ts';
import type { StartTarget } from './find.ts';
import { hostOf } from './host.ts';
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
  const base = {
    stateMachineName: machine.name,
    type: machine.type,
    revision,
    traceHeader: request.traceHeader,
    stopDate: undefined,
    result: undefined,
    redriveTokens: [],
  };
  const adopt = (child: ChildExecution, mapRunArn: string, execution: Execution) => {
    const known = child.resume === undefined ? undefined : service.executions.find(child.executionArn);
    if (known !== undefined) followAttempt(service, known, execution);
    else
      startFollowing(service, {
        ...base,
        arn: child.executionArn,
        name: child.name,
        stateMachineArn: childMachineArn(machine.arn, mapRunArn),
        input: JSON.stringify(child.input),
        mapRunArn,
        // Nobody started a child by a version or alias.
        stateMachineVersionArn: undefined,
        stateMachineAliasArn: undefined,
        startDate: child.startDate / 1000,
        execution,
      });
  };
  const execution = startExecution({
    plan: revision.plan,
    input: value,
    inputText: input,
    executionArn: arn,
    executionName: name,
    stateMachineArn: machine.arn,
    stateMachineName: machine.name,
    roleArn: revision.roleArn,
    startDate,
    type: machine.type,
    clock: service.clock,
    tasks: service.tasks,
    callbacks: service.callbacks,
    mapRuns: service.mapRuns,
    limits: service.limits,
    pace: service.pace,
    ...hostOf(service),
    testCase: request.testCase,
    // The API has no history of Express executions.
    keepHistory: !express,
    onChild: adopt,
  });
  return startFollowing(service, {
    ...base,
    arn,
    name,
    stateMachineArn: machine.arn,
    input,
    mapRunArn: undefined,
    stateMachineVersionArn: request.stateMachineVersionArn,
    stateMachineAliasArn: request.stateMachineAliasArn,
    startDate: startDate / 1000,
    execution,
  });
}

function startFollowing(service: Service, fields: Omit<ExecutionRecord, 'sequence'>): ExecutionRecord {
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
    service.executions.ended(record);
  });
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
