import type { ValueNode } from '../../asl/syntax.ts';
import { propertyOf } from '../../asl/values.ts';
import { itemsIn, textIn, type TemplateResources } from '../template-resources.ts';
import type { PartType } from './pipeline-model.ts';
import { partsIn } from './sketch.ts';

/** What a permission allows with a part. */
export interface Grant {
  readonly part: string;
  readonly verb: 'send' | 'write' | 'read';
}

/** The actions that pass work or data on, by service; what only looks at a resource is none. */
const ACTIONS: Readonly<Record<string, readonly (readonly [action: string, verb: Grant['verb'], type: PartType])[]>> = {
  sqs: [
    ['SendMessage', 'send', 'Queue'],
    ['ReceiveMessage', 'read', 'Queue'],
  ],
  sns: [['Publish', 'send', 'Topic']],
  kinesis: [
    ['PutRecord', 'send', 'Stream'],
    ['PutRecords', 'send', 'Stream'],
  ],
  lambda: [['InvokeFunction', 'send', 'Function']],
  states: [
    ['StartExecution', 'send', 'StateMachine'],
    ['StartSyncExecution', 'send', 'StateMachine'],
  ],
  events: [['PutEvents', 'send', 'EventBus']],
  s3: [
    ['PutObject', 'write', 'Bucket'],
    ['GetObject', 'read', 'Bucket'],
    ['GetObjectVersion', 'read', 'Bucket'],
  ],
  dynamodb: [
    ...(['PutItem', 'UpdateItem', 'BatchWriteItem', 'PartiQLInsert', 'PartiQLUpdate'] as const).map(
      (action) => [action, 'write', 'Table'] as const,
    ),
    ...(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'PartiQLSelect'] as const).map(
      (action) => [action, 'read', 'Table'] as const,
    ),
  ],
};

/**
 * What the statements of a policy allow with parts of the template. `Resource: '*'` and ARNs of things that are not in
 * the template name no part, and give nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function readStatements(
  template: TemplateResources,
  document: ValueNode | undefined,
  typeOf: (part: string) => PartType | undefined,
): Grant[] {
  const grants: Grant[] = [];
  for (const statement of itemsIn(propertyOf(document, 'Statement')?.value)) {
    if (textIn(template, propertyOf(statement, 'Effect')?.value) === 'Deny') continue;
    const parts = itemsIn(propertyOf(statement, 'Resource')?.value).flatMap((node) => partsIn(template, node));
    for (const node of itemsIn(propertyOf(statement, 'Action')?.value)) {
      const action = textIn(template, node) ?? '';
      for (const part of parts) for (const verb of verbsOf(action, typeOf(part))) grants.push({ part, verb });
    }
  }
  return grants;
}

function verbsOf(action: string, type: PartType | undefined): Grant['verb'][] {
  const [service = '', name = ''] = action.toLowerCase().split(':');
  const services =
    service === '*' ? Object.values(ACTIONS).flat() : Object.hasOwn(ACTIONS, service) ? ACTIONS[service] : [];
  const pattern = wildcard(service === '*' ? '*' : name);
  const kind = type === 'DeadLetterQueue' ? 'Queue' : type;
  return (services ?? []).flatMap(([known, verb, of]) => (of === kind && pattern(known.toLowerCase()) ? [verb] : []));
}

/** `Put*` and `Get?tem`. The names it is held against are short and few, so that no pattern can take long. */
function wildcard(pattern: string): (text: string) => boolean {
  const escaped = pattern
    .replace(/[^a-z0-9*?]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${escaped}$`);
  return (text) => expression.test(text);
}
