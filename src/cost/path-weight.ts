import type { Scope, State } from '../asl/definition.ts';
import { MAX_INLINE_CONCURRENCY } from '../asl/quotas.ts';

/** What the longest way through a scope enters and calls. */
export interface PathWeight {
  readonly states: number;
  /** Invocations of Lambda functions. */
  readonly calls: number;
  /** Requests that Task states themselves make to S3, by what they cost. */
  readonly s3Gets: number;
  readonly s3Puts: number;
  /** History events of a Standard execution. */
  readonly events: number;
  /** What the iterations of inline Maps on the way enter and call, once each. */
  readonly statesPerItem: number;
  readonly callsPerItem: number;
  readonly s3GetsPerItem: number;
  readonly s3PutsPerItem: number;
  /** Seconds of Wait states, where the definition says them; those of the iterations of an inline Map once. */
  readonly waitSeconds: number;
  /** Iterations at once of the widest of these Maps; 0 where there is none. */
  readonly iterationsAtOnce: number;
}

export const NOTHING: PathWeight = {
  states: 0,
  calls: 0,
  s3Gets: 0,
  s3Puts: 0,
  events: 0,
  statesPerItem: 0,
  callsPerItem: 0,
  s3GetsPerItem: 0,
  s3PutsPerItem: 0,
  waitSeconds: 0,
  iterationsAtOnce: 0,
};

/** Entered, scheduled, started, succeeded, exited. */
const TASK_EVENTS = 5;
const STATE_EVENTS = 2;

/**
 * The longest way through a scope without going round a loop: every branch of a Parallel counts, catchers do not (they
 * are the exception). How many iterations an inline Map has is not known here, so one of them is told apart; a Map
 * within them is taken to iterate once.
 */
export function measurePath(scope: Scope): PathWeight {
  const start = startOf(scope);
  return start ? measureFrom(start) : NOTHING;
}

/** The state that a scope begins with. */
export const startOf = ({ startAt, byName }: Scope): State | undefined =>
  startAt?.kind === 'string' ? byName.get(startAt.value) : undefined;

/** The longest way from a state on, through states that `isAllowed` accepts, itself included. */
export function measureFrom(start: State, isAllowed: (state: State) => boolean = () => true): PathWeight {
  const longest = new Map<State, PathWeight>();
  const open = new Set<State>();
  // By hand instead of by recursion: a chain of states may be longer than the stack is deep.
  const stack: State[] = [start];
  for (let state = stack.at(-1); state; state = stack.at(-1)) {
    const next = nextStates(state).filter(isAllowed);
    const again = open.has(state);
    open.add(state);
    const ahead = again ? [] : next.filter((each) => !open.has(each) && !longest.has(each));
    stack.push(...ahead);
    if (ahead.length > 0) continue;
    stack.pop();
    open.delete(state);
    longest.set(
      state,
      addWeights(weigh(state), next.map((each) => longest.get(each) ?? NOTHING).reduce(longer, NOTHING)),
    );
  }
  return longest.get(start) ?? NOTHING;
}

const longer = (a: PathWeight, b: PathWeight): PathWeight =>
  b.states + b.statesPerItem > a.states + a.statesPerItem ? b : a;

export function addWeights(a: PathWeight, b: PathWeight): PathWeight {
  return {
    states: a.states + b.states,
    calls: a.calls + b.calls,
    s3Gets: a.s3Gets + b.s3Gets,
    s3Puts: a.s3Puts + b.s3Puts,
    events: a.events + b.events,
    statesPerItem: a.statesPerItem + b.statesPerItem,
    callsPerItem: a.callsPerItem + b.callsPerItem,
    s3GetsPerItem: a.s3GetsPerItem + b.s3GetsPerItem,
    s3PutsPerItem: a.s3PutsPerItem + b.s3PutsPerItem,
    waitSeconds: a.waitSeconds + b.waitSeconds,
    iterationsAtOnce: Math.max(a.iterationsAtOnce, b.iterationsAtOnce),
  };
}

/** Where a state can go, catchers left out. */
export function nextStates({ transitions, scope }: State): State[] {
  const targets = transitions
    .filter(({ kind }) => kind !== 'catch')
    .map(({ target }) => scope.byName.get(target.value));
  return targets.filter((state) => state !== undefined);
}

/** The state itself, and what its branches or one of its iterations enter. */
function weigh(state: State): PathWeight {
  const own = {
    ...NOTHING,
    states: 1,
    calls: callsFunction(state) ? 1 : 0,
    ...requestsToS3(state),
    events: state.type === 'Task' ? TASK_EVENTS : STATE_EVENTS,
    waitSeconds: secondsOfWait(state),
  };
  if (state.type === 'Parallel') {
    const branches = state.scopes.map(measurePath);
    // Branches wait at the same time.
    const waitSeconds = branches.reduce((most, branch) => Math.max(most, branch.waitSeconds), 0);
    return { ...branches.reduce(addWeights, own), waitSeconds };
  }
  const [processor] = state.scopes;
  if (state.type !== 'Map' || !processor || processor.mode === 'DISTRIBUTED') return own;
  const iteration = measurePath(processor);
  const most = state.fields.get('MaxConcurrency')?.value;
  const asked = most?.kind === 'number' && most.value > 0 ? most.value : MAX_INLINE_CONCURRENCY;
  return {
    ...own,
    statesPerItem: iteration.states + iteration.statesPerItem,
    callsPerItem: iteration.calls + iteration.callsPerItem,
    s3GetsPerItem: iteration.s3Gets + iteration.s3GetsPerItem,
    s3PutsPerItem: iteration.s3Puts + iteration.s3PutsPerItem,
    waitSeconds: iteration.waitSeconds,
    iterationsAtOnce: Math.min(asked, MAX_INLINE_CONCURRENCY),
  };
}

/** Undefined lengths (SecondsPath, Timestamp, an expression) count as nothing: only a run tells them. */
function secondsOfWait(state: State): number {
  const seconds = state.type === 'Wait' ? state.fields.get('Seconds')?.value : undefined;
  return seconds?.kind === 'number' && seconds.value > 0 ? seconds.value : 0;
}

function resourceOf(state: State): string | undefined {
  const resource = state.type === 'Task' ? state.fields.get('Resource')?.value : undefined;
  return resource?.kind === 'string' ? resource.value : undefined;
}

/** A Task that invokes a Lambda function; a resource that only the deployment knows (`${Name}`) is taken for one. */
export function callsFunction(state: State): boolean {
  if (state.type !== 'Task') return false;
  const resource = resourceOf(state);
  if (resource === undefined) return true;
  return /:states:[^:]*:[^:]*:(aws-sdk:)?lambda:invoke\b|:lambda:/.test(resource) || !resource.startsWith('arn:');
}

/**
 * What a Task asks of S3 through an SDK integration. Deletions cost nothing, and what only changes settings is left out.
 * https://aws.amazon.com/s3/pricing/
 */
function requestsToS3(state: State): { readonly s3Gets: number; readonly s3Puts: number } {
  const action = /:aws-sdk:s3:(\w+)/.exec(resourceOf(state) ?? '')?.[1] ?? '';
  const puts = /^(put|copy|list|createMultipart|upload|completeMultipart)/.test(action);
  return { s3Gets: /^(get|head|select)/.test(action) ? 1 : 0, s3Puts: puts ? 1 : 0 };
}

/**
 * What only Standard executions have: `.sync`, `.waitForTaskToken`, activities.
 * https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export function needsStandard(state: State): boolean {
  return /\.sync(:\d)?$|\.waitForTaskToken$|:activity:/.test(resourceOf(state) ?? '');
}
