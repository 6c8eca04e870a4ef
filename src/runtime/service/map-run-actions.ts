import type { MapRunRecord } from '../contracts.ts';
import { ARN, defineAction, LONG_ARN } from './action.ts';
import { ApiError, validationError } from './api-error.ts';
import { parseArn } from './arns.ts';
import { defined } from './execution-actions.ts';
import { findExecution } from './find.ts';
import { PAGING, takePage } from './paging.ts';
import type { Service } from './service.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html */
export const describeMapRun = defineAction({
  fields: { mapRunArn: LONG_ARN },
  run({ mapRunArn }, service) {
    const record = findMapRun(service, mapRunArn);
    return defined({
      mapRunArn: record.mapRunArn,
      executionArn: record.executionArn,
      status: record.status,
      startDate: record.startDate / 1000,
      stopDate: record.stopDate === undefined ? undefined : record.stopDate / 1000,
      maxConcurrency: record.maxConcurrency,
      toleratedFailurePercentage: record.toleratedFailurePercentage,
      toleratedFailureCount: record.toleratedFailureCount,
      itemCounts: { ...record.itemCounts },
      executionCounts: { ...record.executionCounts },
      redriveCount: 0,
    });
  },
});

export const listMapRuns = defineAction({
  fields: { executionArn: ARN, ...PAGING },
  run(input, service) {
    const { stateMachineArn, arn } = findExecution(service, input.executionArn);
    const records = service.mapRuns.list(arn).map((record, sequence) => ({ record, sequence }));
    const { page, nextToken } = takePage(records.reverse(), `mapRuns ${arn}`, input);
    return defined({
      mapRuns: page.map(({ record }) =>
        defined({
          executionArn: record.executionArn,
          mapRunArn: record.mapRunArn,
          stateMachineArn: `${stateMachineArn}/${labelOf(record.mapRunArn)}`,
          startDate: record.startDate / 1000,
          stopDate: record.stopDate === undefined ? undefined : record.stopDate / 1000,
        }),
      ),
      nextToken,
    });
  },
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateMapRun.html */
export const updateMapRun = defineAction({
  fields: {
    mapRunArn: LONG_ARN,
    maxConcurrency: { type: 'integer', min: 0 },
    toleratedFailurePercentage: { type: 'number', min: 0, max: 100 },
    toleratedFailureCount: { type: 'integer', min: 0 },
  },
  run({ mapRunArn, ...change }, service) {
    findMapRun(service, mapRunArn);
    if (Object.values(change).every((value) => value === undefined))
      throw validationError(
        'One of maxConcurrency, toleratedFailurePercentage and toleratedFailureCount must be specified',
      );
    if (!service.mapRuns.update(mapRunArn, change))
      throw new ApiError('ValidationException', 'The Map Run has ended: it cannot be updated.');
    return {};
  },
});

function findMapRun(service: Service, arn: string): MapRunRecord {
  parseArn(arn, 'mapRun');
  const record = service.mapRuns.describe(arn);
  if (record === undefined) throw new ApiError('ResourceNotFound', `Resource not found: '${arn}'`);
  return record;
}

/** `…:mapRun:name/label:uuid` → label */
function labelOf(mapRunArn: string): string {
  return mapRunArn.split(':').at(-2)?.split('/').at(-1) ?? '';
}
