import type { EventLog } from '../history/event-log.ts';
import type { Execution, ExecutionOptions, ExecutionResult } from './execution-contract.ts';
import { RunningExecution } from './execution.ts';
import type { LinePoint, Resume } from './resume-point.ts';

export interface EndedExecutionParts {
  readonly result: ExecutionResult;
  readonly history: EventLog;
  readonly redriveCount: number;
  /** Milliseconds since 1970. */
  readonly redriveDate: number | undefined;
  /** Where it ended; asked for when it is redriven. */
  readonly point: () => LinePoint;
  /** What it runs with; asked for when it is redriven. */
  readonly options: () => ExecutionOptions;
}

/** An attempt that ended in another process. */
export class EndedExecution implements Execution {
  readonly #parts: EndedExecutionParts;
  readonly result: Promise<ExecutionResult>;

  constructor(parts: EndedExecutionParts) {
    this.#parts = parts;
    this.result = Promise.resolve(parts.result);
  }

  get history(): EventLog {
    return this.#parts.history;
  }

  get redriveCount(): number {
    return this.#parts.redriveCount;
  }

  get redriveDate(): number | undefined {
    return this.#parts.redriveDate;
  }

  get resume(): Resume | undefined {
    const { result, point, history, redriveCount } = this.#parts;
    return result.status === 'SUCCEEDED' ? undefined : { point: point(), history, redriveCount };
  }

  stop(): void {
    // It has ended.
  }

  fail(): void {
    // It has ended.
  }

  redrive(date?: number): Execution {
    const { resume } = this;
    const options = this.#parts.options();
    if (resume === undefined) throw new Error('There is nothing to resume: the execution has succeeded.');
    const { point, history, redriveCount } = resume;
    const redrive = { point, history, count: redriveCount + 1, date: date ?? options.clock.now() };
    return new RunningExecution(options, undefined, redrive);
  }
}
