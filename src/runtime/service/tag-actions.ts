import { ARN, defineAction } from './action.ts';
import { resourceNotFound } from './api-error.ts';
import { checkArn } from './arns.ts';
import type { Field } from './fields.ts';
import { checkUnqualified } from './find.ts';
import type { Service } from './service.ts';

export const TAGS = {
  type: 'list',
  of: {
    type: 'structure',
    fields: { key: { type: 'string', required: true, min: 1, max: 128 }, value: { type: 'string', max: 256 } },
  },
} as const satisfies Field;

export const tagResource = defineAction({
  fields: { resourceArn: ARN, tags: { ...TAGS, required: true } },
  run({ resourceArn, tags }, service) {
    checkResource(service, resourceArn);
    service.tags.add(resourceArn, tags);
    return {};
  },
});

export const untagResource = defineAction({
  fields: {
    resourceArn: ARN,
    tagKeys: { type: 'list', required: true, of: { type: 'string', min: 1, max: 128 } },
  },
  run({ resourceArn, tagKeys }, service) {
    checkResource(service, resourceArn);
    service.tags.remove(resourceArn, tagKeys);
    return {};
  },
});

export const listTagsForResource = defineAction({
  fields: { resourceArn: ARN },
  run({ resourceArn }, service) {
    checkResource(service, resourceArn);
    return { tags: service.tags.list(resourceArn).map((tag) => ({ ...tag })) };
  },
});

function checkResource(service: Service, arn: string): void {
  checkArn(arn, 'stateMachine', 'activity');
  // Tags are a state machine's: its versions and aliases have none of their own.
  if (arn.split(':')[5] === 'stateMachine') checkUnqualified(arn);
  if (service.machines.find(arn) === undefined && service.activities.find(arn) === undefined)
    throw resourceNotFound(arn);
}
