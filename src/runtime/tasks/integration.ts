import type { JsonObject, JsonValue } from '../../asl/json.ts';
import { isJsonObject } from '../../asl/json.ts';
import { StatesError, type TaskRequest } from '../contracts.ts';

/** A service integration, as its Resource names it. */
export interface Integration {
  /** `states`, `dynamodb`, `s3`. */
  readonly service: string;
  /** With a small first letter: `getItem`. */
  readonly action: string;
  readonly pattern: '' | 'sync' | 'sync:2' | 'waitForTaskToken';
  /** `aws-sdk:…`: any action of the service, errors and results as the AWS SDK for Java 2 has them. */
  readonly isSdk: boolean;
}

const RESOURCE =
  /^arn:aws(?:-[a-z]+)*:states:[^:]*:[^:]*:(aws-sdk:)?([\w-]+):(\w+)(?:\.(sync|sync:2|waitForTaskToken))?$/;

/** Undefined for what is no service integration. */
export function readIntegration(resource: string): Integration | undefined {
  const [, sdk, service, action, pattern = ''] = RESOURCE.exec(resource) ?? [];
  if (service === undefined || action === undefined) return undefined;
  return {
    service: service.toLowerCase(),
    action: lowerFirst(action),
    pattern: pattern as Integration['pattern'],
    isSdk: sdk !== undefined,
  };
}

export function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

export function upperFirst(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** What no mock has answered and nobody here can do: no Catch hides it. `ways`: what to do besides a mock. */
export function nothingCarriesOut({ resource, stateName }: TaskRequest, ways: string): StatesError {
  return new StatesError(
    'States.Runtime',
    `Nothing here carries out ${resource}: mock the state "${stateName}" (--mocks FILE)${ways}.`,
  );
}

/** A call that cannot be made as it is written. */
export function badCall(message: string): StatesError {
  return new StatesError('States.Runtime', message);
}

/** The parameters of a call; throws where they are no object. */
export function readParameters({ parameters, resource }: TaskRequest): JsonObject {
  if (isJsonObject(parameters)) return parameters;
  throw badCall(`The parameters of ${resource} must be an object.`);
}

/** One text among the parameters; throws where it is missing or no text. */
export function readText(parameters: JsonObject, name: string, resource: string): string {
  const value = parameters[name];
  if (typeof value === 'string' && value !== '') return value;
  throw badCall(`The parameters of ${resource} lack "${name}", a text.`);
}

/** Throws for a parameter that the call does not take. */
export function refuseOthers(parameters: JsonObject, known: readonly string[], resource: string): void {
  const other = Object.keys(parameters).find((name) => !known.includes(name));
  if (other !== undefined) throw unknownField(other, resource);
}

/** As Step Functions words it. */
export function unknownField(name: string, resource: string): StatesError {
  return badCall(`The field "${name}" is not supported by Step Functions for ${resource.replace(/^.*:::/, '')}.`);
}

/** A time as Java writes an Instant, which is what `aws-sdk:` tasks give. */
export function writeInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

/** Nothing here assumes roles: a role of another account would be asked for another account's data. */
export function refuseForeignRole({ roleArn, stateName }: TaskRequest, accountId: string): void {
  const account = roleArn?.split(':')[4];
  if (account === undefined || account === accountId) return;
  throw badCall(
    `Credentials.RoleArn ${roleArn ?? ''} is a role of another account, and nothing here assumes roles: ` +
      `mock the state "${stateName}" (--mocks FILE), or leave Credentials out.`,
  );
}

/** A JSON text where the parameter is one in the API: structures become text, texts stay. */
export function asJsonText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
