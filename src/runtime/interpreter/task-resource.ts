import type { EventType } from '../history/events.ts';

/** How Step Functions waits for a task, and which events it writes for it. */
export interface TaskResource {
  readonly kind: 'lambda' | 'activity' | 'service';
  /** As written. */
  readonly resource: string;
  /** What all of its events name; empty for functions and activities. */
  readonly names: { readonly resourceType?: string; readonly resource?: string };
  readonly waitsForToken: boolean;
  /** The service answers when it takes the job, and the task ends later. */
  readonly submits: boolean;
  readonly events: TaskEvents;
}

export interface TaskEvents {
  readonly scheduled: EventType;
  readonly started: EventType;
  readonly succeeded: EventType;
  readonly failed: EventType;
  readonly timedOut: EventType;
}

const LAMBDA: TaskEvents = {
  scheduled: 'LambdaFunctionScheduled',
  started: 'LambdaFunctionStarted',
  succeeded: 'LambdaFunctionSucceeded',
  failed: 'LambdaFunctionFailed',
  timedOut: 'LambdaFunctionTimedOut',
};
const ACTIVITY: TaskEvents = {
  scheduled: 'ActivityScheduled',
  started: 'ActivityStarted',
  succeeded: 'ActivitySucceeded',
  failed: 'ActivityFailed',
  timedOut: 'ActivityTimedOut',
};
const SERVICE: TaskEvents = {
  scheduled: 'TaskScheduled',
  started: 'TaskStarted',
  succeeded: 'TaskSucceeded',
  failed: 'TaskFailed',
  timedOut: 'TaskTimedOut',
};

const FUNCTION_ARN = /^arn:[^:]+:lambda:[^:]*:[^:]*:function:/;
const ACTIVITY_ARN = /^arn:[^:]+:states:[^:]*:[^:]*:activity:/;
/** `lambda:invoke`, `aws-sdk:dynamodb:putItem`, `states:startExecution.sync:2` */
const SERVICE_ARN = /^arn:[^:]+:states:[^:]*:[^:]*:((?:aws-sdk:)?[\w-]+):([\w-]+(?:\.[\w:]+)?)$/;
const PATTERNS: ReadonlySet<string> = new Set(['', 'sync', 'sync:2', 'waitForTaskToken']);

/** Undefined for a Resource that is none of Step Functions'. */
export function parseTaskResource(resource: string): TaskResource | undefined {
  if (FUNCTION_ARN.test(resource))
    return { kind: 'lambda', resource, names: {}, waitsForToken: false, submits: false, events: LAMBDA };
  if (ACTIVITY_ARN.test(resource))
    return { kind: 'activity', resource, names: {}, waitsForToken: false, submits: false, events: ACTIVITY };
  const [, resourceType, action] = SERVICE_ARN.exec(resource) ?? [];
  if (resourceType === undefined || action === undefined) return undefined;
  const [, pattern = ''] = /\.(.*)$/.exec(action) ?? [];
  if (!PATTERNS.has(pattern)) return undefined;
  return {
    kind: 'service',
    resource,
    names: { resourceType, resource: action },
    waitsForToken: pattern === 'waitForTaskToken',
    submits: pattern !== '',
    events: SERVICE,
  };
}
