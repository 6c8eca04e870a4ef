import { ApiError, invalidArn, validationError } from './api-error.ts';

/** How many parts follow the kind: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
const MOST_PARTS: Readonly<Record<string, number>> = {
  stateMachine: 2,
  execution: 2,
  mapRun: 2,
  activity: 1,
};

/**
 * Checks that an ARN is of one of these kinds (`stateMachine`, `execution`, `mapRun`, `activity`); throws InvalidArn as
 * AWS words it.
 */
export function checkArn(arn: string, ...kinds: readonly string[]): void {
  const [prefix, partition, service, region = '', accountId = '', kind = '', ...parts] = arn.split(':');
  if (prefix !== 'arn' || partition === undefined || !/^aws(-[a-z]+)*$/.test(partition))
    throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (service !== 'states') throw invalidArn(`Invalid ARN service: ${arn}`);
  if (region === '' || accountId === '' || parts.length === 0 || parts.includes(''))
    throw invalidArn(`Invalid ARN: ${arn}`);
  if (!kinds.includes(kind)) throw invalidArn(`Resource type not valid in this context: ${kind}`);
  const most = MOST_PARTS[kind] ?? 0;
  // A state machine's second part is a version or an alias, and may be missing.
  if (parts.length > most || (parts.length < most && kind !== 'stateMachine')) throw invalidArn(`Invalid ARN: ${arn}`);
}

/**
 * `…:stateMachine:name:1` → the machine's ARN and whether a version or alias follows. Throws InvalidArn, and
 * ValidationException for a state machine of the children of a Map (`name/label`), which no action takes.
 */
export function splitMachineArn(arn: string): { readonly machineArn: string; readonly qualified: boolean } {
  checkArn(arn, 'stateMachine');
  const parts = arn.split(':');
  if (parts[6]?.includes('/') === true)
    throw validationError(
      `${arn} is the ARN of a distributed Map: name the state machine without the label`,
      'API_DOES_NOT_SUPPORT_LABELED_ARNS',
    );
  return { machineArn: parts.slice(0, 7).join(':'), qualified: parts.length > 7 };
}

/** Builds the ARNs of one account in one region. */
export interface ArnFactory {
  stateMachine(name: string): string;
  execution(machine: string, name: string): string;
  express(machine: string, name: string, uuid: string): string;
  mapRun(machine: string, label: string, uuid: string): string;
  activity(name: string): string;
}

export function createArnFactory(region: string, accountId: string): ArnFactory {
  const base = `arn:aws:states:${region}:${accountId}`;
  return {
    stateMachine: (name) => `${base}:stateMachine:${name}`,
    execution: (machine, name) => `${base}:execution:${machine}:${name}`,
    express: (machine, name, uuid) => `${base}:express:${machine}:${name}:${uuid}`,
    mapRun: (machine, label, uuid) => `${base}:mapRun:${machine}/${label}:${uuid}`,
    activity: (name) => `${base}:activity:${name}`,
  };
}

/**
 * Names of machines, executions and activities: 1 to 80 characters, none of those AWS lists.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
 */
export function checkName(name: string): void {
  // eslint-disable-next-line no-control-regex -- AWS forbids control characters by their code points.
  if (/[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/.test(name))
    throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
}

/**
 * `…:mapRun:name/label:uuid` → `…:stateMachine:name/label`, of which the children are executions. Of a Map within such
 * children the name is `name/outer/label`.
 */
export function childMachineArn(mapRunArn: string): string {
  return mapRunArn.slice(0, mapRunArn.lastIndexOf(':')).replace(':mapRun:', ':stateMachine:');
}
