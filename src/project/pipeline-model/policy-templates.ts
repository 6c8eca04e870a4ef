import type { PropertyNode, ValueNode } from '../../asl/syntax.ts';
import { toJson } from '../../asl/values.ts';
import { propertyAt, resolveParameter, type TemplateResources } from '../template-resources.ts';
import { partTypeOf } from './part-types.ts';
import type { PartType } from './pipeline-model.ts';
import { partsIn } from './sketch.ts';
import type { Grant } from './statements.ts';

/**
 * SAM's policy templates that pass work or data on.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
const TEMPLATES: Readonly<Record<string, readonly Grant['verb'][]>> = {
  SQSPollerPolicy: ['read'],
  SQSSendMessagePolicy: ['send'],
  LambdaInvokePolicy: ['send'],
  DynamoDBCrudPolicy: ['write', 'read'],
  DynamoDBWritePolicy: ['write'],
  DynamoDBReadPolicy: ['read'],
  S3CrudPolicy: ['write', 'read'],
  S3FullAccessPolicy: ['write', 'read'],
  S3WritePolicy: ['write'],
  S3ReadPolicy: ['read'],
  SNSPublishMessagePolicy: ['send'],
  SNSCrudPolicy: ['send'],
  KinesisCrudPolicy: ['send'],
  StepFunctionsExecutionPolicy: ['send'],
  EventBridgePutEventsPolicy: ['send'],
};

/** Properties under which a resource has its name; a policy may repeat it where naming the resource makes a circle. */
const NAMES: Partial<Record<PartType, string>> = {
  Bucket: 'BucketName',
  Queue: 'QueueName',
  Table: 'TableName',
  Topic: 'TopicName',
  Function: 'FunctionName',
  Stream: 'Name',
  StateMachine: 'Name',
};

/** The grants of `{DynamoDBCrudPolicy: {TableName: !Ref Table}}`; none for a template that passes nothing on. */
export function readPolicyTemplate(
  template: TemplateResources,
  { key, value }: PropertyNode,
  typeOf: (part: string) => PartType | undefined,
): Grant[] {
  const verbs = Object.hasOwn(TEMPLATES, key.value) ? (TEMPLATES[key.value] ?? []) : [];
  const named = value?.kind === 'object' ? value.properties.flatMap((each) => partsNamed(template, each)) : [];
  return named.filter((part) => typeOf(part) !== undefined).flatMap((part) => verbs.map((verb) => ({ part, verb })));
}

/** A part by reference, or by the very expression that its own name is. */
function partsNamed(template: TemplateResources, { key, value: name }: PropertyNode): string[] {
  const parts = partsIn(template, name);
  if (parts.length > 0 || name === undefined) return parts;
  const wanted = keyOf(template, name);
  return [...template.resources.values()].flatMap((resource) => {
    const type = partTypeOf(resource.type);
    const property = type && NAMES[type];
    const own = property === undefined ? undefined : propertyAt(template, resource, property);
    return own !== undefined && key.value === `${type}Name` && keyOf(template, own) === wanted
      ? [resource.pointer]
      : [];
  });
}

/** The same text for the same expression. */
function keyOf(template: TemplateResources, node: ValueNode): string {
  return JSON.stringify(toJson(resolveParameter(template, node) ?? node));
}
