import { outwards } from '../asl/scopes.ts';
import type { Definition, ProcessorMode, QueryLanguage, Scope, State } from '../asl/definition.ts';
import type { ReadJsonata } from '../asl/expressions/read-jsonata.ts';
import type { PathReader } from '../asl/expressions/read-paths.ts';
import type { Reject, Report } from './report.ts';

export type StateMachineType = 'STANDARD' | 'EXPRESS';

/** What every family of rules is given. */
export interface RuleContext {
  readonly definition: Definition;
  /** Undefined where the definition's own text is all that is known. */
  readonly type: StateMachineType | undefined;
  /** All scopes, outer before inner, and all their states. */
  readonly scopes: readonly Scope[];
  readonly states: readonly State[];
  /** Names of all states. */
  readonly names: ReadonlySet<string>;
  readonly readJsonata: ReadJsonata;
  readonly readPath: PathReader;
  readonly report: Report;
  readonly reject: Reject;
}

/** What decides which keys an object has, and how its strings are read. */
export interface Surroundings {
  readonly language: QueryLanguage;
  readonly mode: ProcessorMode | undefined;
  /** The state that it is, or belongs to; the machine itself has none. */
  readonly state?: State;
}

/** The mode of a Map, by its processor; of any other state undefined. A Map without a processor is inline. */
export function modeOfMap(state: State): ProcessorMode | undefined {
  if (state.type !== 'Map') return undefined;
  const processor = state.scopes[0];
  return processor ? processor.mode : 'INLINE';
}

/** Whether a state runs in an execution of type EXPRESS: the nearest distributed Map around it decides, else the machine. */
export function runsAsExpress({ type }: Pick<RuleContext, 'type'>, { scope }: State): boolean {
  for (const { mode, executionType } of outwards(scope)) if (mode === 'DISTRIBUTED') return executionType === 'EXPRESS';
  return type === 'EXPRESS';
}
