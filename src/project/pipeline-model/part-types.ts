import type { PartType } from './pipeline-model.ts';

/** The resources that are parts of a pipeline. */
const PART_TYPES: Readonly<Record<string, PartType>> = {
  'AWS::S3::Bucket': 'Bucket',
  'AWS::Serverless::Function': 'Function',
  'AWS::Lambda::Function': 'Function',
  'AWS::SQS::Queue': 'Queue',
  'AWS::DynamoDB::Table': 'Table',
  'AWS::DynamoDB::GlobalTable': 'Table',
  'AWS::Serverless::SimpleTable': 'Table',
  'AWS::Kinesis::Stream': 'Stream',
  'AWS::SNS::Topic': 'Topic',
  'AWS::Events::Rule': 'Rule',
  'AWS::Scheduler::Schedule': 'Schedule',
  'AWS::Pipes::Pipe': 'Pipe',
  'AWS::Events::EventBus': 'EventBus',
  'AWS::Serverless::StateMachine': 'StateMachine',
  'AWS::StepFunctions::StateMachine': 'StateMachine',
  'AWS::Serverless::Api': 'Api',
  'AWS::Serverless::HttpApi': 'Api',
  'AWS::ApiGateway::RestApi': 'Api',
  'AWS::ApiGatewayV2::Api': 'Api',
};

/** What a resource of this type is in a pipeline; undefined for one that is no part of it. */
export function partTypeOf(resourceType: string): PartType | undefined {
  return Object.hasOwn(PART_TYPES, resourceType) ? PART_TYPES[resourceType] : undefined;
}
