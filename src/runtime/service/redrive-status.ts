import { whyNotRedrivable } from '../redrive-limits.ts';
import { statusOf, type ExecutionRecord } from './execution-store.ts';
import type { Service } from './service.ts';

/** As DescribeExecution and ListExecutions tell it: a child that waits for its turn in a redriven Map Run is pending. */
export function describedStatus(
  service: Service,
  record: ExecutionRecord,
): ReturnType<typeof statusOf> | 'PENDING_REDRIVE' {
  const status = statusOf(record);
  if (record.mapRunArn === undefined || status === 'RUNNING') return status;
  return service.mapRuns.isPendingRedrive(record.mapRunArn, record.name) ? 'PENDING_REDRIVE' : status;
}

export interface RedriveStatus {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';
  /** Of one that is NOT_REDRIVABLE, in AWS's words. */
  readonly redriveStatusReason: string | undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export function redriveStatusOf(service: Service, record: ExecutionRecord): RedriveStatus {
  const redriveStatusReason = reasonOf(service, record);
  if (redriveStatusReason !== undefined) return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason };
  return {
    redriveStatus: record.mapRunArn === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN',
    redriveStatusReason,
  };
}

function reasonOf(service: Service, record: ExecutionRecord): string | undefined {
  const { mapRunArn, stateMachineArn, execution, startDate, stopDate = startDate } = record;
  const status = statusOf(record);
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  // A child's machine is its parent's, of which its own ARN names only a label.
  if (mapRunArn === undefined && service.machines.find(stateMachineArn) === undefined)
    return 'State machine is in DELETING status';
  if (service.limits === 'off') return undefined;
  const attempt = { events: execution.history.length, startDate: startDate * 1000, stopDate: stopDate * 1000 };
  return whyNotRedrivable(attempt, service.clock.now());
}
