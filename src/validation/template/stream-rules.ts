import { formatPointer } from '../../asl/pointer.ts';
import type { Change } from '../../asl/changes.ts';
import { propertyOf } from '../../asl/values.ts';
import type { Fix } from '../finding.ts';
import type { Report } from '../report.ts';
import { batchSizes } from './batch-rules.ts';
import type { EventSource } from './event-sources.ts';
import { possibleFlag, possibleNumbers, possibleValues } from './possible-values.ts';
import { addResource, changeNumber, changeTemplate, changeTo, freeLogicalId } from './template-fixes.ts';
import { resourceNamedBy } from './template-text.ts';
import { sectionIn, spotOf, valueOf, type TemplateResource, type TemplateTree } from './template-tree.ts';

/** What a quick fix sets: some minutes of a passing fault, and not the day that a stream keeps its records. */
const RETRIES = 10;
const ENDLESS = -1;
/** The longest that SQS keeps a message, in seconds. */
const RETENTION = 1_209_600;

/**
 * Streams are worked on in order, so a record that always fails holds up its shard: until when, and what becomes of it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function checkStreams(tree: TemplateTree, sources: readonly EventSource[], report: Report): void {
  for (const source of sources) {
    if (source.kind !== 'stream') continue;
    checkRetries(tree, source, report);
    checkBisect(tree, source, report);
    checkDestination(tree, source, report);
  }
}

function checkRetries(tree: TemplateTree, { properties, spot, name }: EventSource, report: Report): void {
  const isEndless = (property: string): boolean =>
    possibleNumbers(tree, propertyOf(properties.node, property)?.value, ENDLESS)?.every((each) => each < 0) ?? false;
  if (!isEndless('MaximumRetryAttempts') || !isEndless('MaximumRecordAgeInSeconds')) return;
  const change = changeNumber(tree, properties, 'MaximumRetryAttempts', RETRIES);
  report(
    'UNBOUNDED_STREAM_RETRIES',
    spotOf(properties, 'MaximumRetryAttempts', spot),
    `A record that always fails is tried until it expires, and its shard stands still as long: give ${name} a MaximumRetryAttempts, or a MaximumRecordAgeInSeconds.`,
    { fixes: change ? [changeTemplate(tree, `Set MaximumRetryAttempts to ${RETRIES}`, [change])] : [] },
  );
}

function checkBisect(tree: TemplateTree, source: EventSource, report: Report): void {
  const { properties, spot, name } = source;
  const sizes = batchSizes(tree, source);
  const node = propertyOf(properties.node, 'BisectBatchOnFunctionError')?.value;
  if (!sizes || Math.min(...sizes) < 2 || possibleFlag(tree, node) !== false) return;
  const canSet = node === undefined || node.kind === 'boolean' || node.kind === 'string';
  report(
    'MISSING_BISECT',
    spotOf(properties, 'BisectBatchOnFunctionError', spot),
    `When the function throws, the whole batch is tried again, and given up with the bad record: set BisectBatchOnFunctionError to true for ${name}.`,
    {
      fixes: canSet
        ? [
            changeTemplate(tree, 'Set BisectBatchOnFunctionError to true', [
              changeTo(properties, 'BisectBatchOnFunctionError', true),
            ]),
          ]
        : [],
    },
  );
}

function checkDestination(tree: TemplateTree, source: EventSource, report: Report): void {
  const { properties, spot, name } = source;
  const config = propertyOf(properties.node, 'DestinationConfig')?.value;
  const section = sectionIn(properties, 'DestinationConfig');
  const given = section ? propertyOf(section.node, 'OnFailure')?.value : config;
  if (!(possibleValues(tree, given)?.every((value) => value === undefined) ?? false)) return;
  report(
    'MISSING_FAILURE_DESTINATION',
    spotOf(properties, 'DestinationConfig', spot),
    `Records that are given up leave no trace: give ${name} a DestinationConfig with OnFailure, such as a queue, and let the function’s role send to it.`,
    { fixes: destinationFixes(tree, source) },
  );
}

/** A queue, the destination, and, unless SAM adds it, the permission; none where the role is not in the template. */
function destinationFixes(tree: TemplateTree, { target, properties, isSam }: EventSource): Fix[] {
  if (!target) return [];
  const id = freeLogicalId(tree, `${target.logicalId}Failures`);
  const arn = { 'Fn::GetAtt': [id, 'Arn'] };
  const permission = permissionFor(tree, target, id);
  if (permission === undefined) return [];
  const onFailure = { OnFailure: { ...(isSam ? { Type: 'SQS' } : {}), Destination: arn } };
  const section = sectionIn(properties, 'DestinationConfig');
  const destination = section
    ? changeTo(section, 'OnFailure', onFailure.OnFailure)
    : changeTo(properties, 'DestinationConfig', onFailure);
  const queue = { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: RETENTION } };
  return [changeTemplate(tree, `Add the queue ${id}`, [destination, ...permission, addResource(id, queue)])];
}

/**
 * SAM lets the role that it makes send to the destination. A role of the template gets a policy of its own in its list.
 * Undefined for another role.
 */
function permissionFor(tree: TemplateTree, target: TemplateResource, queueId: string): readonly Change[] | undefined {
  const role = valueOf(target, 'Role');
  if (role === undefined)
    return target.type === 'AWS::Serverless::Function' && !propertyOf(tree.functionGlobals, 'Role') ? [] : undefined;
  const owner = resourceNamedBy(tree, role, 'AWS::IAM::Role');
  if (!owner?.properties) return undefined;
  const policy = {
    PolicyName: queueId,
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [{ 'Fn::GetAtt': [queueId, 'Arn'] }] }],
    },
  };
  const policies = propertyOf(owner.properties.node, 'Policies')?.value;
  if (policies === undefined) return [changeTo(owner.properties, 'Policies', [policy])];
  const pointer = owner.properties.pointer + formatPointer(['Policies']);
  return policies.kind === 'array' ? [{ kind: 'insert-item', pointer, value: policy }] : undefined;
}
