import { isJsonObject } from '../../asl/json.ts';
import type { SubstitutionNode, ValueNode } from '../../asl/syntax.ts';
import { toJson } from '../../asl/values.ts';
import { valueOf, type TemplateResource, type TemplateTree } from './template-tree.ts';

/** Stands for a part of a text that only the deployment knows. */
export const UNTOLD = '${?}';

const ARN = 'arn:${AWS::Partition}';
const HERE = '${AWS::Region}:${AWS::AccountId}';
/** Names that refer to each other in a circle are not followed for ever. */
const DEEPEST = 5;

/** How a resource is named by Ref and Fn::GetAtt, given its name. */
interface Naming {
  /** The property that gives it its name. */
  readonly name: string;
  readonly ref: (name: string) => string;
  readonly attributes: Readonly<Record<string, (name: string) => string>>;
}

const itself = (name: string): string => name;
const naming = (property: string, ref: Naming['ref'], attributes: Naming['attributes'] = {}): Naming => ({
  name: property,
  ref,
  attributes,
});

const FUNCTION_ARN = (name: string): string => `${ARN}:lambda:${HERE}:function:${name}`;
const MACHINE_ARN = (name: string): string => `${ARN}:states:${HERE}:stateMachine:${name}`;
const FUNCTION = naming('FunctionName', itself, {
  Arn: FUNCTION_ARN,
  Alias: (name) => `${FUNCTION_ARN(name)}:${UNTOLD}`,
  Version: (name) => `${FUNCTION_ARN(name)}:${UNTOLD}`,
});
const machine = (property: string): Naming => naming(property, MACHINE_ARN, { Arn: MACHINE_ARN, Name: itself });
const TABLE = naming('TableName', itself, {
  Arn: (name) => `${ARN}:dynamodb:${HERE}:table/${name}`,
  StreamArn: (name) => `${ARN}:dynamodb:${HERE}:table/${name}/stream/${UNTOLD}`,
});

/** What Ref and Fn::GetAtt give: the page of each resource type in the CloudFormation reference. */
const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::S3::Bucket': naming('BucketName', itself, { Arn: (name) => `${ARN}:s3:::${name}` }),
  'AWS::SQS::Queue': naming(
    'QueueName',
    (name) => `https://sqs.\${AWS::Region}.\${AWS::URLSuffix}/\${AWS::AccountId}/${name}`,
    { Arn: (name) => `${ARN}:sqs:${HERE}:${name}`, QueueName: itself },
  ),
  'AWS::SNS::Topic': naming('TopicName', (name) => `${ARN}:sns:${HERE}:${name}`, {
    TopicArn: (name) => `${ARN}:sns:${HERE}:${name}`,
    TopicName: itself,
  }),
  'AWS::Kinesis::Stream': naming('Name', itself, { Arn: (name) => `${ARN}:kinesis:${HERE}:stream/${name}` }),
  'AWS::Kinesis::StreamConsumer': naming(
    'ConsumerName',
    (name) => `${ARN}:kinesis:${HERE}:stream/${UNTOLD}/consumer/${name}:${UNTOLD}`,
    { ConsumerARN: (name) => `${ARN}:kinesis:${HERE}:stream/${UNTOLD}/consumer/${name}:${UNTOLD}` },
  ),
  'AWS::DynamoDB::Table': TABLE,
  'AWS::DynamoDB::GlobalTable': TABLE,
  'AWS::Serverless::SimpleTable': TABLE,
  'AWS::Serverless::Function': FUNCTION,
  'AWS::Lambda::Function': FUNCTION,
  'AWS::Serverless::StateMachine': machine('Name'),
  'AWS::StepFunctions::StateMachine': machine('StateMachineName'),
  'AWS::IAM::Role': naming('RoleName', itself, { Arn: (name) => `${ARN}:iam::\${AWS::AccountId}:role/${name}` }),
};

/**
 * A value as the text that Fn::Sub would be given for it: `!GetAtt Queue.Arn` is `${Queue.Arn}`, and what only the
 * deployment knows is UNTOLD.
 */
export function textOf(node: ValueNode | undefined): string {
  if (node === undefined) return UNTOLD;
  if (node.kind === 'string') return node.value.includes('${') ? UNTOLD : node.value;
  if (node.kind === 'number' || node.kind === 'boolean') return String(node.value);
  return node.kind === 'substitution' ? textOfFunction(node) : UNTOLD;
}

function textOfFunction({ fn, argument }: SubstitutionNode): string {
  if (argument?.kind === 'string') {
    if (fn === 'Ref' || fn === 'GetAtt') return `\${${argument.value}}`;
    return fn === 'Sub' ? ofSub(argument.value, {}) : UNTOLD;
  }
  if (argument?.kind !== 'array') return UNTOLD;
  const [first, second] = argument.items;
  if (fn === 'GetAtt') return `\${${argument.items.map((item) => textOf(item)).join('.')}}`;
  if (fn === 'Sub' && first?.kind === 'string') {
    const variables = second?.kind === 'object' ? second.properties : [];
    return ofSub(first.value, Object.fromEntries(variables.map(({ key, value }) => [key.value, textOf(value)])));
  }
  if (fn === 'Join' && first?.kind === 'string' && second?.kind === 'array')
    return second.items.map((item) => textOf(item)).join(first.value);
  return UNTOLD;
}

function ofSub(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{([^}]*)\}/g, (written, name: string) => {
    if (name.startsWith('!')) return UNTOLD;
    return Object.hasOwn(variables, name) ? (variables[name] ?? UNTOLD) : written;
  });
}

/**
 * Puts what Ref and Fn::GetAtt give into a text, so that two ways to name one thing become one: `${Bucket.Arn}` is
 * `arn:${AWS::Partition}:s3:::` and the bucket's name, `${#Bucket}` where CloudFormation makes the name up.
 */
export function expandText(tree: TemplateTree, text: string, depth = 0): string {
  if (!text.includes('${') || depth > DEEPEST) return text;
  return text.replace(/\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}/g, (written, id: string, attribute?: string) => {
    const resource = tree.resources.get(id);
    if (resource === undefined) return written;
    const known = Object.hasOwn(NAMINGS, resource.type) ? NAMINGS[resource.type] : undefined;
    if (known === undefined) return ofAlias(tree, resource, attribute, depth) ?? UNTOLD;
    const make = attribute === undefined ? known.ref : own(known.attributes, attribute);
    return make ? make(nameOf(tree, resource, known, depth)) : UNTOLD;
  });
}

/** Ref of an alias or a version is an ARN of its function. */
function ofAlias(
  tree: TemplateTree,
  resource: TemplateResource,
  attribute: string | undefined,
  depth: number,
): string | undefined {
  if (!/^AWS::Lambda::(Alias|Version)$/.test(resource.type) || attribute !== undefined) return undefined;
  const name = functionNameIn(expandText(tree, textOf(valueOf(resource, 'FunctionName')), depth + 1));
  return `${FUNCTION_ARN(name)}:${UNTOLD}`;
}

/** The name in a function's name, ARN, or ARN with a version or an alias. */
function functionNameIn(text: string): string {
  const [, name] = /:function:((?:\$\{[^}]*\}|[^:$])+)/.exec(text) ?? [];
  return name ?? text.replace(/:[A-Za-z0-9$_-]+$/, '');
}

function nameOf(tree: TemplateTree, resource: TemplateResource, { name }: Naming, depth: number): string {
  const given = valueOf(resource, name);
  const text = given === undefined ? UNTOLD : expandText(tree, textOf(given), depth + 1);
  return text.includes(UNTOLD) ? `\${#${resource.logicalId}}` : text;
}

/**
 * The resource of the template that a value names by Ref, Fn::GetAtt, its name or its ARN; undefined where it names
 * something else, several, or cannot be told.
 */
export function resourceNamedBy(
  tree: TemplateTree,
  node: ValueNode | undefined,
  ...types: readonly string[]
): TemplateResource | undefined {
  const text = expandText(tree, textOf(node));
  if (text.includes(UNTOLD) && !text.includes(':function:')) return undefined;
  const found = [...tree.resources.values()].filter(
    ({ type, logicalId }) =>
      types.includes(type) &&
      [`\${${logicalId}}`, `\${${logicalId}.Arn}`].some((own) => isSameTarget(expandText(tree, own), text)),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** Names and ARNs of one account are told apart by what follows region and account. */
function isSameTarget(a: string, b: string): boolean {
  if (a === b) return true;
  const [left, right] = [partsOfArn(a), partsOfArn(b)];
  if (left?.service !== right?.service || left === undefined || right === undefined) return false;
  return left.service === 'lambda' ? functionNameIn(a) === functionNameIn(b) : left.rest === right.rest;
}

/** The service of an ARN, and what follows its account. Undefined for a text that is none. */
export function partsOfArn(text: string): { readonly service: string; readonly rest: string } | undefined {
  const match = /^arn:(?:\$\{[^}]*\}|[^:])*:([a-z0-9-]+):(?:\$\{[^}]*\}|[^:])*:(?:\$\{[^}]*\}|[^:])*:(.*)$/s.exec(text);
  return match ? { service: match[1] ?? '', rest: match[2] ?? '' } : undefined;
}

/** Whether a value is, or holds, something that only the deployment knows. */
export function isPlain(node: ValueNode): boolean {
  const holdsFunction = (value: ReturnType<typeof toJson>): boolean => {
    if (Array.isArray(value)) return value.some(holdsFunction);
    if (!isJsonObject(value)) return false;
    return Object.entries(value).some(([key, item]) => key === 'Ref' || key.startsWith('Fn::') || holdsFunction(item));
  };
  return !holdsFunction(toJson(node));
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
