import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { JsonObject, JsonValue } from '../../src/asl/json.ts';

/** One case recorded on AWS, as the README beside the cases describes it. */
export interface RecordedCase {
  readonly name: string;
  readonly group: string;
  readonly kind: string;
  readonly tier: string;
  readonly stateMachineType?: 'STANDARD' | 'EXPRESS';
  readonly definition?: JsonObject;
  /** Of the kind validate. */
  readonly request?: JsonObject;
  readonly input?: JsonValue;
  readonly fixtures?: {
    readonly s3?: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
    readonly lambdas?: Readonly<Record<string, { handler: string; source: string; runtime: string }>>;
  };
  readonly taskInvocations?: readonly TaskInvocation[];
  readonly expected: Expected;
  readonly placeholders?: readonly string[];
}

export interface TaskInvocation {
  readonly state: string;
  readonly submitted?: JsonValue;
  readonly result?: {
    readonly type: string;
    readonly output?: JsonValue;
    readonly error?: string;
    readonly cause?: JsonValue;
  };
}

export interface Expected {
  /** Of the kind create_error. */
  readonly exception?: string;
  readonly message?: string;
  readonly status?: string;
  readonly output?: JsonValue;
  readonly error?: string;
  readonly cause?: JsonValue;
  readonly eventOrder?: 'total' | 'partial' | 'parallel-branches-sorted';
  readonly history?: readonly JsonObject[];
  /** Of the kind map_run: the answers of ListMapRuns and DescribeMapRun. */
  readonly list_map_runs?: JsonObject;
  readonly describe_map_run?: JsonObject;
}

/** The comparator that comes with the cases. */
export interface Comparator {
  setPlaceholders(list: readonly string[] | undefined): void;
  match(expected: unknown, actual: unknown): boolean;
}

/** Where the cases lie: the folder given, or `conformance` in FANOUT_SHARED or ../shared. */
export function findCases(given: string | undefined): string {
  return resolve(given ?? join(process.env['FANOUT_SHARED'] ?? '../shared', 'conformance'));
}

/** All cases of a folder, group by group. Empty when there is no such folder. */
export function readCases(folder: string): RecordedCase[] {
  if (!existsSync(join(folder, 'match.mjs'))) return [];
  return readdirSync(folder)
    .filter((group) => statSync(join(folder, group)).isDirectory())
    .flatMap((group) =>
      readdirSync(join(folder, group))
        .filter((file) => file.endsWith('.json'))
        .map((file) => readCase(readFileSync(join(folder, group, file), 'utf8'))),
    );
}

/** The recorder's word for a second account stands bare, unlike its other marks. */
function readCase(text: string): RecordedCase {
  return JSON.parse(
    text.replaceAll('secondary_test_aws_account_id', '<secondary_test_aws_account_id>'),
  ) as RecordedCase;
}
