import type { Scope, State } from '../../asl/definition.ts';
import type { FieldReader } from './field-reader.ts';
import type { ScopePlan, StatePlan } from './plan.ts';

/** Where a transition goes. Filled when all states of the scope are compiled, since states may be circular. */
export interface Link {
  plan: StatePlan | undefined;
}

/** What the compiler of one state needs besides the state's own fields. */
export interface StateContext {
  readonly state: State;
  readonly fields: FieldReader;
  /** The state that the string under `name` of these fields names; a problem when there is none. */
  link(fields: FieldReader, name: string): Link;
  /** `childType`: where its states run as child executions, their type. */
  compileScope(scope: Scope, childType?: 'STANDARD' | 'EXPRESS'): ScopePlan | undefined;
}
