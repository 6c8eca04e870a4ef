import type { PartType } from '../project/pipeline-model/pipeline-model.ts';
import type { GraphNode } from '../protocol/graph.ts';

/** What a box can be besides a state. No state has one of these for its type: it would be drawn as what it is not. */
const OTHER_TYPES: ReadonlySet<string> = new Set(['Start', 'End', 'Scope', 'Missing']);

/** How the parts of a pipeline are called in their picture. */
export const PART_NAMES: Readonly<Record<PartType, string>> = {
  Bucket: 'S3 bucket',
  Function: 'Lambda function',
  Queue: 'SQS queue',
  DeadLetterQueue: 'Dead-letter queue',
  Table: 'DynamoDB table',
  TableStream: 'Stream of changes',
  Stream: 'Kinesis stream',
  Topic: 'SNS topic',
  Rule: 'EventBridge rule',
  Schedule: 'Schedule',
  Pipe: 'EventBridge pipe',
  EventBus: 'Event bus',
  StateMachine: 'State machine',
  Api: 'API',
  Source: 'Event',
};

/** Whether a box can be selected: a state, which an execution enters, or a part of a pipeline. */
export function isSelectable({ type }: Pick<GraphNode, 'type'>): boolean {
  return !OTHER_TYPES.has(type);
}

/** Whether a state may be drawn by this type. */
export function canBeState(type: string): boolean {
  return !OTHER_TYPES.has(type) && !isPart(type);
}

export function isPart(type: string): type is PartType {
  return Object.hasOwn(PART_NAMES, type);
}
