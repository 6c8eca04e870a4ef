import type { JsonObject } from '../../asl/json.ts';
import type { MapRunChild } from '../map-run/map-runs.ts';
import { ARN, DATA, defineAction, INCLUDED_DATA, LONG_ARN } from './action.ts';
import { ApiError, validationError } from './api-error.ts';
import { statusOf, type ExecutionRecord } from './execution-store.ts';
import { findExecution, findMapRun, findStartTarget, findTarget, type MachineTarget } from './find.ts';
import { launchExecution } from './launch.ts';
import { PAGING, takePage, type Sequenced } from './paging.ts';
import { describedStatus, redriveStatusOf } from './redrive-status.ts';
import { now, type Service } from './service.ts';

const START = {
  stateMachineArn: ARN,
  name: { type: 'string', min: 1, max: 80 },
  input: DATA,
  traceHeader: { type: 'string', max: 256, pattern: String.raw`\p{ASCII}*` },
} as const;
const ERROR = { type: 'string', max: 256 } as const;
const CAUSE = { type: 'string', max: 32_768 } as const;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
export const startExecution = defineAction({
  fields: START,
  run({ stateMachineArn, ...request }, service) {
    const target = findStartTarget(service, stateMachineArn);
    if (service.pace?.mayStartExecution(target.machine.type) === false)
      throw new ApiError('ThrottlingException', 'Rate exceeded');
    const record = launchExecution(service, { ...target, ...request });
    return { executionArn: record.arn, startDate: record.startDate };
  },
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
export const startSyncExecution = defineAction({
  fields: { ...START, includedData: INCLUDED_DATA },
  async run({ stateMachineArn, includedData, ...request }, service, closed) {
    const target = findStartTarget(service, stateMachineArn);
    if (target.machine.type !== 'EXPRESS') throw unsupportedType();
    const record = launchExecution(service, { ...target, ...request });
    const hangUp = () => record.execution.stop();
    closed.addEventListener('abort', hangUp, { once: true });
    const { status } = await record.execution.result;
    closed.removeEventListener('abort', hangUp);
    const stopDate = record.stopDate ?? now(service);
    return defined({
      executionArn: record.arn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      startDate: record.startDate,
      stopDate,
      ...describeData(record, includedData),
      // AWS has no ABORTED here: whoever could see it has hung up.
      ...(status === 'ABORTED' ? { status: 'FAILED' } : {}),
      traceHeader: request.traceHeader,
      billingDetails: {
        // Rounded up to 100 ms; 64 MB is the least: https://aws.amazon.com/step-functions/pricing/
        billedDurationInMilliseconds: Math.ceil(((stopDate - record.startDate) * 1000) / 100) * 100,
        billedMemoryUsedInMB: 64,
      },
    });
  },
});

/** Stopping what has ended changes nothing and gives its stop date. */
export const stopExecution = defineAction({
  fields: { executionArn: ARN, error: ERROR, cause: CAUSE },
  async run({ executionArn, error, cause }, service) {
    const record = findExecution(service, executionArn);
    if (record.result === undefined) {
      record.execution.stop(error, cause);
      await record.execution.result;
    }
    return { stopDate: record.stopDate ?? now(service) };
  },
});

export const describeExecution = defineAction({
  fields: { executionArn: ARN, includedData: INCLUDED_DATA },
  run({ executionArn, includedData }, service) {
    const record = findExecution(service, executionArn);
    return defined({
      executionArn: record.arn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      startDate: record.startDate,
      stopDate: record.stopDate,
      ...describeData(record, includedData),
      status: describedStatus(service, record),
      stateMachineVersionArn: record.stateMachineVersionArn,
      stateMachineAliasArn: record.stateMachineAliasArn,
      traceHeader: record.traceHeader,
      mapRunArn: record.mapRunArn,
      ...describeRedrives(record.execution),
      ...redriveStatusOf(service, record),
    });
  },
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html */
export const listExecutions = defineAction({
  fields: {
    stateMachineArn: { ...ARN, required: false },
    mapRunArn: { ...LONG_ARN, required: false },
    statusFilter: {
      type: 'string',
      values: ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'],
    },
    redriveFilter: { type: 'string', values: ['REDRIVEN', 'NOT_REDRIVEN'] },
    ...PAGING,
  },
  run(input, service) {
    const { stateMachineArn, mapRunArn, statusFilter, redriveFilter } = input;
    if ((stateMachineArn === undefined) === (mapRunArn === undefined))
      throw validationError('Must provide a State Machine ARN or a Map Run ARN, and not both');
    if (mapRunArn !== undefined) findMapRun(service, mapRunArn);
    else if (statusFilter === 'PENDING_REDRIVE')
      throw validationError('The status filter PENDING_REDRIVE is for the children of a Map Run');
    const scope = ['executions', stateMachineArn, mapRunArn, statusFilter, redriveFilter].join(' ');
    const listed =
      mapRunArn === undefined
        ? listOf(service, findTarget(service, stateMachineArn ?? ''))
        : childrenOf(service, mapRunArn);
    const matching = listed.filter(
      ({ status, isRedriven }) =>
        (statusFilter === undefined || status === statusFilter) &&
        (redriveFilter === undefined || isRedriven === (redriveFilter === 'REDRIVEN')),
    );
    const { page, nextToken } = takePage(matching, scope, input);
    return defined({ executions: page.map(({ describe }) => describe()), nextToken });
  },
});

/** One execution of a list: described only when it comes onto the page. */
interface Listed extends Sequenced {
  readonly status: string;
  readonly isRedriven: boolean;
  readonly describe: () => JsonObject;
}

/** A version's are also those that an alias started with it. */
function listOf(service: Service, { machine, version, alias }: MachineTarget): Listed[] {
  if (machine.type === 'EXPRESS') throw unsupportedType();
  const records = [...service.executions.newestFirst(machine.arn)].filter(
    (record) =>
      (version === undefined || record.stateMachineVersionArn === version.arn) &&
      (alias === undefined || record.stateMachineAliasArn === alias.arn),
  );
  return records.map((record) => ({
    sequence: record.sequence,
    status: describedStatus(service, record),
    isRedriven: record.execution.redriveCount > 0,
    describe: () => describeListed(record),
  }));
}

function childrenOf(service: Service, mapRunArn: string): Listed[] {
  return Array.from(service.mapRuns.children(mapRunArn), (child) => ({
    sequence: child.index,
    status: child.status,
    isRedriven: child.redriveCount > 0,
    describe: () => describeChild(child, mapRunArn),
  })).reverse();
}

function describeListed(record: ExecutionRecord): JsonObject {
  return defined({
    executionArn: record.arn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: statusOf(record),
    startDate: record.startDate,
    stopDate: record.stopDate,
    stateMachineVersionArn: record.stateMachineVersionArn,
    stateMachineAliasArn: record.stateMachineAliasArn,
    ...describeRedrives(record.execution),
  });
}

function describeChild(child: MapRunChild, mapRunArn: string): JsonObject {
  return defined({
    executionArn: child.executionArn,
    stateMachineArn: child.stateMachineArn,
    name: child.name,
    status: child.status,
    startDate: child.startDate / 1000,
    stopDate: child.stopDate === undefined ? undefined : child.stopDate / 1000,
    mapRunArn,
    itemCount: child.items,
    ...describeRedrives(child),
  });
}

function describeData(record: ExecutionRecord, includedData: string | undefined) {
  const { result } = record;
  const included = includedData !== 'METADATA_ONLY';
  return {
    status: statusOf(record),
    input: included ? record.input : undefined,
    inputDetails: { included },
    ...(result?.status === 'SUCCEEDED'
      ? { output: included ? JSON.stringify(result.output) : undefined, outputDetails: { included } }
      : { error: included ? result?.error : undefined, cause: included ? result?.cause : undefined }),
  };
}

function unsupportedType(): ApiError {
  return new ApiError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
}

/** `redriveDate` in milliseconds since 1970, which the answer gives in seconds. */
export function describeRedrives({
  redriveCount,
  redriveDate,
}: {
  redriveCount: number;
  redriveDate: number | undefined;
}) {
  return { redriveCount, redriveDate: redriveDate === undefined ? undefined : redriveDate / 1000 };
}

/** Without the fields that are undefined. */
export function defined(fields: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}
