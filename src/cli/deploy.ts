import path from 'node:path';
import type { Deployment } from '../executions/deploy-machine.ts';
import type { PreparedDefinition } from '../executions/prepare-deployment.ts';
import type { RolePlan } from '../executions/machine-role.ts';
import { UsageError, type Terminal } from './exit.ts';
import type { CommandContext } from './program.ts';
import { readDefinitionFile } from './read-definition.ts';
import type { Remote } from './remote.ts';
import { splitPairs } from './runtime-options.ts';
import type { StartTarget } from './start.ts';

export interface DeployFlags {
  readonly machine?: string;
  readonly substitute: readonly string[];
  readonly deploy?: boolean;
  readonly role?: string;
  readonly createRole?: boolean;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly logLevel?: 'OFF' | 'ALL' | 'ERROR' | 'FATAL';
  readonly logGroup?: string;
  readonly logData?: boolean;
  readonly tracing?: string;
  readonly publish?: boolean;
  readonly yes?: boolean;
}

/** Throws a UsageError for what says nothing, or contradicts itself. */
export function checkDeployFlags(flags: DeployFlags, isArn: boolean): void {
  const { deploy, role, createRole, type, logLevel, logGroup, logData, tracing, publish } = flags;
  if (isArn && (deploy === true || flags.machine !== undefined || flags.substitute.length > 0))
    throw new UsageError('--deploy, --machine and --substitute are about a FILE: an ARN is started as it is deployed.');
  if (
    !deploy &&
    [role, createRole, type, logLevel, logGroup, logData, tracing, publish].some((each) => each !== undefined)
  )
    throw new UsageError(
      '--role, --create-role, --type, --log-level, --log-group, --log-data, --tracing and --publish are about --deploy: add it.',
    );
  if (role !== undefined && createRole === true)
    throw new UsageError('--role and --create-role exclude each other: take one.');
  if (role !== undefined && !/^arn:[\w-]+:iam::\d{12}:role\/./.test(role))
    throw new UsageError(`--role ${role} is no ARN of a role: it reads arn:aws:iam::ACCOUNT:role/NAME.`);
  if (tracing !== undefined && tracing !== 'on' && tracing !== 'off')
    throw new UsageError(`--tracing ${tracing}: it is on or off.`);
  if ((logGroup !== undefined || logData === true) && (logLevel === undefined || logLevel === 'OFF'))
    throw new UsageError('--log-group and --log-data need a --log-level other than OFF.');
  if (logLevel !== undefined && logLevel !== 'OFF' && logGroup === undefined)
    throw new UsageError(`--log-level ${logLevel} needs a --log-group ARN.`);
}

/** Finds the machine of a file, and creates or updates it where that is asked for and `guard` does not throw. */
export async function deployFile(
  file: string,
  flags: DeployFlags,
  remote: Remote,
  { terminal }: CommandContext,
  guard: (target: StartTarget) => Promise<void>,
): Promise<StartTarget> {
  const { client, signal } = remote;
  const [{ findMachine, isSameDefinition }, { checkDeployment, deployMachine, describeChanges }] = await Promise.all([
    import('../executions/find-machine.ts'),
    import('../executions/deploy-machine.ts'),
  ]);
  const prepared = await prepare(file, flags, remote, terminal);
  const wanted = flags.machine ?? prepared.machineName;
  const known = await findMachine(client, wanted, signal);
  if (flags.deploy !== true) {
    if (known === undefined)
      throw new UsageError(
        `There is no state machine ${wanted} there: add --deploy to create it, or name one with --machine.`,
      );
    if (!isSameDefinition(prepared.definition, known.definition))
      throw new UsageError(
        `${wanted} was deployed with another definition than ${file}: add --deploy to update it, or start it as it is by its ARN, ${known.stateMachineArn}.`,
      );
    const target = { machine: known, prepared, deployed: undefined };
    await guard(target);
    return target;
  }
  if (known === undefined && wanted.startsWith('arn:'))
    throw new UsageError(`There is no state machine ${wanted}: give a name to create one.`);
  const type = flags.type ?? prepared.project?.type ?? known?.type ?? prepared.type;
  const { definition } = prepared;
  await guard({ machine: { stateMachineArn: '', type, definition }, prepared, deployed: undefined });
  const asked = describeDeployment(known?.name ?? wanted, type, definition, flags);
  checkDeployment(flags.createRole === true ? { ...asked, roleArn: '' } : asked, known);
  const isRoleNew = flags.createRole === true;
  const deployment = isRoleNew ? { ...asked, roleArn: await makeRole(asked, flags, remote, terminal) } : asked;
  if (known !== undefined)
    terminal.stderr.write(
      `fanout: ${known.name}: ${describeChanges(deployment, known).join('; ') || 'nothing'} changes\n`,
    );
  const deployed = await deployMachine(client, deployment, known, { isRoleNew, signal });
  terminal.stderr.write(`fanout: ${deployed.action} ${deployed.versionArn ?? deployed.stateMachineArn}\n`);
  const stateMachineArn = deployed.versionArn ?? deployed.stateMachineArn;
  const machine = { stateMachineArn, type, definition };
  return { machine, prepared, deployed };
}

async function prepare(
  file: string,
  flags: DeployFlags,
  remote: Remote,
  terminal: Terminal,
): Promise<PreparedDefinition> {
  const { prepareDeployment } = await import('../executions/prepare-deployment.ts');
  const definitionPath = path.resolve(terminal.cwd(), file);
  const { text } = await readDefinitionFile(definitionPath);
  const prepared = await prepareDeployment({
    definitionPath,
    definitionText: text,
    substitutions: Object.fromEntries(splitPairs('--substitute', 'k=v', flags.substitute)),
    isEndpoint: remote.connection.endpoint !== undefined,
    region: await remote.client.config.region(),
    accountId: async () => (await import('../executions/machine-role.ts')).readAccountId(remote, remote.signal),
  });
  for (const [name, value] of Object.entries(prepared.localValues))
    terminal.stderr.write(
      `fanout: \${${name}} is ${value} there, too, as it is here; --substitute ${name}=… changes it\n`,
    );
  return prepared;
}

function describeDeployment(
  name: string,
  type: Deployment['type'],
  definition: string,
  { role, logLevel, logGroup, logData = false, tracing, publish }: DeployFlags,
): Deployment {
  return {
    ...{ name, type, definition },
    roleArn: role,
    publish: publish === true,
    ...(tracing === undefined ? {} : { tracing: tracing === 'on' }),
    ...(logLevel === undefined ? {} : { logging: { level: logLevel, logGroupArn: logGroup, includeData: logData } }),
  };
}

/** Shows the role that a definition needs, and makes it where the flags say so. */
async function makeRole(
  { name, definition, logging, tracing = false }: Deployment,
  { yes }: DeployFlags,
  remote: Remote,
  terminal: Terminal,
): Promise<string> {
  const { planRole, createRole } = await import('../executions/machine-role.ts');
  const isLogging = logging !== undefined && logging.level !== 'OFF';
  const plan = await planRole(remote, { machineName: name, definition, logging: isLogging, tracing }, remote.signal);
  showRole(plan, terminal);
  if (yes !== true) throw new UsageError('Nothing was made: add --yes to create this role and deploy with it.');
  return createRole(remote, plan, remote.signal);
}

/** Prints a role before it is made. */
export function showRole({ roleName, trust, policy, unknown }: RolePlan, terminal: Terminal): void {
  const document = JSON.stringify({ roleName, trust, policy }, undefined, 2);
  terminal.stderr.write(`fanout: the role to create:\n${document}\n`);
  for (const sentence of unknown) terminal.stderr.write(`fanout: not in this policy, add it yourself: ${sentence}\n`);
}
