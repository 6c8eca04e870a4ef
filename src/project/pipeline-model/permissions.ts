import type { ValueNode } from '../../asl/syntax.ts';
import { propertyOf, stringOf } from '../../asl/values.ts';
import {
  itemsIn,
  propertyAt,
  referencesIn,
  textIn,
  type TemplateResource,
  type TemplateResources,
} from '../template-resources.ts';
import type { PartType } from './pipeline-model.ts';
import { readPolicyTemplate } from './policy-templates.ts';
import { readStatements, type Grant } from './statements.ts';

/** What a function or a state machine may do with parts of its template. */
export interface Permissions {
  readonly grants: readonly Grant[];
  /** False: some of what it may do is not in the template (a role or policy from elsewhere). */
  readonly whole: boolean;
}

/** Managed policies that let a function log, be traced, or be invoked: nothing that passes work on. */
const PLAIN_POLICIES =
  /^(?:arn:[^:]*:iam::aws:policy\/)?(?:service-role\/)?AWS(?:LambdaBasicExecutionRole|LambdaVPCAccessExecutionRole|LambdaSQSQueueExecutionRole|LambdaDynamoDBExecutionRole|LambdaKinesisExecutionRole|XRayDaemonWriteAccess|XrayWriteOnlyAccess)$/;

const ATTACHED = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/** What a part is, by its id; undefined for what is none. */
export type TypeOf = (part: string) => PartType | undefined;

/** The policies that stand beside roles. */
export function findAttached(template: TemplateResources): readonly TemplateResource[] {
  return [...template.resources.values()].filter(({ type }) => ATTACHED.includes(type));
}

/**
 * Reads what a function or state machine may do: SAM's policies, the statements of its role, and policies that name
 * its role (also the one that SAM makes for it).
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 */
export function readPermissions(
  template: TemplateResources,
  owner: TemplateResource,
  attached: readonly TemplateResource[],
  typeOf: TypeOf,
): Permissions {
  const grants: Grant[] = [];
  let whole = true;
  const policies = itemsIn(propertyOf(owner.properties, 'Policies')?.value);
  for (const policy of policies) {
    const read = readSamPolicy(template, policy, typeOf);
    if (read === undefined) whole = false;
    else grants.push(...read);
  }
  const roleNode = propertyAt(template, owner, 'Role') ?? propertyAt(template, owner, 'RoleArn');
  const role = roleOf(template, roleNode);
  if (roleNode !== undefined && role === undefined) whole = false;
  if (role !== undefined) {
    for (const policy of itemsIn(propertyAt(template, role, 'Policies')))
      grants.push(...readStatements(template, propertyOf(policy, 'PolicyDocument')?.value, typeOf));
    for (const managed of itemsIn(propertyAt(template, role, 'ManagedPolicyArns')))
      if (!isPlain(managed) && !isOwnPolicy(template, managed)) whole = false;
  }
  const roleName = role?.logicalId ?? (roleNode === undefined ? `${owner.logicalId}Role` : undefined);
  if (roleName !== undefined) grants.push(...readAttached(template, attached, roleName, role, typeOf));
  return { grants, whole };
}

/** Undefined for a policy whose statements are not in the template. */
function readSamPolicy(template: TemplateResources, policy: ValueNode, typeOf: TypeOf): Grant[] | undefined {
  if (policy.kind !== 'object') return isPlain(policy) ? [] : undefined;
  if (propertyOf(policy, 'Statement') !== undefined) return readStatements(template, policy, typeOf);
  const [property] = policy.properties;
  return property && readPolicyTemplate(template, property, typeOf);
}

function isPlain(policy: ValueNode): boolean {
  // !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/…
  const text = policy.kind === 'substitution' && policy.fn === 'Sub' ? stringOf(policy.argument) : stringOf(policy);
  return text !== undefined && PLAIN_POLICIES.test(text.replace('${AWS::Partition}', 'aws'));
}

function isOwnPolicy(template: TemplateResources, node: ValueNode): boolean {
  const [reference] = referencesIn(template, node);
  return reference !== undefined && ATTACHED.includes(template.resources.get(reference.logicalId)?.type ?? '');
}

function roleOf(template: TemplateResources, node: ValueNode | undefined): TemplateResource | undefined {
  const [reference] = referencesIn(template, node);
  const role = reference && template.resources.get(reference.logicalId);
  return role?.type === 'AWS::IAM::Role' ? role : undefined;
}

/** The statements of policies beside a role that name it, or that it names. */
function readAttached(
  template: TemplateResources,
  attached: readonly TemplateResource[],
  roleId: string,
  role: TemplateResource | undefined,
  typeOf: TypeOf,
): Grant[] {
  const named = new Set(
    referencesIn(template, role && propertyAt(template, role, 'ManagedPolicyArns')).map(({ logicalId }) => logicalId),
  );
  return attached.flatMap((policy) => {
    const { properties } = policy;
    const roles = [propertyOf(properties, 'Roles')?.value, propertyOf(properties, 'RoleName')?.value];
    // The role that SAM makes is in no template: it can only be named.
    const names = roles.some((node) => mentions(template, node, roleId));
    return names || named.has(policy.logicalId)
      ? readStatements(template, propertyOf(properties, 'PolicyDocument')?.value, typeOf)
      : [];
  });
}

function mentions(template: TemplateResources, node: ValueNode | undefined, roleId: string): boolean {
  return itemsIn(node).some(
    (each) =>
      (each.kind === 'substitution' && each.fn === 'Ref' && stringOf(each.argument) === roleId) ||
      (template.resources.has(roleId) && textIn(template, each) === roleId),
  );
}
