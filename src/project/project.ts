import type { JsonObject } from '../asl/json.ts';
import type { QueryLanguage } from '../asl/definition.ts';

/** fanout.json: what lies beside a definition to make it runnable. Paths are relative to the file. */
export interface Project {
  /** Path of the definition. */
  readonly definition: string;
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
