import type { Shape } from './api-shape.ts';
import { unpackShape } from './packed-models.ts';

/**
 * Integrations of Step Functions' own (`sqs:sendMessage`), by the service that they call and the name that it has as an
 * `aws-sdk:` one. Those of them that answer with something else than the action does are not here.
 * https://docs.aws.amazon.com/step-functions/latest/dg/integrate-optimized.html
 */
const OPTIMIZED: Readonly<Record<string, readonly [service: string, actions: readonly string[]]>> = {
  athena: ['athena', ['getQueryExecution', 'getQueryResults', 'startQueryExecution', 'stopQueryExecution']],
  batch: ['batch', ['submitJob']],
  codebuild: ['codebuild', ['batchDeleteBuilds', 'batchGetReports', 'startBuild', 'startBuildBatch', 'stopBuild']],
  dynamodb: ['dynamodb', ['deleteItem', 'getItem', 'putItem', 'updateItem']],
  ecs: ['ecs', ['runTask']],
  events: ['eventbridge', ['putEvents']],
  glue: ['glue', ['startJobRun']],
  lambda: ['lambda', ['invoke']],
  sns: ['sns', ['publish']],
  sqs: ['sqs', ['sendMessage']],
  states: ['sfn', ['startExecution']],
};

/**
 * What a service integration answers with: `dynamodb:putItem`, `aws-sdk:s3:getObject`. Undefined where it is not known.
 */
export async function answerOf(integration: string): Promise<Shape | undefined> {
  const called = findAction(integration);
  if (!called) return undefined;
  const { default: services } = await import('./api-models.json', { with: { type: 'json' } });
  const service = Object.hasOwn(services, called.service) ? services[called.service] : undefined;
  if (!service || !Object.hasOwn(service.answers, called.action)) return undefined;
  const shape = unpackShape(service.shapes, service.answers[called.action] ?? -1);
  // Step Functions' own integration reads the JSON that the function has answered with.
  if (integration === 'lambda:invoke' && shape.kind === 'structure')
    return { ...shape, fields: { ...shape.fields, Payload: () => ({ kind: 'any' }) } };
  return shape;
}

function findAction(integration: string): { readonly service: string; readonly action: string } | undefined {
  const [, sdk, name = '', action = ''] = /^(aws-sdk:)?([\w-]+):(\w+)$/.exec(integration) ?? [];
  if (sdk !== undefined)
    return { service: name.toLowerCase(), action: action.charAt(0).toLowerCase() + action.slice(1) };
  const [service, actions] = (Object.hasOwn(OPTIMIZED, name) ? OPTIMIZED[name] : undefined) ?? [];
  return service !== undefined && actions?.includes(action) === true ? { service, action } : undefined;
}
