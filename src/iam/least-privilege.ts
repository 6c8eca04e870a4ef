import type { Definition, Scope, State } from '../asl/definition.ts';
import { isJsonObject, type JsonObject } from '../asl/json.ts';
import { outwards } from '../asl/scopes.ts';
import { toJson } from '../asl/values.ts';
import { grantMapRun, grantNestedMapRun, grantReader, grantWriter } from './distributed-map.ts';
import { grantTask, type Grant } from './integrations.ts';
import { mergeStatements, type PolicyContext, type Statement } from './statement.ts';
import { namedText, substituted } from './texts.ts';

export interface Privileges {
  /** What the role needs to run the states. */
  readonly statements: readonly Statement[];
  /**
   * What a distributed Map needs on its own state machine. In a template these go into a policy of their own
   * (AWS::IAM::Policy): in the machine's role they would be circular.
   */
  readonly selfStatements: readonly Statement[];
  /** The states whose needs cannot be told; whoever deploys has to add them. */
  readonly unknown: readonly UnknownPrivilege[];
}

export interface UnknownPrivilege {
  /** JSON Pointer of the state. */
  readonly pointer: string;
  /** One sentence with the state's name. */
  readonly message: string;
}

/** The least that the role of this state machine must be allowed, and what could not be told from the definition. */
export function leastPrivilege(definition: Definition, context: PolicyContext): Privileges {
  const statements: Statement[] = [];
  const selfStatements: Statement[] = [];
  const unknown: UnknownPrivilege[] = [];
  const collect = (state: State, grant: Grant): void => {
    if ('statements' in grant) statements.push(...grant.statements);
    else unknown.push({ pointer: state.pointer, message: `${state.name}: ${grant.fault}.` });
  };
  for (const state of definition.machine ? statesOf(definition.machine) : []) {
    if (state.type === 'Task') collect(state, grantState(state, context));
    if (!state.scopes.some(({ mode }) => mode === 'DISTRIBUTED')) continue;
    const label = fieldOf(state, 'Label');
    selfStatements.push(
      ...(isNested(state)
        ? grantNestedMapRun(context)
        : grantMapRun(typeof label === 'string' ? label : undefined, context)),
    );
    const reader = fieldOf(state, 'ItemReader');
    const writer = fieldOf(state, 'ResultWriter');
    if (isJsonObject(reader)) collect(state, grantReader(reader, context));
    if (isJsonObject(writer)) collect(state, grantWriter(writer, context));
  }
  return {
    statements: mergeStatements(statements),
    selfStatements: mergeStatements(selfStatements),
    unknown,
  };
}

/** Whether a state runs in the child executions of a distributed Map. */
function isNested({ scope }: State): boolean {
  return [...outwards(scope)].some(({ mode }) => mode === 'DISTRIBUTED');
}

function* statesOf(scope: Scope): Generator<State> {
  for (const state of scope.states) {
    yield state;
    for (const inner of state.scopes) yield* statesOf(inner);
  }
}

function grantState(state: State, context: PolicyContext): Grant {
  const credentials = fieldOf(state, 'Credentials');
  if (credentials !== undefined) return grantRole(isJsonObject(credentials) ? credentials : {}, context);
  const resource = fieldOf(state, 'Resource');
  const fields: JsonObject = {};
  for (const key of ['Parameters', 'Arguments']) {
    const value = fieldOf(state, key);
    if (isJsonObject(value)) Object.assign(fields, value);
  }
  if (typeof resource !== 'string') return { fault: 'its Resource is known only when it is deployed' };
  return grantTask(substituted(resource, context), fields, context);
}

/**
 * A Task with Credentials calls its service as that role, which has to be allowed the call; the machine's own role only
 * takes it. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 */
function grantRole(credentials: JsonObject, context: PolicyContext): Grant {
  const role = namedText(credentials, 'RoleArn', context);
  if ('fault' in role) return role;
  return { statements: [{ sid: 'AssumeTaskRoles', actions: ['sts:AssumeRole'], resources: [role.text] }] };
}

function fieldOf(state: State, name: string): ReturnType<typeof toJson> | undefined {
  const value = state.fields.get(name)?.value;
  return value && toJson(value);
}
