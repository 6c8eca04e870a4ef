import type { JsonObject } from '../asl/json.ts';
import type { QueryLanguage } from '../asl/definition.ts';

/** fanout.json: what lies beside a definition to make it runnable. Paths are relative to the file. */
export interface Project {
  /** Path of the definition; absent in the project of a custom pipeline, which has none. */
  readonly definition?: string;
  /** The custom pipeline; absent in the project of a definition. */
  readonly pipeline?: ProjectPipeline;
  /** Path of the SAM or CloudFormation template. */
  readonly template?: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly queryLanguage?: QueryLanguage;
  /** What `${Name}` in the definition stands for when it runs locally. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** Bucket name → folder. */
  readonly buckets: Readonly<Record<string, string>>;
  /** Function name → local handler. */
  readonly functions: Readonly<Record<string, ProjectFunction>>;
  /** Path of a MockConfigFile.json. */
  readonly mocks?: string;
  /** Input name → path of a JSON file. */
  readonly inputs: Readonly<Record<string, string>>;
  /** schemas/workload.schema.json */
  readonly workload?: JsonObject;
}

/**
 * A fan-out/fan-in of functions, queues and a table of one's own. Paths are relative to the file. A local run takes
 * batches, workers, time-out and memory from the template where there is one.
 */
export interface ProjectPipeline {
  /** Path of the module that exports the pipeline's functions as `PIPELINE`. */
  readonly module: string;
  /** Path of the module that exports `task`, the work on one item. */
  readonly task: string;
  /** Path of the module that exports `reduce`, the fan-in. */
  readonly reduce: string;
  /** What input files are: JSON Lines or CSV. */
  readonly format: 'jsonl' | 'csv';
  /** Folder that local runs write their output to. */
  readonly output: string;
  /** Counter shards of a job, 1 to 100. */
  readonly shards: number;
  /** Messages that the worker gets at once, 1 to 10. */
  readonly batchSize: number;
  /** Workers at once, 2 to 1,000. */
  readonly maximumConcurrency: number;
  /** Time-out of the worker, 10 to 900. */
  readonly timeoutSeconds: number;
  /** 128 to 10,240. */
  readonly memoryMb: number;
}

export interface ProjectFunction {
  /** Path of the module (.js, .mjs, .cjs, .ts, .py). */
  readonly module: string;
  /** The exported handler; `handler` unless said. */
  readonly export: string;
  /** Lambda's default is 3 seconds, its limit 900. */
  readonly timeoutSeconds: number;
  /** 128 to 10,240. */
  readonly memoryMb: number;
}
