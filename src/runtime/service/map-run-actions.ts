import { ARN, defineAction, LONG_ARN } from './action.ts';
import { validationError } from './api-error.ts';
import { childMachineArn } from './arns.ts';
import { defined, describeRedrives } from './execution-actions.ts';
import { findExecution, findMapRun } from './find.ts';
import { PAGING, takePage } from './paging.ts';

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
      ...describeRedrives(record),
    });
  },
});

export const listMapRuns = defineAction({
  fields: { executionArn: ARN, ...PAGING },
  run(input, service) {
    const { arn } = findExecution(service, input.executionArn);
    const records = service.mapRuns.list(arn).map((record, sequence) => ({ record, sequence }));
    const { page, nextToken } = takePage(records.reverse(), `mapRuns ${arn}`, input);
    return defined({
      mapRuns: page.map(({ record }) =>
        defined({
          executionArn: record.executionArn,
          mapRunArn: record.mapRunArn,
          stateMachineArn: childMachineArn(record.mapRunArn),
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
        'MISSING_REQUIRED_PARAMETER',
      );
    if (!service.mapRuns.update(mapRunArn, change))
      throw validationError('The Map Run has ended: it cannot be updated', 'CANNOT_UPDATE_COMPLETED_MAP_RUN');
    return {};
  },
});
