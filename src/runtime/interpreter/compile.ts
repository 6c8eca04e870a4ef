import type { Definition, Scope, State } from '../../asl/definition.ts';
import { numberOf, stringOf } from '../../asl/values.ts';
import { EVENT_TYPES, type EventType } from '../history/events.ts';
import { compileChoice } from './choice-state.ts';
import { compileFail, compileSucceed } from './end-states.ts';
import { FieldReader, type CompileProblem } from './field-reader.ts';
import { compileMap } from './map-state.ts';
import { compileParallel } from './parallel-state.ts';
import { compilePass } from './pass-state.ts';
import type { Plan, ScopePlan, StatePlan } from './plan.ts';
import type { Probe } from './probe.ts';
import type { Link, StateContext } from './state-context.ts';
import { compileTask } from './task-state.ts';
import { compileWait } from './wait-state.ts';

type MachineType = Plan['type'];
type Compiler = (context: StateContext, type: MachineType) => StatePlan['run'];

const COMPILERS: Readonly<Record<string, Compiler>> = {
  Pass: ({ fields }) => compilePass(fields),
  Task: compileTask,
  Choice: compileChoice,
  Wait: ({ fields }) => compileWait(fields),
  Succeed: ({ fields }) => compileSucceed(fields),
  Fail: ({ fields }) => compileFail(fields),
  Parallel: compileParallel,
  Map: compileMap,
};
/** States that go on to `Next` or `End`. The others end, or say where to go by themselves. */
const CONTINUING: ReadonlySet<string> = new Set(['Pass', 'Task', 'Wait', 'Parallel', 'Map']);
const MACHINE_FIELDS: ReadonlySet<string> = new Set([
  'Comment',
  'QueryLanguage',
  'StartAt',
  'States',
  'TimeoutSeconds',
  'Version',
]);
const SCOPE_FIELDS: ReadonlySet<string> = new Set(['Comment', 'QueryLanguage', 'ProcessorConfig', 'StartAt', 'States']);
const EVENTS: ReadonlySet<string> = new Set(EVENT_TYPES);

/**
 * Compiles a definition once for all executions. What cannot be read, is missing or is not supported is a problem that
 * names the field and the state: nothing is ignored. `probe`: compiled into the state that it names.
 */
export function compileStateMachine(
  definition: Definition,
  type: MachineType,
  probe?: Probe,
): { readonly plan: Plan } | { readonly problems: readonly CompileProblem[] } {
  const { machine } = definition;
  const problems: CompileProblem[] = definition.problems.map(({ message }) => ({ message, pointer: '' }));
  if (!machine) return { problems: [...problems, { message: 'The definition must be an object.', pointer: '' }] };
  const scope = compileScope(machine, type, problems, probe);
  const timeout = machine.node.properties.find(({ key }) => key.value === 'TimeoutSeconds')?.value;
  if (timeout && numberOf(timeout) === undefined)
    problems.push({ message: "The field 'TimeoutSeconds' must be a number.", pointer: '/TimeoutSeconds' });
  if (problems.length > 0 || !scope) return { problems };
  return { plan: { type, scope, timeoutSeconds: numberOf(timeout) } };
}

/** Undefined when it has no first state; the problem then names it. */
function compileScope(
  scope: Scope,
  type: MachineType,
  problems: CompileProblem[],
  probe: Probe | undefined,
): ScopePlan | undefined {
  const known = scope.kind === 'machine' ? MACHINE_FIELDS : SCOPE_FIELDS;
  for (const { key } of scope.node.properties)
    if (!known.has(key.value))
      problems.push({
        message: `The field '${key.value}' is not supported here.`,
        pointer: `${scope.pointer}/${key.value}`,
      });
  const plans = new Map<string, StatePlan>();
  const links: { readonly link: Link; readonly target: string }[] = [];
  for (const state of scope.byName.values()) {
    const plan = compileState(state, type, problems, links, probe);
    if (plan) plans.set(state.name, plan);
  }
  for (const { link, target } of links) link.plan = plans.get(target);
  const startAt = stringOf(scope.startAt);
  const start = startAt === undefined ? undefined : plans.get(startAt);
  if (!start && !(startAt !== undefined && scope.byName.has(startAt)))
    problems.push({ message: `StartAt names no state: '${startAt ?? ''}'.`, pointer: `${scope.pointer}/StartAt` });
  return start && { pointer: scope.pointer, start, states: plans };
}

function compileState(
  state: State,
  type: MachineType,
  problems: CompileProblem[],
  links: { readonly link: Link; readonly target: string }[],
  probe: Probe | undefined,
): StatePlan | undefined {
  const fields = FieldReader.ofState(state, problems, probe);
  const stateType = fields.string('Type') ?? '';
  const compiler = Object.hasOwn(COMPILERS, stateType) ? COMPILERS[stateType] : undefined;
  if (!compiler) {
    fields.refuse('Type', `is none of ${Object.keys(COMPILERS).join(', ')}`);
    return undefined;
  }
  fields.value('QueryLanguage');
  const context: StateContext = {
    state,
    fields,
    link: (from, name) => linkTo(from, name, state, links),
    compileScope: (scope, childType) => compileScope(scope, childType ?? type, problems, probe),
  };
  const plan = {
    name: state.name,
    pointer: state.pointer,
    queryLanguage: state.queryLanguage,
    entered: `${stateType}StateEntered` as EventType,
    exited: eventOf(`${stateType}StateExited`),
    aborted: eventOf(`${stateType}StateAborted`),
    run: compiler(context, type),
    next: undefined as StatePlan | undefined,
  };
  if (fields.probe) fields.probe.plan = plan;
  if (CONTINUING.has(stateType)) linkNext(fields, plan, links);
  fields.refuseUnread();
  return plan;
}

function eventOf(type: string): EventType | undefined {
  return EVENTS.has(type) ? (type as EventType) : undefined;
}

function linkNext(fields: FieldReader, plan: StatePlan, links: { link: Link; target: string }[]): void {
  const ends = fields.value('End') === true;
  if (!fields.has('Next')) {
    if (!ends) fields.refuse('Next', 'is missing, and so is End');
    return;
  }
  const link: Link = {
    get plan() {
      return plan.next;
    },
    set plan(next) {
      plan.next = next;
    },
  };
  linkTo(fields, 'Next', fields.state, links, link);
}

function linkTo(
  fields: FieldReader,
  name: string,
  state: State,
  links: { link: Link; target: string }[],
  link: Link = { plan: undefined },
): Link {
  const target = fields.string(name);
  if (target === undefined || !state.scope.byName.has(target))
    fields.refuse(name, `names no state beside it: '${target ?? ''}'`);
  else links.push({ link, target });
  return link;
}
