import type { Definition, State } from '../../asl/definition.ts';
import { isJsonObject, type JsonValue } from '../../asl/json.ts';
import { allStates } from '../../asl/scopes.ts';
import { ApiError } from '../service/api-error.ts';
import { compileDefinition, compileRead, readDefinition } from '../service/compile.ts';
import { compileStateMachine } from '../interpreter/compile.ts';
import type { Probe } from '../interpreter/probe.ts';
import type { StatePlan } from '../interpreter/plan.ts';

/** What AWS calls a state that comes without its state machine. */
const LONE_NAME = 'StateName';

export interface TestedState {
  readonly state: State;
  readonly definition: Definition;
}

/**
 * Finds the state to be tested: in a whole machine by its name, at any level, or alone. Throws InvalidDefinition, and
 * ValidationException where the machine has no such state.
 */
export function findTestedState(text: string, stateName: string | undefined): TestedState {
  const definition = readDefinition(stateName === undefined ? wrapState(text) : text);
  // A first look at the machine, with all that AWS would refuse of it.
  compileRead(definition, 'STANDARD');
  const name = stateName ?? LONE_NAME;
  for (const state of allStates(definition)) if (state.name === name) return { state, definition };
  throw new ApiError('ValidationException', `State '${name}' does not exist in the state machine definition`);
}

/** Compiles the machine with a probe in the state that it names. */
export function compileTested({ definition }: TestedState, probe: Probe): StatePlan {
  compileStateMachine(definition, 'STANDARD', probe);
  if (probe.plan) return probe.plan;
  throw new Error(`There is no state ${probe.pointer}`);
}

/** A machine of this state alone, and of the states that it names, which need not be there. */
function wrapState(text: string): string {
  const value = parse(text);
  // Refused as it stands: what is no JSON must not become JSON by what is put around it.
  if (value === undefined) compileDefinition(text, 'STANDARD');
  const targets = new Set(isJsonObject(value) ? targetsOf(value) : []);
  targets.delete(LONE_NAME);
  const others = [...targets].map((name) => `,${JSON.stringify(name)}:{"Type":"Succeed"}`);
  return `{"StartAt":"${LONE_NAME}","States":{"${LONE_NAME}":${text}${others.join('')}}}`;
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The states that a state names: Next, Default, and Next of Choices and Catch. */
function targetsOf(state: { readonly [name: string]: JsonValue }): string[] {
  const rules = [state['Choices'], state['Catch']].flatMap((value) => (Array.isArray(value) ? value : []));
  const names = [state['Next'], state['Default'], ...rules.map((rule) => (isJsonObject(rule) ? rule['Next'] : null))];
  return names.filter((name) => typeof name === 'string');
}
