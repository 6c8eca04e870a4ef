import type { FaultPlan } from './fault-plan.ts';
import type { PipelineServices } from '../project/pipeline-services.ts';
import type { Usage } from './usage.ts';

/** A run of one input file; paths are absolute. */
export interface PipelineRun {
  readonly module: string;
  readonly task: string;
  readonly reduce: string;
  readonly input: string;
  readonly output: string;
  readonly format: 'jsonl' | 'csv';
  readonly shards: number;
  readonly services: PipelineServices;
  readonly seed: number;
  readonly faults: FaultPlan;
}

/** A run as its process gets it. */
export interface PipelineJob extends PipelineRun {
  /** A folder below `output` for what is not finished; whoever started the run removes it. */
  readonly drafts: string;
}

export interface PipelineProgress {
  /** SPLITTING until the job is written. */
  readonly status: 'SPLITTING' | 'RUNNING' | 'REDUCING' | 'DONE' | 'FAILED';
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Messages of failed tasks that wait for a redrive. */
  readonly parked: number;
  readonly usage: Usage;
  /** Seconds of virtual time. */
  readonly virtualSeconds: number;
}

export interface PipelineOutcome extends PipelineProgress {
  readonly job: string | undefined;
  readonly version: number;
  /** Path of the output. */
  readonly output: string | undefined;
  /** Bodies of the first parked messages. */
  readonly parkedMessages: readonly unknown[];
  /** What the run took on this machine: seconds of all its threads, and the most memory at once. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  /** Errors of functions, with how often they came. */
  readonly errors: readonly { readonly error: string; readonly times: number }[];
}

export type RunMessage =
  | { readonly kind: 'progress'; readonly progress: PipelineProgress }
  | { readonly kind: 'done'; readonly outcome: PipelineOutcome }
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly kind: 'out of memory' };

/** What the thread of a run tells its process; `reducing`: from now on it is the code of reduce that may not come back. */
export type ThreadMessage = RunMessage | { readonly kind: 'reducing' };
