import type { JsonValue } from '../../asl/json.ts';
import { ChildEndedError, type ChildExecution } from '../contracts.ts';
import { RunningExecution, type ExecutionResult } from './execution.ts';
import type { Plan } from './plan.ts';
import type { Run } from './run.ts';

/**
 * Runs one child execution of a distributed Map: a plain value when it ran straight through. Express children keep no
 * history; Standard ones are told to `onChild`.
 * @throws ChildEndedError (or rejects with it)
 */
export function startChild(
  parent: Run,
  plan: Plan,
  label: string,
  mapRunArn: string,
  child: ChildExecution,
  signal: AbortSignal,
): JsonValue | Promise<JsonValue> {
  const { options } = parent;
  const isStandard = plan.type === 'STANDARD';
  const { resume } = child;
  const execution = new RunningExecution(
    {
      ...options,
      plan,
      input: child.input,
      inputText: undefined,
      executionArn: child.executionArn,
      executionName: child.name,
      stateMachineArn: `${options.stateMachineArn}/${label}`,
      stateMachineName: `${options.stateMachineName}/${label}`,
      startDate: child.startDate,
      type: plan.type,
      keepHistory: isStandard && (options.keepHistory ?? true),
      onEvent: undefined,
      journal: child.journal,
    },
    parent.host,
    resume && {
      point: resume.point,
      history: resume.history,
      count: resume.redriveCount + 1,
      date: options.clock.now(),
    },
  );
  if (isStandard) options.onChild?.(child, mapRunArn, execution);
  if (execution.outcome) return outputOf(execution.outcome, execution);
  const stop = (): void => execution.stop();
  signal.addEventListener('abort', stop, { once: true });
  return execution.result.then((result) => {
    signal.removeEventListener('abort', stop);
    return outputOf(result, execution);
  });
}

function outputOf(result: ExecutionResult, { resume }: RunningExecution): JsonValue {
  if (result.status === 'SUCCEEDED') return result.output;
  const { status, error, cause } = result;
  throw new ChildEndedError(status, error ?? (status === 'TIMED_OUT' ? 'States.Timeout' : ''), cause, resume);
}
