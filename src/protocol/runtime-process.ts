import type { ExpectedItems } from './execution-snapshot.ts';

/**
 * What whoever starts the local Step Functions sends to its process. Paths are absolute. Nothing of it is secret; it
 * goes over IPC, never in the arguments.
 */
export interface RuntimeOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** False accepts any access key. */
  readonly auth: boolean;
  /** Bucket name → folder. */
  readonly buckets: Readonly<Record<string, string>>;
  readonly functions: Readonly<Record<string, RuntimeFunction>>;
  /** Path of a MockConfigFile.json. */
  readonly mocks?: string | undefined;
  readonly clock: 'real' | 'virtual';
  readonly limits: 'aws' | 'off';
  /** `none` unless said. */
  readonly pace?: PaceMode | undefined;
  /** Where machines, executions and their histories are kept; absent: nothing outlives the process. */
  readonly dataDir?: string | undefined;
}

/**
 * `aws`: no faster than the default quotas of an account in the region allow. `aws-starts`: child executions draw on
 * the quota of StartExecution, too, of which AWS does not say whether they do.
 */
export type PaceMode = 'none' | 'aws' | 'aws-starts';

/** A local handler, as in fanout.json. */
export interface RuntimeFunction {
  readonly module: string;
  readonly export: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

/** What reaches the endpoint, and the keys it was born with: the line that `fanout serve` prints. */
export interface RuntimeReady {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The folder of `--data`; null: nothing outlives the process. */
  readonly dataDir: string | null;
}

/** Host → runtime process. */
export type RuntimeRequest = { readonly kind: 'start'; readonly options: RuntimeOptions } | { readonly kind: 'close' };

/** Runtime process → host. */
export type RuntimeMessage =
  | { readonly kind: 'ready'; readonly ready: RuntimeReady }
  /** It can't be started as asked: one line for the user. */
  | { readonly kind: 'refused'; readonly message: string }
  /** How many items a Map Run will have, which the API does not tell while they are read. */
  | { readonly kind: 'expected'; readonly mapRunArn: string; readonly expected: ExpectedItems }
  /** What a local handler printed. */
  | {
      readonly kind: 'log';
      readonly functionName: string;
      readonly requestId: string | undefined;
      readonly text: string;
    };
