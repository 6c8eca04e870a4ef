import { ARN, defineAction, NAME } from './action.ts';
import { ApiError } from './api-error.ts';
import { checkArn, checkName } from './arns.ts';
import { ENCRYPTION, OWNED_KEY, refuseKmsKey } from './configuration.ts';
import { PAGING, takePage } from './paging.ts';
import { now, type Service } from './service.ts';
import { TAGS } from './tag-actions.ts';

/** AWS holds a poll open this long: https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html */
const POLL_MILLISECONDS = 60_000;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html */
export const createActivity = defineAction({
  fields: { name: NAME, tags: TAGS, encryptionConfiguration: ENCRYPTION },
  run({ name, tags, encryptionConfiguration }, service) {
    checkName(name);
    refuseKmsKey(encryptionConfiguration);
    const arn = service.arns.activity(name);
    const known = service.activities.find(arn);
    // Idempotent by name: the tags of a later request are ignored.
    if (known !== undefined) return { activityArn: arn, creationDate: known.creationDate };
    service.tags.add(arn, tags ?? []);
    const { creationDate } = service.activities.add({ arn, name, creationDate: now(service) });
    return { activityArn: arn, creationDate };
  },
});

export const deleteActivity = defineAction({
  fields: { activityArn: ARN },
  run({ activityArn }, service) {
    checkArn(activityArn, 'activity');
    service.activities.remove(activityArn);
    service.tags.forget(activityArn);
    return {};
  },
});

export const describeActivity = defineAction({
  fields: { activityArn: ARN },
  run({ activityArn }, service) {
    const { name, creationDate } = findActivity(service, activityArn);
    return { activityArn, name, creationDate, ...OWNED_KEY };
  },
});

export const listActivities = defineAction({
  fields: PAGING,
  run(input, service) {
    const { page, nextToken } = takePage(service.activities.newestFirst(), 'activities', input);
    return {
      activities: page.map(({ arn, name, creationDate }) => ({ activityArn: arn, name, creationDate })),
      ...(nextToken === undefined ? {} : { nextToken }),
    };
  },
});

/** Answers without a token when nothing came within the minute, as AWS does. */
export const getActivityTask = defineAction({
  fields: { activityArn: ARN, workerName: { type: 'string', min: 1, max: 80 } },
  async run({ activityArn, workerName }, service, closed) {
    findActivity(service, activityArn);
    const task = await service.callbacks.take(activityArn, POLL_MILLISECONDS, closed);
    if (task === undefined) return {};
    task.listener.started(workerName);
    return { taskToken: task.token, input: JSON.stringify(task.input) };
  },
});

function findActivity(service: Service, arn: string) {
  checkArn(arn, 'activity');
  const activity = service.activities.find(arn);
  if (activity === undefined) throw new ApiError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
  return activity;
}
