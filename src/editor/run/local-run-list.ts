import * as vscode from 'vscode';
import type { ExecutionStatus } from '../../protocol/execution-snapshot.ts';

/** An execution of *Run Locally…* with its redrives, in this window. */
export interface ListedRun {
  readonly executionArn: string;
  readonly definition: vscode.Uri;
  readonly status: ExecutionStatus;
  readonly startDate: Date;
  /** Of its last attempt; undefined while it goes on. */
  readonly stopDate: Date | undefined;
  /** Brings its results page to the front. */
  readonly show: () => Promise<void>;
}

/** Older ones are forgotten. */
const MOST_LISTED = 20;

/** What *Run Locally…* has run in this window: each run has a Step Functions of its own, which no connection lists. */
export class LocalRunList implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  #runs: readonly ListedRun[] = [];

  readonly onDidChange = this.#changed.event;

  /** The newest first. */
  get runs(): readonly ListedRun[] {
    return this.#runs;
  }

  find(executionArn: string | undefined): ListedRun | undefined {
    return this.#runs.find((each) => each.executionArn === executionArn);
  }

  /** Adds a run, or says how it is now. */
  put(run: ListedRun): void {
    const known = this.find(run.executionArn);
    if (known?.status === run.status && known.stopDate === run.stopDate) return;
    this.#runs = known
      ? this.#runs.map((each) => (each === known ? run : each))
      : [run, ...this.#runs].slice(0, MOST_LISTED);
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
