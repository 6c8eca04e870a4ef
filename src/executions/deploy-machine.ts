import type { LogLevel, LoggingConfiguration, SFNClient } from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSameDefinition, type DeployedMachine } from './find-machine.ts';
import { RunRefused } from './run-refused.ts';

export interface Deployment {
  readonly name: string;
  /** JSON text, with all names filled in. */
  readonly definition: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Undefined: the one that it has. */
  readonly roleArn: string | undefined;
  /** Undefined: what it has; nothing where it is new. */
  readonly logging?: MachineLogging | undefined;
  readonly tracing?: boolean | undefined;
  /** Whether to publish a version, which a later update leaves as it is. */
  readonly publish: boolean;
}

export interface MachineLogging {
  readonly level: LogLevel;
  /** Absent for OFF. */
  readonly logGroupArn?: string | undefined;
  /** Whether input and output of states are logged, too. */
  readonly includeData: boolean;
}

export interface Deployed {
  readonly stateMachineArn: string;
  readonly versionArn: string | undefined;
  readonly action: 'created' | 'updated' | 'unchanged';
}

/** IAM takes seconds to tell everybody of a new role. Milliseconds. */
const ROLE_PATIENCE = 60_000;
const ROLE_PAUSE = 3000;

/**
 * Creates a machine, or updates the one that is there (`known`); nothing is sent where it has all this already. Rejects
 * with RunRefused where it cannot be as asked, and with the API's error.
 *
 * @param isRoleNew a role that was made a moment ago: Step Functions is asked again until it may assume it.
 */
export async function deployMachine(
  client: SFNClient,
  wanted: Deployment,
  known: DeployedMachine | undefined,
  { isRoleNew = false, signal }: { readonly isRoleNew?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<Deployed> {
  const { CreateStateMachineCommand, UpdateStateMachineCommand } = await import('@aws-sdk/client-sfn');
  checkDeployment(wanted, known);
  const options = signal === undefined ? {} : { abortSignal: signal };
  const { name, definition, type, publish } = wanted;
  const roleArn = wanted.roleArn ?? known?.roleArn ?? '';
  const logging = wanted.logging === undefined ? {} : { loggingConfiguration: loggingOf(wanted.logging) };
  const tracing = wanted.tracing === undefined ? {} : { tracingConfiguration: { enabled: wanted.tracing } };
  const settings = { definition, roleArn, publish, ...logging, ...tracing };
  const once = async (): Promise<Deployed> => {
    if (known === undefined) {
      const made = await client.send(new CreateStateMachineCommand({ name, type, ...settings }), options);
      return {
        stateMachineArn: made.stateMachineArn ?? '',
        versionArn: made.stateMachineVersionArn,
        action: 'created',
      };
    }
    const { stateMachineArn } = known;
    const updated = await client.send(new UpdateStateMachineCommand({ stateMachineArn, ...settings }), options);
    return { stateMachineArn, versionArn: updated.stateMachineVersionArn, action: 'updated' };
  };
  if (known !== undefined && !publish && isAsWanted(wanted, known))
    return { stateMachineArn: known.stateMachineArn, versionArn: undefined, action: 'unchanged' };
  return isRoleNew ? untilAssumed(once, signal) : once();
}

/** What an update would change, in words; empty: nothing but, perhaps, a version. */
export function describeChanges(wanted: Deployment, known: DeployedMachine): string[] {
  const changes: string[] = [];
  if (!isSameDefinition(wanted.definition, known.definition)) changes.push('the definition');
  if (wanted.roleArn !== undefined && wanted.roleArn !== known.roleArn)
    changes.push(`the role, from ${known.roleArn} to ${wanted.roleArn}`);
  if (wanted.logging !== undefined && !isSameLogging(wanted.logging, known))
    changes.push(`the log level, from ${known.logging?.level ?? 'OFF'} to ${wanted.logging.level}`);
  if (wanted.tracing !== undefined && wanted.tracing !== known.tracing)
    changes.push(`tracing, ${wanted.tracing ? 'on' : 'off'}`);
  return changes;
}

const isAsWanted = (wanted: Deployment, known: DeployedMachine): boolean => describeChanges(wanted, known).length === 0;

/** Throws RunRefused for what cannot be deployed as asked. */
export function checkDeployment(wanted: Deployment, known: DeployedMachine | undefined): void {
  if (known !== undefined && known.type !== wanted.type)
    throw new RunRefused(
      'options',
      `${known.name} is ${known.type}, and a type cannot be changed: deploy it under another name, or as ${known.type}.`,
    );
  if (known === undefined && wanted.roleArn === undefined)
    throw new RunRefused('options', `${wanted.name} is new there and needs a role: name one, or have one created.`);
  const { logging } = wanted;
  if (logging !== undefined && logging.level !== 'OFF' && logging.logGroupArn === undefined)
    throw new RunRefused('options', 'Logging needs the ARN of a log group.');
}

/** Step Functions wants `:*` behind the ARN of a log group. */
function loggingOf({ level, logGroupArn, includeData }: MachineLogging): LoggingConfiguration {
  if (level === 'OFF' || logGroupArn === undefined) return { level: 'OFF' };
  const group = logGroupArn.endsWith(':*') ? logGroupArn : `${logGroupArn}:*`;
  return {
    level,
    includeExecutionData: includeData,
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: group } }],
  };
}

function isSameLogging(wanted: MachineLogging, { logging }: DeployedMachine): boolean {
  const { level, includeExecutionData = false, destinations = [] } = loggingOf(wanted);
  const group = destinations[0]?.cloudWatchLogsLogGroup?.logGroupArn;
  return (
    (logging?.level ?? 'OFF') === level &&
    (logging?.includeExecutionData ?? false) === includeExecutionData &&
    logging?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn === group
  );
}

async function untilAssumed(work: () => Promise<Deployed>, signal: AbortSignal | undefined): Promise<Deployed> {
  for (let waited = 0; ; waited += ROLE_PAUSE) {
    try {
      return await work();
    } catch (error) {
      const notYet = error instanceof Error && /authorized to assume the provided role/i.test(error.message);
      if (!notYet || waited >= ROLE_PATIENCE) throw error;
      await sleep(ROLE_PAUSE, undefined, signal === undefined ? {} : { signal });
    }
  }
}
