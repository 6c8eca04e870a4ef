import type { Definition } from '../../asl/definition.ts';
import { listSubstitutions } from '../../asl/substitutions.ts';
import { propertyOf } from '../../asl/values.ts';
import { leastPrivilege } from '../../iam/least-privilege.ts';
import { renderPolicy } from '../../iam/render-policy.ts';
import { templateContext, type Statement } from '../../iam/statement.ts';
import type { Code } from '../codes.ts';
import { spotOfKey, type Report, type Spot } from '../report.ts';
import { runRoleOf, type RunRole } from './granted.ts';
import { mayAllow } from './may-allow.ts';
import { addResource, changeTemplate, freeLogicalId } from './template-fixes.ts';
import { expandText, textOf, UNTOLD } from './template-text.ts';
import { resourcesOf, spotOfResource, valueOf, type TemplateResource, type TemplateTree } from './template-tree.ts';

/** The definition of a state machine of the template. */
export interface MachineDefinition {
  readonly logicalId: string;
  readonly definition: Definition;
  /** JSON Pointer in the template; undefined for a definition in a file of its own. */
  readonly pointer?: string | undefined;
}

/**
 * What a Map Run can begin and end well without: a look at its children, a stop, a redrive, what an upload in parts
 * cleans up. Published workflows run with StartExecution alone.
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
 */
const AT_TIMES: Readonly<Record<string, ReadonlySet<string>>> = {
  FollowChildExecutions: new Set(['states:DescribeExecution', 'states:StopExecution']),
  RedriveChildExecutions: new Set(['states:RedriveExecution']),
  WriteResults: new Set(['s3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload']),
};
const FUNCTION = 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:';

/** Whether the roles of machines with a distributed Map allow what it needs, as far as the template tells. */
export function checkMapPermissions(tree: TemplateTree, machines: readonly MachineDefinition[], report: Report): void {
  for (const machine of machines) {
    const resource = tree.resources.get(machine.logicalId);
    const needed = resource && neededBy(tree, resource, machine);
    const role = resource && needed && runRoleOf(tree, resource);
    if (!role) continue;
    const missing = needed.flatMap((statement) => missingOf(tree, statement, role));
    const isAtTimes = ({ sid }: Statement, action: string): boolean =>
      Object.entries(AT_TIMES).some(([name, actions]) => sid.startsWith(name) && actions.has(action));
    reportMissing(
      tree,
      resource,
      role,
      pick(missing, (each, action) => !isAtTimes(each, action)),
      'MISSING_MAP_PERMISSION',
      report,
    );
    reportMissing(tree, resource, role, pick(missing, isAtTimes), 'INCOMPLETE_MAP_PERMISSION', report);
  }
}

/** The statements that a machine needs; undefined for one without a distributed Map. */
export function neededBy(
  tree: TemplateTree,
  resource: TemplateResource,
  { definition, pointer = '' }: MachineDefinition,
): readonly Statement[] | undefined {
  const values = new Map<string, string>();
  const given = valueOf(resource, 'DefinitionSubstitutions');
  for (const { key, value } of given?.kind === 'object' ? given.properties : []) values.set(key.value, textOf(value));
  const [, sub] = /\/(Fn::Sub)(?:\/0)?$/.exec(pointer) ?? [];
  if (sub !== undefined)
    for (const { kind, name } of listSubstitutions(definition))
      if (kind === 'placeholder' && isNamed(tree, name)) values.set(name, `\${${name}}`);
  const told = Object.fromEntries([...values].filter(([, text]) => !text.includes(UNTOLD)));
  const privileges = leastPrivilege(definition, templateContext(resource.logicalId, told));
  if (privileges.selfStatements.length === 0) return undefined;
  return [...privileges.selfStatements, ...privileges.statements];
}

/** A name that Fn::Sub takes from the template, not from variables of its own. */
function isNamed({ resources, parameters }: TemplateTree, name: string): boolean {
  const [id = ''] = name.split('.');
  return name.startsWith('AWS::') || resources.has(id) || parameters.has(id);
}

/** The statement with what of it the role does not allow; empty where it may allow all of it. */
function missingOf(tree: TemplateTree, statement: Statement, { grants }: RunRole): Statement[] {
  const lacking = (action: string, resource: string): boolean => {
    const ways = waysToName(tree, resource, action);
    return ways.length > 0 && !ways.some((way) => grants.some((grant) => mayAllow(grant, action, way)));
  };
  return statement.resources.flatMap((resource) => {
    const actions = statement.actions.filter((action) => lacking(action, resource));
    return actions.length === 0 || isAllowedElsewhere(tree, resource)
      ? []
      : [{ ...statement, actions, resources: [resource] }];
  });
}

/** The patterns that a policy may have for a resource; none where it cannot be told what the resource is. */
function waysToName(tree: TemplateTree, resource: string, action: string): readonly string[] {
  const text = expandText(tree, resource);
  // Functions are named by their names, too.
  const arn = text.startsWith('arn:') || !action.startsWith('lambda:') ? text : FUNCTION + text;
  if (/:execution:/.test(arn)) return [arn, arn.replace(/:\*$/, '/*')];
  const [, named] = /^(.*:function:(?:\$\{#[^}]*\}|[^:$])+):/.exec(arn) ?? [];
  if (named !== undefined) return [arn, named];
  // A bucket from elsewhere may have a policy there.
  const bucket = bucketIn(arn);
  const isOpen = bucket !== undefined && !isKnownBucket(tree, bucket);
  return isOpen || !arn.startsWith('arn:') ? [] : [arn];
}

/** The name of the bucket that an ARN is of, or of an object in it. */
function bucketIn(arn: string): string | undefined {
  return /:s3:::((?:\$\{[^}]*\}|[^/])+)/.exec(arn)?.[1];
}

/** One of the template, or one whose name is written out. */
function isKnownBucket(tree: TemplateTree, name: string): boolean {
  return (
    !name.replaceAll(/\$\{AWS::[A-Za-z]+\}/g, '').includes('${') ||
    resourcesOf(tree, 'AWS::S3::Bucket').some(({ logicalId }) => expandText(tree, `\${${logicalId}}`) === name)
  );
}

/** A bucket's own policy, or a function's, may allow it to the role. */
function isAllowedElsewhere(tree: TemplateTree, resource: string): boolean {
  const arn = expandText(tree, resource);
  const bucket = bucketIn(arn);
  if (bucket !== undefined)
    return resourcesOf(tree, 'AWS::S3::BucketPolicy').some((policy) => {
      const text = expandText(tree, textOf(valueOf(policy, 'Bucket')));
      return text === bucket || !/^(?:\$\{#[^}]*\}|[a-z0-9.-]+)$/.test(text);
    });
  if (!arn.includes(':lambda:') && arn.startsWith('arn:')) return false;
  return resourcesOf(tree, 'AWS::Lambda::Permission').some(
    (permission) => !/\.amazonaws\.com(?:\.cn)?$/.test(textOf(valueOf(permission, 'Principal'))),
  );
}

function pick(
  statements: readonly Statement[],
  isWanted: (statement: Statement, action: string) => boolean,
): readonly Statement[] {
  return statements.flatMap((statement) => {
    const actions = statement.actions.filter((action) => isWanted(statement, action));
    return actions.length === 0 ? [] : [{ ...statement, actions }];
  });
}

function reportMissing(
  tree: TemplateTree,
  resource: TemplateResource,
  role: RunRole,
  missing: readonly Statement[],
  code: Code,
  report: Report,
): void {
  if (missing.length === 0) return;
  const list = missing.map(
    ({ actions, resources }) =>
      `${actions.join(', ')} on ${resources.map((each) => shortly(each, resource.logicalId)).join(', ')}`,
  );
  const end =
    code === 'MISSING_MAP_PERMISSION'
      ? 'Allow it, or the Map Run fails.'
      : 'Allow it: AWS asks for it, for redrives, stops and uploads that break off.';
  const id = freeLogicalId(tree, `${resource.logicalId}MapPolicy`);
  const policy = {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: id,
      Roles: [{ Ref: role.logicalId }],
      PolicyDocument: renderPolicy(missing.map((each, index) => ({ ...each, sid: numbered(missing, index) }))),
    },
  };
  report(
    code,
    spotOfRole(resource),
    `${resource.logicalId} has a distributed Map, and its role does not allow ${list.join('; ')}. ${end}`,
    {
      fixes: [changeTemplate(tree, `Add the policy ${id}`, [addResource(id, policy)])],
    },
  );
}

/** A resource of a statement in the fewest words that tell it from others. */
function shortly(resource: string, machineId: string): string {
  if (resource === `\${${machineId}}`) return 'itself';
  if (resource.includes(`:execution:\${${machineId}.`)) return 'its executions';
  return resource.replace(/^arn:.*:s3:::/, '').replace(/\$\{([A-Za-z0-9]+)(?:\.Arn)?\}/g, '$1');
}

/** Sids are unique in a policy. */
function numbered(statements: readonly Statement[], index: number): string {
  const { sid = '' } = statements[index] ?? {};
  const before = statements.slice(0, index).filter((each) => each.sid === sid).length;
  return before === 0 ? sid : `${sid}${before + 1}`;
}

/** Where the machine says what it may do, else its name. */
function spotOfRole(resource: TemplateResource): Spot {
  for (const name of ['Role', 'RoleArn', 'Policies']) {
    const property = propertyOf(resource.properties?.node, name);
    if (property && resource.properties) return spotOfKey(property, resource.properties.pointer);
  }
  return spotOfResource(resource);
}
