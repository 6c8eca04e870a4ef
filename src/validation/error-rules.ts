import type { State } from '../asl/definition.ts';
import { ERROR_NAMES } from '../asl/error-names.ts';
import { PAGES } from '../asl/fields/pages.ts';
import { setValue } from '../asl/plan-change.ts';
import type { ObjectNode, PropertyNode, StringNode } from '../asl/syntax.ts';
import { numberOf, propertyOf, stringOf } from '../asl/values.ts';
import { changeString, moveLast, planLater } from './edits.ts';
import type { Fix } from './finding.ts';
import { findNearest } from './nearest.ts';
import { spotOfNode, spotOfValue } from './report.ts';
import type { RuleContext } from './rule-context.ts';

const ALL = 'States.ALL';

const HTTP_STATUS = /^States\.Http\.StatusCode\.\d{3}$/;

/** `States.` with a slip: AWS's own errors alone have names that begin like this. */
const ALMOST_STATES = /^states?[.:]/i;

/** Retry, Catch, and the times that belong to them. */
export function checkErrors(context: RuleContext): void {
  const known = new Set<string>(ERROR_NAMES);
  for (const state of context.states) addRaised(state, known);
  for (const state of context.states) {
    checkHandlers(context, state, 'Retry', known);
    checkHandlers(context, state, 'Catch', known);
    checkHeartbeat(context, state);
  }
}

/** The name that a Fail state gives its error, which may be any. */
function addRaised({ type, fields }: State, names: Set<string>): void {
  const name = type === 'Fail' ? stringOf(fields.get('Error')?.value) : undefined;
  if (name !== undefined) names.add(name);
}

function checkHandlers(context: RuleContext, state: State, field: 'Retry' | 'Catch', known: ReadonlySet<string>): void {
  const list = state.fields.get(field)?.value;
  if (list?.kind !== 'array') return;
  const handled = new Set<string>();
  for (const [index, handler] of list.items.entries()) {
    if (handler.kind !== 'object') continue;
    const pointer = `${state.pointer}/${field}/${index}`;
    checkDelay(context, handler, pointer);
    const names = propertyOf(handler, 'ErrorEquals')?.value;
    if (names?.kind !== 'array') continue;
    const isLast = index === list.items.length - 1;
    for (const [position, name] of names.items.entries()) {
      if (name.kind !== 'string') continue;
      checkName(context, name, pointer, position, known);
      if (name.value === ALL && (names.items.length > 1 || !isLast))
        context.reject(
          spotOfNode(name, `${pointer}/ErrorEquals/${position}`),
          `${ALL} must stand alone, in the last element of ${field}.`,
          PAGES.errors,
          {
            fixes: fixesOfAll(context, `${state.pointer}/${field}`, index, names.items.length === 1, isLast),
          },
        );
      else if (handled.has(name.value))
        context.report(
          'UNREACHABLE_HANDLER',
          spotOfNode(name, `${pointer}/ErrorEquals/${position}`),
          `'${name.value}' is dealt with further up already.`,
          {
            page: PAGES.errors,
          },
        );
      handled.add(name.value);
    }
  }
}

/** Names beside States.ALL add nothing to it; where it is neither alone nor last, nobody knows what was meant. */
function fixesOfAll(
  { definition }: RuleContext,
  list: string,
  index: number,
  isAlone: boolean,
  isLast: boolean,
): readonly Fix[] {
  if (isAlone) return [moveLast(definition, list, index)];
  if (!isLast) return [];
  return [planLater(`Keep ${ALL} alone`, () => setValue(definition, `${list}/${index}/ErrorEquals`, [ALL]))];
}

function checkName(
  { report, definition }: RuleContext,
  node: StringNode,
  handler: string,
  position: number,
  known: ReadonlySet<string>,
): void {
  const name = node.value;
  if (known.has(name) || HTTP_STATUS.test(name)) return;
  if (!name.startsWith('States.') && !ALMOST_STATES.test(name)) return;
  const pointer = `${handler}/ErrorEquals/${position}`;
  const nearest = findNearest(name, known);
  // Without `States.` it may be an error of one's own, unless it nearly is one of AWS's.
  if (nearest?.startsWith('States.') !== true && !name.startsWith('States.')) return;
  const hint = nearest === undefined ? '' : `: is '${nearest}' meant?`;
  report('UNKNOWN_ERROR_NAME', spotOfNode(node, pointer), `There is no error '${name}'${hint}`, {
    page: PAGES.errors,
    fixes: nearest === undefined ? [] : [changeString(definition, pointer, nearest)],
  });
}

function checkDelay({ reject }: RuleContext, handler: ObjectNode, pointer: string): void {
  const property = propertyOf(handler, 'MaxDelaySeconds');
  const longest = numberOf(property?.value);
  const first = numberOf(propertyOf(handler, 'IntervalSeconds')?.value) ?? 1;
  if (property && longest !== undefined && longest > 0 && longest <= first)
    reject(
      spotOfValue(property, pointer),
      `MaxDelaySeconds must be more than IntervalSeconds (${first}).`,
      PAGES.errors,
    );
}

function checkHeartbeat({ reject }: RuleContext, { fields, pointer }: State): void {
  const heartbeat: PropertyNode | undefined = fields.get('HeartbeatSeconds');
  const silence = numberOf(heartbeat?.value);
  const timeout = numberOf(fields.get('TimeoutSeconds')?.value);
  if (heartbeat && silence !== undefined && timeout !== undefined && silence >= timeout)
    reject(
      spotOfValue(heartbeat, pointer),
      `HeartbeatSeconds must be less than TimeoutSeconds (${timeout}).`,
      PAGES.task,
    );
}
