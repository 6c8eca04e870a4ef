import type { JsonValue } from '../../asl/json.ts';
import { failFrom } from './fail-from.ts';
import { Cancelled, Failure } from './failure.ts';
import { Frame } from './frame.ts';
import { Group } from './group.ts';
import { compileInputOutput } from './input-output.ts';
import type { ScopePlan, StatePlan } from './plan.ts';
import { compileErrorHandling } from './retry-catch.ts';
import { isDonePoint, isStatePoint, pointOf, type LinePoint } from './resume-point.ts';
import { resumeStates, runStates } from './run-states.ts';
import type { StateContext } from './state-context.ts';
import { Variables } from './variables.ts';

/** Parallel: runs its branches side by side on one payload; the result is the array of their outputs. */
export function compileParallel(context: StateContext): StatePlan['run'] {
  const { fields, state } = context;
  fields.value('Branches');
  const branches = state.scopes.flatMap((scope) => context.compileScope(scope) ?? []);
  const io = compileInputOutput(fields, fields.isJsonata ? 'Arguments' : 'Parameters');
  const handleErrors = compileErrorHandling(context, 'ParallelStateFailed');
  if (branches.length === 0) fields.refuse('Branches', 'must hold at least one branch');

  const attempt = async (frame: Frame, input: JsonValue): Promise<JsonValue> => {
    const selected = io.selectInput(frame, input);
    const resumed = frame.resume?.kind === 'BRANCHES' ? frame.resume : undefined;
    const payload = resumed ? resumed.payload : await io.makePayload(frame, selected);
    if (fields.probe) return io.makeOutput(frame, input, selected, fields.probe.runBranches());
    const results = await runBranches(frame, branches, payload);
    const succeeded = frame.run.record('ParallelStateSucceeded', frame.last);
    return failFrom(frame, succeeded, () => io.makeOutput(frame, input, selected, results));
  };
  return (frame, input) => handleErrors(frame, input, () => attempt(frame, input));
}

async function runBranches(frame: Frame, branches: readonly ScopePlan[], payload: JsonValue): Promise<JsonValue[]> {
  const { run } = frame;
  const resumed = frame.resume?.kind === 'BRANCHES' ? frame.resume.branches : undefined;
  if (!resumed) frame.record('ParallelStateStarted');
  const group = new Group(frame.group);
  const started = frame.last;
  const running = new Set<Frame>();
  // What a branch has come to, as soon as it differs from what it was taken up with.
  const lines: (Frame | LinePoint)[] = branches.map((_, index) => resumed?.[index] ?? null);
  const point = (line: Frame | LinePoint): LinePoint => (line instanceof Frame ? pointOf(line) : line);
  frame.inside = { point: () => ({ kind: 'BRANCHES', payload, branches: lines.map(point) }) };
  frame.resume = undefined;
  const isResumed = resumed !== undefined;
  run.beginInside(frame.line, { kind: 'BRANCHES', value: payload, count: branches.length, isResumed });
  const runBranch = async (scope: ScopePlan, index: number): Promise<JsonValue> => {
    const before = resumed?.[index];
    // Only branches that did not succeed are redriven (redrive-executions.html).
    if (isDonePoint(before)) return before.output;
    const own = isStatePoint(before) ? before.variables : undefined;
    const branch = new Frame(run, group, new Variables(frame.variables, own), started, frame.map);
    branch.line = run.openLine(frame.line, index, started);
    lines[index] = branch;
    running.add(branch);
    try {
      const output = await (isStatePoint(before)
        ? resumeStates(branch, scope, before)
        : runStates(branch, scope.start, payload));
      running.delete(branch);
      frame.last = branch.last;
      return output;
    } catch (thrown) {
      if (!group.reason) {
        group.cancel(new Cancelled());
        frame.last = branch.last;
        if (!(thrown instanceof Failure && thrown.fatal)) recordAborts(running);
      }
      throw thrown;
    }
  };
  try {
    return await Promise.all(branches.map(runBranch));
  } finally {
    group.leave();
  }
}

/** The states that were under way when a branch failed, the failing one included; nothing follows upon these events. */
function recordAborts(frames: Iterable<Frame>): void {
  for (const { run, state, last } of frames) if (state?.aborted) run.record(state.aborted, last);
}
