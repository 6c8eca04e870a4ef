import { expect } from 'vitest';
import { ABSENT, ABSENT_EXECUTION, ABSENT_MAP_RUN } from './test-service.ts';

/** Requests of one action. */
export interface Case {
  /** A right request, for which it makes what has to be there. */
  readonly right: () => object | Promise<object>;
  readonly answer: object;
  /** What is changed in the right request (undefined: left out), and the error that it then gets. */
  readonly wrong?: readonly (readonly [change: object, error: string])[];
}

export const ARN = expect.stringMatching(/^arn:aws:states:us-east-1:123456789012:/) as string;
export const DATE = expect.any(Date) as Date;
export const ACTIVITY = 'arn:aws:states:us-east-1:123456789012:activity:absent';

export const BAD_ARN = 'arn:aws:s3:::bucket';
export const noMachine = [
  [{ stateMachineArn: ABSENT }, 'StateMachineDoesNotExist'],
  [{ stateMachineArn: BAD_ARN }, 'InvalidArn'],
] as const;
export const noExecution = [
  [{ executionArn: ABSENT_EXECUTION }, 'ExecutionDoesNotExist'],
  [{ executionArn: ABSENT }, 'InvalidArn'],
  [{ executionArn: ABSENT_EXECUTION.replace(':one', '') }, 'InvalidArn'],
] as const;
export const noActivity = [
  [{ activityArn: ACTIVITY }, 'ActivityDoesNotExist'],
  [{ activityArn: ABSENT }, 'InvalidArn'],
] as const;
export const noMapRun = [
  [{ mapRunArn: ABSENT_MAP_RUN }, 'ResourceNotFound'],
  [{ mapRunArn: ABSENT }, 'InvalidArn'],
] as const;
export const noToken = [[{ taskToken: 'nobody' }, 'InvalidToken']] as const;
export const noPage = [
  [{ maxResults: 1001 }, 'ValidationException'],
  [{ maxResults: -1 }, 'ValidationException'],
  [{ nextToken: 'of-nobody' }, 'InvalidToken'],
  [{ nextToken: '' }, 'ValidationException'],
] as const;
export const noResource = [
  [{ resourceArn: ABSENT }, 'ResourceNotFound'],
  [{ resourceArn: ACTIVITY }, 'ResourceNotFound'],
  [{ resourceArn: ABSENT_EXECUTION }, 'InvalidArn'],
  [{ resourceArn: `${ABSENT}:1` }, 'InvalidArn'],
] as const;
