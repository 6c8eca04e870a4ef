import type { Execution, ExecutionResult } from '../interpreter/execution-contract.ts';
import type { ExecutionJournal } from '../interpreter/execution-journal.ts';
import type { MachineRevision, MachineType } from './machine-store.ts';
import { nextSequence, type Sequenced, type Unsequenced } from './paging.ts';

/** One execution that the API tells about. */
export interface ExecutionRecord extends Sequenced {
  readonly arn: string;
  readonly name: string;
  /** As the API gives it: without version or alias, with `/label` for a child of a Map Run. */
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  /** Where it was started by a version, or by an alias that chose one. */
  readonly stateMachineVersionArn: string | undefined;
  readonly stateMachineAliasArn: string | undefined;
  readonly type: MachineType;
  readonly revision: MachineRevision;
  /** JSON text. */
  readonly input: string;
  readonly traceHeader: string | undefined;
  readonly mapRunArn: string | undefined;
  /** Seconds since 1970. */
  readonly startDate: number;
  stopDate: number | undefined;
  /** Who writes down how its attempts end; absent where nothing outlives this process. */
  readonly journal?: ExecutionJournal | undefined;
  /** The last attempt. */
  execution: Execution;
  /** Undefined while it runs. */
  result: ExecutionResult | undefined;
  /** The client tokens it was redriven with last, the newest at the end. */
  redriveTokens: readonly RedriveToken[];
}

export interface RedriveToken {
  readonly token: string;
  /** Of the redrive, in milliseconds since 1970. */
  readonly date: number;
}

export function statusOf(record: ExecutionRecord): ExecutionResult['status'] | 'RUNNING' {
  return record.result?.status ?? 'RUNNING';
}

/** The executions of one service: those that run, and the newest of those that ended. */
export interface ExecutionStore {
  /** The sequence of an execution that is going to be added with it. */
  reserve(): number;
  /** One without `sequence` is given one. */
  add(record: Unsequenced<ExecutionRecord>): ExecutionRecord;
  /** To be called when a record that has ended is redriven. */
  reopened(record: ExecutionRecord): void;
  /** To be called when a record's result is there. */
  ended(record: ExecutionRecord): void;
  find(arn: string): ExecutionRecord | undefined;
  /** Of a machine, by its ARN; children of Map Runs are listed by those. */
  newestFirst(stateMachineArn: string): Iterable<ExecutionRecord>;
  running(): Iterable<ExecutionRecord>;
  all(): Iterable<ExecutionRecord>;
}

/**
 * `keep`: how many ended executions stay known; AWS keeps them for 90 days, this one until others push them out.
 * `onForget` is told of each that was pushed out.
 */
export function createExecutionStore(keep: number, onForget: (record: ExecutionRecord) => void): ExecutionStore {
  const records = new Map<string, ExecutionRecord>();
  const byMachine = new Map<string, Map<number, ExecutionRecord>>();
  const running = new Set<ExecutionRecord>();
  const finished = new Set<ExecutionRecord>();
  let sequence = 0;

  function forget(record: ExecutionRecord): void {
    finished.delete(record);
    records.delete(record.arn);
    const siblings = byMachine.get(record.stateMachineArn);
    siblings?.delete(record.sequence);
    if (siblings?.size === 0) byMachine.delete(record.stateMachineArn);
    onForget(record);
  }

  return {
    reserve: () => sequence++,
    add(fields) {
      const record: ExecutionRecord = { ...fields, sequence: fields.sequence ?? sequence };
      sequence = nextSequence(sequence, record);
      records.set(record.arn, record);
      running.add(record);
      let siblings = byMachine.get(record.stateMachineArn);
      if (siblings === undefined)
        byMachine.set(record.stateMachineArn, (siblings = new Map<number, ExecutionRecord>()));
      siblings.set(record.sequence, record);
      return record;
    },
    reopened(record) {
      finished.delete(record);
      running.add(record);
    },
    ended(record) {
      running.delete(record);
      finished.add(record);
      if (finished.size <= keep) return;
      const [oldest] = finished;
      if (oldest !== undefined) forget(oldest);
    },
    find: (arn) => records.get(arn),
    newestFirst: (stateMachineArn) => [...(byMachine.get(stateMachineArn)?.values() ?? [])].reverse(),
    running: () => [...running],
    all: () => records.values(),
  };
}
