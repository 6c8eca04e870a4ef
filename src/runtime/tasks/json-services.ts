import type table from './aws-services.json';
import type { ServiceNames } from './sdk-answer.ts';

/** What a client of the AWS JSON protocols knows of a service; made by scripts/generate-aws-services.ts. */
export interface JsonService {
  /** As in AWS_ENDPOINT_URL_…, with blanks: `Secrets Manager`. */
  readonly serviceId: string;
  /** Of X-Amz-Target. */
  readonly target: string;
  readonly jsonVersion: string;
  readonly signingName: string;
  /** Whether its members begin with a small letter. */
  readonly lowerCase: boolean;
  /** Members that begin otherwise. */
  readonly exceptions: readonly string[];
  /** Members whose keys are free. */
  readonly maps: readonly string[];
  readonly datesSent: readonly string[];
  readonly datesReceived: readonly string[];
  readonly blobsSent: readonly string[];
  readonly sdk: string;
  readonly errors: readonly string[];
  /** With a small first letter. */
  readonly actions: readonly string[];
}

/** Optimized integrations that are one call, with their names in the AWS SDK for Java 1. */
const OPTIMIZED = {
  dynamodb: {
    service: 'dynamodb',
    actions: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
    names: { prefix: 'DynamoDB', service: 'AmazonDynamoDBv2', base: 'AmazonDynamoDBException' },
  },
  sqs: {
    service: 'sqs',
    actions: ['sendMessage'],
    names: { prefix: 'SQS', service: 'AmazonSQS', base: 'AmazonSQSException' },
  },
  events: {
    service: 'eventbridge',
    actions: ['putEvents'],
    names: { prefix: 'EventBridge', service: 'AmazonEventBridge', base: 'AmazonEventBridgeException' },
  },
} as const;

/** A service, and how its errors are named. */
export interface FoundService extends JsonService, ServiceNames {}

type Name = keyof typeof table;

/**
 * The service of `aws-sdk:NAME:action` or of an optimized integration; undefined when it speaks another protocol, is
 * not known here, or has no such action.
 */
export async function findJsonService(name: string, isSdk: boolean, action: string): Promise<FoundService | undefined> {
  const { default: services } = await import('./aws-services.json', { with: { type: 'json' } });
  const optimized = isSdk || !Object.hasOwn(OPTIMIZED, name) ? undefined : OPTIMIZED[name as keyof typeof OPTIMIZED];
  if (!isSdk && !optimized?.actions.some((known) => known === action)) return undefined;
  const key = optimized?.service ?? name;
  if (!Object.hasOwn(services, key)) return undefined;
  const service: JsonService = services[key as Name];
  return service.actions.includes(action) ? { ...service, optimized: optimized?.names } : undefined;
}
