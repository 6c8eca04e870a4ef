import type { MapRunRecord } from '../contracts.ts';
import { ApiError, executionDoesNotExist, stateMachineDoesNotExist } from './api-error.ts';
import { checkArn } from './arns.ts';
import type { ExecutionRecord } from './execution-store.ts';
import type { Machine } from './machine-store.ts';
import type { Service } from './service.ts';

/** The machine of this ARN; throws InvalidArn or StateMachineDoesNotExist. */
export function findMachine(service: Service, arn: string): Machine {
  checkArn(arn, 'stateMachine');
  const machine = service.machines.find(arn);
  if (machine === undefined) throw stateMachineDoesNotExist(arn);
  return machine;
}

/** A machine to start, with the test case that Step Functions Local takes after a `#`. */
export function findMachineToStart(service: Service, arn: string): { machine: Machine; testCase: string | undefined } {
  const [plain = '', testCase, ...rest] = arn.split('#');
  if (testCase === '' || rest.length > 0) throw new ApiError('InvalidArn', `Invalid Arn: 'Invalid test case: ${arn}'`);
  return { machine: findMachine(service, plain), testCase };
}

/** A STANDARD execution; the API tells nothing about Express ones. Throws InvalidArn or ExecutionDoesNotExist. */
export function findExecution(service: Service, arn: string): ExecutionRecord {
  checkArn(arn, 'execution');
  const record = service.executions.find(arn);
  if (record === undefined) throw executionDoesNotExist(arn);
  return record;
}

/** Throws InvalidArn or ResourceNotFound. */
export function findMapRun(service: Service, arn: string): MapRunRecord {
  checkArn(arn, 'mapRun');
  const record = service.mapRuns.describe(arn);
  if (record === undefined) throw new ApiError('ResourceNotFound', `Resource not found: '${arn}'`);
  return record;
}
