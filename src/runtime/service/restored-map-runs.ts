import type { EventLog } from '../history/event-log.ts';
import { EndedExecution } from '../interpreter/ended-execution.ts';
import type { ExecutionResult } from '../interpreter/execution-contract.ts';
import type { ExecutionJournal } from '../interpreter/execution-journal.ts';
import type { ChildWriter } from '../journal/child-writer.ts';
import type { RootJournal } from '../journal/root-journal.ts';
import type { StoredChildExecution } from '../journal/stored-child.ts';
import type { StoredMapRun } from '../journal/stored-map-run.ts';
import type { StoredRoot } from '../journal/stored-root.ts';
import { childMachineArn } from './arns.ts';
import type { ExecutionRecord } from './execution-store.ts';
import { recordOf, type RootExecution } from './launch.ts';
import type { Service } from './service.ts';

/** With what ends what was running in a process that has ended. */
export const STOPPED = {
  status: 'ABORTED',
  error: 'Fanout.RuntimeStopped',
  cause:
    'The local Step Functions that ran this was stopped or killed. Redrive the execution to go on from where it was.',
} as const;

/** Records the end of an execution whose process has ended. `now`: milliseconds since 1970. */
export function recordStop(history: EventLog, journal: ExecutionJournal, now: number): void {
  const { error, cause } = STOPPED;
  const payload = { error, cause };
  history.append('ExecutionAborted', 0, now, undefined, payload);
  journal.event(
    { type: 'ExecutionAborted', previous: 0, time: now, name: undefined, line: undefined, next: undefined },
    payload,
  );
  journal.ended(STOPPED, now / 1000);
}

/**
 * Takes over the Map Runs of an execution: those that were running have been stopped, and their children wait to be
 * redriven. Gives the records of their Standard children, `keep` of each run at most, and those that may run again.
 */
export function restoreMapRuns(
  service: Service,
  stored: StoredRoot,
  root: RootExecution,
  journal: RootJournal,
  keep: number,
): ExecutionRecord[] {
  const now = service.clock.now();
  return stored.runs.flatMap((run) => {
    const wasRunning = run.isRunning;
    if (wasRunning) run.kill(now, STOPPED.error, STOPPED.cause);
    const writers = new Map<number, ChildWriter>();
    const attempts = run.attempts();
    const records: ExecutionRecord[] = [];
    for (const [index, { execution }] of run.children()) {
      if (execution === undefined || index >= attempts.children) continue;
      const writer = journal.resumeChild(execution.number, execution.execution.values, execution.files);
      const mayRunAgain = attempts.unsuccessful.find(run.names.nameOf(index)) !== undefined;
      if (mayRunAgain) writers.set(index, writer);
      else writer.release('RUN');
      if (mayRunAgain || index >= attempts.children - keep)
        records.push(restoreChild(service, root, run, index, execution, writer));
      else writer.release('SERVICE');
    }
    const writer = journal.resumeRun(run.number, run.known(writers));
    if (wasRunning) writer.killed(now, STOPPED.error, STOPPED.cause);
    attempts.tally.journal = writer;
    service.mapRuns.restore(run.request, run.startDate, attempts, writer);
    return records;
  });
}

function restoreChild(
  service: Service,
  root: RootExecution,
  run: StoredMapRun,
  index: number,
  { execution }: StoredChildExecution,
  journal: ChildWriter,
): ExecutionRecord {
  const now = service.clock.now();
  const { mapRunArn } = run.request;
  const name = run.names.nameOf(index);
  const history = execution.history();
  const { end } = execution;
  if (end === undefined) recordStop(history, journal, now);
  const result: ExecutionResult = end?.result ?? STOPPED;
  const [started] = history.read({ from: 1, count: 1 });
  const input = started?.executionStartedEventDetails?.['input'];
  const ended = new EndedExecution({
    result,
    history,
    redriveCount: execution.redriveCount,
    redriveDate: execution.redriveDate,
    point: () => execution.point(),
    options: () => {
      throw new Error('A child of a Map Run is redriven by its run.');
    },
  });
  return service.executions.add({
    ...recordOf(root, ended),
    arn: run.names.arnOf(name),
    name,
    stateMachineArn: childMachineArn(mapRunArn),
    stateMachineVersionArn: undefined,
    stateMachineAliasArn: undefined,
    input: typeof input === 'string' ? input : 'null',
    mapRunArn,
    journal,
    startDate: started?.timestamp ?? now / 1000,
    stopDate: end?.stopDate ?? now / 1000,
    result,
  });
}
