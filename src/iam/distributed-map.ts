import { isJsonObject, type JsonObject } from '../asl/json.ts';
import type { Grant } from './integrations.ts';
import type { PolicyContext, Statement } from './statement.ts';
import { keysOf, namedText, serviceArn, type NamedText } from './texts.ts';

/**
 * A distributed Map starts executions of its own machine, looks at them and stops them; a redrive restarts them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html (StopExecution is missing there,
 * and needed when a Map Run ends early).
 */
export function grantMapRun(label: string | undefined, context: PolicyContext): Statement[] {
  return mapRunStatements(label === undefined ? '*' : `${label}:*`, [], context);
}

/**
 * A distributed Map within the children of another is started by a child, whose machine is named `<machine>/<label>`. AWS
 * does not say how it names what belongs to that child's Map Run, so all below the machine's own name is granted too.
 */
export function grantNestedMapRun(context: PolicyContext): Statement[] {
  return mapRunStatements('*', ['/*'], context);
}

function mapRunStatements(redriven: string, below: readonly string[], context: PolicyContext): Statement[] {
  const executions = `execution:${context.stateMachineName}`;
  const executionsOf = (names: string): string => serviceArn('states', `${executions}${names}`, context);
  return [
    {
      sid: 'StartChildExecutions',
      actions: ['states:StartExecution'],
      resources: ['', ...below].map((names) => `${context.stateMachineArn}${names}`),
    },
    {
      sid: 'FollowChildExecutions',
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [':*', ...below].map(executionsOf),
    },
    {
      sid: 'RedriveChildExecutions',
      actions: ['states:RedriveExecution'],
      resources: [executionsOf(`/${redriven}`)],
    },
  ];
}

/** What an ItemReader reads: a key, a listed prefix, or an inventory's manifest and its files. */
export function grantReader(reader: JsonObject, context: PolicyContext): Grant {
  const fields = argumentsOf(reader);
  const bucket = namedText(fields, 'Bucket', context);
  if ('fault' in bucket) return bucket;
  const arn = `arn:${context.partition}:s3:::${bucket.text}`;
  if (actionOf(reader) === 'listObjectsV2') return grantListing(reader, arn, optional(fields, 'Prefix', context));
  if (actionOf(reader) !== 'getObject') return { fault: 'the permissions of its reader are not known here' };
  const key = optional(fields, 'Key', context);
  const action = 'VersionId' in fields || 'VersionId.$' in fields ? 's3:GetObjectVersion' : 's3:GetObject';
  const keys = textOr(key, keysOf(bucket.text, context));
  const statements: Statement[] = [{ sid: 'ReadItems', actions: [action], resources: [`${arn}/${keys}`] }];
  const config = isJsonObject(reader.ReaderConfig) ? reader.ReaderConfig : {};
  if (config.InputType === 'MANIFEST' || config.ManifestType !== undefined)
    statements.push({
      sid: 'ReadManifestFiles',
      actions: ['s3:GetObject'],
      resources: [manifestFiles(arn, key, config)],
    });
  return { statements };
}

function grantListing(reader: JsonObject, arn: string, prefix: NamedText): Grant {
  const text = textOr(prefix, '');
  const config = isJsonObject(reader.ReaderConfig) ? reader.ReaderConfig : {};
  const list: Statement = {
    sid: 'ListItems',
    actions: ['s3:ListBucket'],
    resources: [arn],
    ...(text === '' ? {} : { condition: { StringLike: { 's3:prefix': [`${text}*`] } } }),
  };
  if (config.Transformation !== 'LOAD_AND_FLATTEN') return { statements: [list] };
  return {
    statements: [list, { sid: 'ReadItems', actions: ['s3:GetObject'], resources: [`${arn}/${text}*`] }],
  };
}

/**
 * S3 writes an inventory's manifest to `<configuration>/<date>/manifest.json` and its files to `<configuration>/data/`.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 */
function manifestFiles(arn: string, key: NamedText, config: JsonObject): string {
  const folders = config.ManifestType === 'ATHENA_DATA' ? undefined : /^(.*\/)?[^/]+\/[^/]+$/.exec(textOr(key, ''));
  return folders ? `${arn}/${folders[1] ?? ''}data/*` : `${arn}/*`;
}

/** The ResultWriter uploads in parts. Undefined when results stay in the state's output. */
export function grantWriter(writer: JsonObject, context: PolicyContext): Grant {
  const fields = argumentsOf(writer);
  if (writer.Resource === undefined && Object.keys(fields).length === 0) return { statements: [] };
  const bucket = namedText(fields, 'Bucket', context);
  if ('fault' in bucket) return bucket;
  const prefix = textOr(optional(fields, 'Prefix', context), '').replace(/\/$/, '');
  return {
    statements: [
      {
        sid: 'WriteResults',
        actions: ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
        resources: [`arn:${context.partition}:s3:::${bucket.text}/${prefix === '' ? '' : `${prefix}/`}*`],
      },
    ],
  };
}

function argumentsOf(node: JsonObject): JsonObject {
  if (isJsonObject(node.Arguments)) return node.Arguments;
  return isJsonObject(node.Parameters) ? node.Parameters : {};
}

function actionOf({ Resource: resource }: JsonObject): string | undefined {
  return typeof resource === 'string' ? /:states:::s3:(\w+)$/.exec(resource)?.[1] : undefined;
}

function optional(fields: JsonObject, field: string, context: PolicyContext): NamedText {
  return namedText(fields, field, context);
}

function textOr(named: NamedText, otherwise: string): string {
  return 'text' in named ? named.text : otherwise;
}
