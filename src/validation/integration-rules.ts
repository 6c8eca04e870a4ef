import type { State } from '../asl/definition.ts';
import { rememberByText } from '../asl/expressions/remember.ts';
import { PAGES } from '../asl/fields/pages.ts';
import type { PropertyNode, ValueNode } from '../asl/syntax.ts';
import { isSubstituted, isSubstitutedText } from '../asl/values.ts';
import { changeString } from './edits.ts';
import { checkExpressTime } from './express-rules.ts';
import { findIntegration, listIntegrations, type Integration } from './integrations.ts';
import { findNearest } from './nearest.ts';
import { checkParameters, payloadOf } from './parameter-rules.ts';
import { spotOfState, spotOfValue, type Spot } from './report.ts';
import { modeOfMap, runsAsExpress, type RuleContext } from './rule-context.ts';

/** Account and region may still be placeholders of some kind. */
const FUNCTION = /^arn:[^:]*:lambda:.*\bfunction:/;
const SERVICE_INTEGRATION = /^arn:[^:]*:states:::(.+)$/;
const ACTIVITY = /^arn:[^:]*:states:[^:]*:[^:]*:activity:/;
const PATTERN = /\.(sync(?::2)?|waitForTaskToken)$/;
const TOKEN = /\bTask\.Token\b|\bTask\[['"]Token['"]\]/;

/** What tasks call, and what EXPRESS executions cannot do. */
export function checkIntegrations(context: RuleContext): void {
  const read = rememberByText(readResource);
  for (const state of context.states) {
    const isExpress = runsAsExpress(context, state);
    const resource = state.fields.get('Resource');
    if (state.type === 'Task' && resource?.value?.kind === 'string')
      checkResource(context, state, resource, read(resource.value.value), isExpress);
    if (isExpress) checkExpress(context, state);
  }
}

/** What a task's Resource says, as far as its text tells. */
type Resource =
  | {
      readonly kind: 'integration';
      readonly text: string;
      /** `service:action`. */
      readonly name: string;
      readonly pattern: string | undefined;
      readonly known: Integration | undefined;
    }
  | { readonly kind: 'substituted' | 'foreign' | 'activity' | 'function'; readonly text: string };

function readResource(text: string): Resource {
  const integration = SERVICE_INTEGRATION.exec(text)?.[1];
  if (integration !== undefined) {
    const pattern = PATTERN.exec(integration)?.[1];
    const name = pattern === undefined ? integration : integration.slice(0, -pattern.length - 1);
    if (isSubstitutedText(name)) return { kind: 'substituted', text };
    return { kind: 'integration', text, name, pattern, known: findIntegration(name) };
  }
  if (isSubstitutedText(text)) return { kind: 'substituted', text };
  if (ACTIVITY.test(text)) return { kind: 'activity', text };
  return { kind: FUNCTION.test(text) ? 'function' : 'foreign', text };
}

function checkResource(
  context: RuleContext,
  state: State,
  property: PropertyNode,
  resource: Resource,
  isExpress: boolean,
): void {
  if (resource.kind === 'integration') checkIntegration(context, state, resource, property, isExpress);
  else if (resource.kind === 'foreign')
    checkForeignResource(context, resource.text, spotOfValue(property, state.pointer));
  else if (resource.kind === 'activity' && isExpress)
    context.reject(
      spotOfValue(property, state.pointer),
      'Express state machine does not support Activity ARN',
      PAGES.workflowTypes,
    );
}

/**
 * No ARN of what a task can call: AWS refuses to create such a machine. Where nobody says that it is to be created as it stands, it may be a
 * placeholder that something replaces before.
 */
function checkForeignResource({ type, report, reject }: RuleContext, text: string, spot: Spot): void {
  if (type === undefined) report('UNKNOWN_RESOURCE', spot, describeUnknown(text), { page: PAGES.task });
  else reject(spot, describeUnknown(text), PAGES.task);
}

/** AWS's words. */
function describeUnknown(text: string): string {
  return `The resource provided ${text} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
}

function checkIntegration(
  context: RuleContext,
  state: State,
  { text, name, pattern, known }: Extract<Resource, { kind: 'integration' }>,
  property: PropertyNode,
  isExpress: boolean,
): void {
  const spot = (): Spot => spotOfValue(property, state.pointer);
  if (!known || (pattern !== undefined && !known.patterns.some((one) => one === pattern))) {
    const nearest = known ? undefined : findNearest(name, listIntegrations());
    const message = describeUnknown(text);
    const hint = known ? ` ${name} has no .${pattern}.` : nearest === undefined ? '' : ` Is ${nearest} meant?`;
    const fixes =
      nearest === undefined ? [] : [changeString(context.definition, spot().pointer, text.replace(name, nearest))];
    context.reject(spot(), message + hint, PAGES.integrations, { aws: { message }, fixes });
    return;
  }
  checkSdkAction(context, text, name, spot);
  if (isExpress && pattern !== undefined) reportPattern(context, pattern, spot());
  checkParameters(context, state, name, known);
  if (pattern === 'waitForTaskToken') checkToken(context, state, spot());
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html: actions are in camel case. */
function checkSdkAction({ report, definition }: RuleContext, text: string, name: string, spot: () => Spot): void {
  const [, action] = /^aws-sdk:[^:]+:([A-Z]\w*)$/.exec(name) ?? [];
  if (action === undefined) return;
  const right = action.charAt(0).toLowerCase() + action.slice(1);
  report('UNKNOWN_RESOURCE', spot(), `Actions of aws-sdk begin with a small letter: is '${right}' meant?`, {
    page: PAGES.task,
    fixes: [changeString(definition, spot().pointer, text.replace(`:${action}`, `:${right}`))],
  });
}

function reportPattern({ reject }: RuleContext, pattern: string, spot: Spot): void {
  const shown = pattern.replace(':2', '');
  const message = `Express state machine does not support '.${shown}' service integration`;
  // AWS writes two blanks before "at" after this one.
  reject(spot, message, PAGES.workflowTypes, shown === 'sync' ? {} : { aws: { message: `${message} ` } });
}

/** Nobody could end a task whose token was not handed over. */
function checkToken({ report }: RuleContext, state: State, spot: Spot): void {
  const payload = payloadOf(state)?.value;
  if (payload && mentionsToken(payload)) return;
  const token = state.queryLanguage === 'JSONata' ? '{% $states.context.Task.Token %}' : '$$.Task.Token';
  report(
    'MISSING_TASK_TOKEN',
    spot,
    `The task waits for its token to come back, but does not hand it over: pass ${token}.`,
    {
      page: PAGES.patterns,
    },
  );
}

function mentionsToken(node: ValueNode): boolean {
  switch (node.kind) {
    case 'object':
      return node.properties.some(({ value }) => value && mentionsToken(value));
    case 'array':
      return node.items.some(mentionsToken);
    case 'string':
      return TOKEN.test(node.value) || node.value === '$$' || isSubstituted(node);
    default:
      return node.kind === 'substitution';
  }
}

function checkExpress(context: RuleContext, state: State): void {
  if (modeOfMap(state) === 'DISTRIBUTED')
    context.report(
      'EXPRESS_PARENT',
      spotOfState(state),
      'A distributed Map runs in STANDARD executions only, not in EXPRESS ones.',
      {
        page: PAGES.distributedMap,
      },
    );
  checkExpressTime(context, state);
}
