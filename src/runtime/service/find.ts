import type { MapRunRecord } from '../contracts.ts';
import { executionDoesNotExist, invalidArn, resourceNotFound, stateMachineDoesNotExist } from './api-error.ts';
import { checkArn, splitMachineArn } from './arns.ts';
import type { ExecutionRecord } from './execution-store.ts';
import type { Machine, MachineRevision } from './machine-store.ts';
import { chooseVersion, type MachineAlias, type MachineVersion } from './machine-versions.ts';
import type { Service } from './service.ts';

/** What the ARN of a state machine, of its version or of its alias leads to. */
export interface MachineTarget {
  readonly machine: Machine;
  readonly version: MachineVersion | undefined;
  readonly alias: MachineAlias | undefined;
}

/** Throws InvalidArn, ValidationException (a label) or StateMachineDoesNotExist. */
export function findTarget(service: Service, arn: string): MachineTarget {
  const { machineArn, qualified } = splitMachineArn(arn);
  const machine = service.machines.find(machineArn);
  const version = qualified ? machine?.versions.find(arn) : undefined;
  const alias = qualified ? machine?.versions.findAlias(arn) : undefined;
  if (machine === undefined || (qualified && version === undefined && alias === undefined))
    throw stateMachineDoesNotExist(arn);
  return { machine, version, alias };
}

/** The machine of this ARN, which is no version's nor alias's; throws as `findTarget` and InvalidArn. */
export function findMachine(service: Service, arn: string): Machine {
  checkUnqualified(arn);
  return findTarget(service, arn).machine;
}

/** What is done to a machine is never done through the ARN of a version or alias; throws InvalidArn. */
export function checkUnqualified(arn: string): void {
  if (splitMachineArn(arn).qualified)
    throw invalidArn(`It is the ARN of a version or alias, where a state machine's is expected: ${arn}`);
}

/** What StartExecution starts. */
export interface StartTarget {
  readonly machine: Machine;
  readonly revision: MachineRevision;
  readonly stateMachineVersionArn: string | undefined;
  readonly stateMachineAliasArn: string | undefined;
  /** That Step Functions Local takes after a `#`. */
  readonly testCase: string | undefined;
}

/** The newest revision of a machine, a version, or one that an alias chooses; throws as `findTarget`. */
export function findStartTarget(service: Service, arn: string): StartTarget {
  const [plain = '', testCase, ...rest] = arn.split('#');
  if (testCase === '' || rest.length > 0) throw invalidArn(`Invalid test case: ${arn}`);
  const target = findTarget(service, plain);
  const { machine, alias } = target;
  const version = alias === undefined ? target.version : chooseVersion(alias, service.random);
  return {
    machine,
    revision: version?.revision ?? machine.revision,
    stateMachineVersionArn: version?.arn,
    stateMachineAliasArn: alias?.arn,
    testCase,
  };
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
  if (record === undefined) throw resourceNotFound(arn);
  return record;
}
