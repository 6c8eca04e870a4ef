import type { ObjectNode, ValueNode } from '../../asl/syntax.ts';
import { propertyOf, stringOf } from '../../asl/values.ts';
import { managedPolicy, samPolicy } from './known-policies.ts';
import type { Granted } from './may-allow.ts';
import { expandText, resourceNamedBy, textOf } from './template-text.ts';
import { resourcesOf, valueOf, type TemplateResource, type TemplateTree } from './template-tree.ts';

/** The role that a function or a state machine runs as. */
export interface RunRole {
  /** What Ref gives in a template: the role's logical id. */
  readonly logicalId: string;
  readonly grants: readonly Granted[];
}

/** Grants, or undefined where some of them are not in the template: then nothing can be said to be missing. */
type Grants = readonly Granted[] | undefined;

/**
 * The role of a function or a state machine with all that its policies in the template allow; undefined where the role,
 * or a policy of it, is not in the template. Denials and conditions are left out: they never allow more.
 *
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
 */
export function runRoleOf(tree: TemplateTree, owner: TemplateResource): RunRole | undefined {
  if (tree.hasUnseen || !owner.properties || isConnected(tree, owner)) return undefined;
  const named = valueOf(owner, 'Role') ?? valueOf(owner, 'RoleArn');
  const role = named && resourceNamedBy(tree, named, 'AWS::IAM::Role');
  if (named ? !role?.properties : !owner.type.startsWith('AWS::Serverless::')) return undefined;
  const logicalId = role?.logicalId ?? `${owner.logicalId}Role`;
  const general = owner.type === 'AWS::Serverless::Function' ? tree.functionGlobals : undefined;
  const grants = joinGrants([
    role ? ofInlinePolicies(tree, valueOf(role, 'Policies')) : ofPolicies(tree, valueOf(owner, 'Policies')),
    role
      ? ofPolicies(tree, valueOf(role, 'ManagedPolicyArns'))
      : ofPolicies(tree, propertyOf(general, 'Policies')?.value),
    ...ofAttached(tree, logicalId, role),
  ]);
  return grants && { logicalId, grants };
}

/** SAM's connectors grant what they think fit. */
function isConnected(tree: TemplateTree, { node, logicalId }: TemplateResource): boolean {
  if (propertyOf(node, 'Connectors')) return true;
  return resourcesOf(tree, 'AWS::Serverless::Connector').some((connector) => {
    const id = stringOf(propertyOf(valueOf(connector, 'Source'), 'Id')?.value);
    return id === undefined || id === logicalId;
  });
}

/** Policies that name the role, rather than being named by it. */
function ofAttached(tree: TemplateTree, roleId: string, role: TemplateResource | undefined): Grants[] {
  const names = (node: ValueNode): boolean | undefined => {
    const text = textOf(node);
    if (text === `\${${roleId}}`) return true;
    const expanded = expandText(tree, text);
    if (role && expanded === expandText(tree, `\${${role.logicalId}}`)) return true;
    return expanded.includes('${') ? undefined : false;
  };
  const policies = resourcesOf(tree, 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy');
  return policies.flatMap((policy): Grants[] => {
    const listed = valueOf(policy, 'Roles') ?? valueOf(policy, 'RoleName');
    if (listed === undefined) return [];
    const roles = listed.kind === 'array' ? listed.items.map(names) : [names(listed)];
    // One that may be attached to the role may allow all that is missing.
    const isOther = roles.every((each) => each === false) || (!roles.includes(true) && namesResources(tree, listed));
    return isOther ? [] : [ofDocument(tree, valueOf(policy, 'PolicyDocument'))];
  });
}

/** Whether all that is listed is a role of the template, or one that SAM makes for a resource of it. */
function namesResources(tree: TemplateTree, listed: ValueNode): boolean {
  const items = listed.kind === 'array' ? listed.items : [listed];
  return items.every((item) => {
    const [, id] = /^\$\{([A-Za-z0-9]+)\}$/.exec(textOf(item)) ?? [];
    return id !== undefined && (tree.resources.has(id) || tree.resources.has(id.replace(/Role$/, '')));
  });
}

/** SAM's Policies, or a list of managed policies: one, or several, of any kind. */
function ofPolicies(tree: TemplateTree, node: ValueNode | undefined): Grants {
  if (node === undefined) return [];
  if (node.kind === 'array') return joinGrants(node.items.map((item) => ofPolicies(tree, item)));
  if (node.kind === 'object') {
    if (propertyOf(node, 'Statement')) return ofDocument(tree, node);
    return ofTemplate(tree, node);
  }
  const text = textOf(node);
  if (text === '${AWS::NoValue}') return [];
  const own = resourceOf(tree, text);
  if (own?.type === 'AWS::IAM::ManagedPolicy') return ofDocument(tree, valueOf(own, 'PolicyDocument'));
  return managedPolicy(text);
}

function resourceOf({ resources }: TemplateTree, text: string): TemplateResource | undefined {
  const [, id = ''] = /^\$\{([A-Za-z0-9]+)\}$/.exec(text) ?? [];
  return resources.get(id);
}

/** A policy template of SAM: its name over its parameters. */
function ofTemplate(tree: TemplateTree, node: ObjectNode): Grants {
  const [only, ...more] = node.properties;
  if (!only || more.length > 0) return undefined;
  return samPolicy(only.key.value, (name) => expandText(tree, textOf(propertyOf(only.value, name)?.value)));
}

/** The Policies of a role: names with documents. */
function ofInlinePolicies(tree: TemplateTree, node: ValueNode | undefined): Grants {
  if (node === undefined || textOf(node) === '${AWS::NoValue}') return [];
  if (node.kind !== 'array') return undefined;
  return joinGrants(node.items.map((item) => ofDocument(tree, propertyOf(item, 'PolicyDocument')?.value)));
}

function ofDocument(tree: TemplateTree, node: ValueNode | undefined): Grants {
  const statements = propertyOf(node, 'Statement')?.value;
  if (statements?.kind === 'object') return ofStatement(tree, statements);
  if (statements?.kind !== 'array') return undefined;
  return joinGrants(statements.items.map((item) => (item.kind === 'object' ? ofStatement(tree, item) : undefined)));
}

function ofStatement(tree: TemplateTree, node: ObjectNode): Grants {
  const effect = stringOf(propertyOf(node, 'Effect')?.value);
  if (effect === 'Deny') return [];
  if (effect !== 'Allow') return undefined;
  const textsOf = (name: string): readonly string[] => {
    const value = propertyOf(node, name)?.value;
    // What all but some is may be anything.
    if (value === undefined) return ['*'];
    return (value.kind === 'array' ? value.items : [value]).map((item) => expandText(tree, textOf(item)));
  };
  return [{ actions: textsOf('Action'), resources: textsOf('Resource') }];
}

function joinGrants(parts: readonly Grants[]): Grants {
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? known.flat() : undefined;
}
