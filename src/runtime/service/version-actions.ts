import { ARN, defineAction, LONG_ARN } from './action.ts';
import { ApiError, invalidArn } from './api-error.ts';
import { splitMachineArn } from './arns.ts';
import { findMachine } from './find.ts';
import { PAGING, takePage } from './paging.ts';
import { now } from './service.ts';

/** How AWS names the revision that a machine is created with, which has no ID. */
const INITIAL_REVISION = 'INITIAL';
export const VERSION_DESCRIPTION = { type: 'string', max: 256 } as const;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_PublishStateMachineVersion.html */
export const publishStateMachineVersion = defineAction({
  fields: { stateMachineArn: ARN, revisionId: { type: 'string' }, description: VERSION_DESCRIPTION },
  run({ stateMachineArn, revisionId, description }, service) {
    const { revision, versions } = findMachine(service, stateMachineArn);
    const current = revision.revisionId ?? INITIAL_REVISION;
    if (revisionId !== undefined && revisionId !== current)
      throw new ApiError(
        'ConflictException',
        `The current revision of ${stateMachineArn} is ${current}, not ${revisionId}.`,
      );
    const version = versions.publish(revision, description, now(service));
    return { stateMachineVersionArn: version.arn, creationDate: version.creationDate };
  },
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachineVersion.html */
export const deleteStateMachineVersion = defineAction({
  fields: { stateMachineVersionArn: LONG_ARN },
  run({ stateMachineVersionArn: arn }, service) {
    const { machineArn } = splitMachineArn(arn);
    if (!/:\d+$/.test(arn.slice(machineArn.length))) throw invalidArn(`It is not the ARN of a version: ${arn}`);
    service.machines.find(machineArn)?.versions.remove(arn);
    return {};
  },
});

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html */
export const listStateMachineVersions = defineAction({
  fields: { stateMachineArn: ARN, ...PAGING },
  run(input, service) {
    const { arn, versions } = findMachine(service, input.stateMachineArn);
    const { page, nextToken } = takePage(versions.newestFirst(), `versions ${arn}`, input);
    return {
      stateMachineVersions: page.map((version) => ({
        stateMachineVersionArn: version.arn,
        creationDate: version.creationDate,
      })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
});
