import type { Rerun } from '../executions/prepare-rerun.ts';
import type { RerunMachine } from '../executions/rerun-machine.ts';
import { RunRefused } from '../executions/run-refused.ts';
import type { ResultSet } from '../items/result-files.ts';
import type { S3Options } from '../items/s3-bucket.ts';
import { checkDeployFlags, showRole } from './deploy.ts';
import { UsageError } from './exit.ts';
import { guardCost, readMostCost } from './guard-cost.ts';
import type { CommandContext } from './program.ts';
import { askRemote, type ConnectionFlags, type Remote } from './remote.ts';
import type { RuntimeSettings } from './runtime-options.ts';
import { followToEnd } from './watch.ts';

/** Options of a re-run on AWS or an endpoint. */
export interface RemoteRerunFlags extends ConnectionFlags {
  readonly role?: string;
  readonly createRole?: boolean;
  readonly local?: boolean;
  readonly plan?: boolean;
  readonly yes?: boolean;
  readonly maxCost: string;
  readonly json?: boolean;
}

/** What a re-run is made from. */
export interface RemoteRerun {
  readonly set: ResultSet;
  readonly rerun: Rerun;
  readonly definitionPath: string;
  readonly settings: Pick<RuntimeSettings, 'buckets' | 'substitutions'>;
  readonly s3: S3Options;
}

/** Whether it goes to AWS or an endpoint. Throws a UsageError for flags that contradict each other. */
export function isRemote({ role, createRole, local, endpoint, profile }: RemoteRerunFlags): boolean {
  const isRoleSaid = role !== undefined || createRole === true;
  if (local === true && isRoleSaid)
    throw new UsageError('--local runs it here, without a role: leave out --role and --create-role.');
  checkDeployFlags({ deploy: true, substitute: [], ...(role && { role }), ...(createRole && { createRole }) }, false);
  return local !== true && (isRoleSaid || endpoint !== undefined || profile !== undefined);
}

/**
 * Deploys the copy of the definition as a machine of its own, starts it with the items, and follows it to its end; exit
 * code 1 where items fail again.
 */
export async function rerunRemotely(
  rerun: RemoteRerun,
  flags: RemoteRerunFlags,
  context: CommandContext,
): Promise<void> {
  const { mapRunArn } = rerun.set.manifest;
  const most = readMostCost(flags.maxCost);
  const { planRerunMachine, rerunWorkload } = await import('../executions/rerun-machine.ts');
  await askRemote(flags, context, { arn: mapRunArn, action: 'states:CreateStateMachine' }, async (remote) => {
    const { terminal } = context;
    const { definitionPath } = rerun;
    const { substitutions } = rerun.settings;
    const request = { rerun: rerun.rerun, mapRunArn, definitionPath, substitutions };
    const machine = await planRerunMachine(remote, request, remote.signal);
    const { name, prepared, known } = machine;
    terminal.stderr.write(`fanout: as the state machine ${name}, which is ${known ? 'updated' : 'created'} there\n`);
    for (const [key, value] of Object.entries(prepared.localValues))
      terminal.stderr.write(
        `fanout: \${${key}} is ${value} there, too, as it is here; --substitute ${key}=… changes it\n`,
      );
    const workload = rerunWorkload(rerun.rerun, prepared);
    const run = { definition: prepared.definition, type: 'STANDARD', workload } as const;
    await guardCost(run, { most, yes: flags.yes === true || flags.plan === true }, remote, terminal);
    const role = await chooseRole(machine, mapRunArn, flags, remote, context);
    if (flags.plan !== true) await start(rerun, machine, role, flags, remote, context);
  });
  if (flags.plan === true) context.terminal.stdout.write(rerun.rerun.definition);
}

interface ChosenRole {
  readonly roleArn: string | undefined;
  readonly isRoleNew: boolean;
}

/** Shows what the role has to allow, and makes it where the flags say so. */
async function chooseRole(
  machine: RerunMachine,
  mapRunArn: string,
  { role, createRole, plan: isPlan, yes }: RemoteRerunFlags,
  remote: Remote,
  { terminal }: CommandContext,
): Promise<ChosenRole> {
  const { planRerunRole } = await import('../executions/rerun-machine.ts');
  if (createRole !== true) {
    const roleArn = role ?? machine.known?.roleArn;
    if (roleArn === undefined)
      throw new RunRefused(
        'options',
        `${machine.name} needs a role that may start its children: name one with --role ARN, or have one made with --create-role. --local runs the items on this machine instead.`,
      );
    const { policy, unknown } = await planRerunRole(remote, machine, mapRunArn, roleArn, remote.signal);
    terminal.stderr.write(
      `fanout: it runs with ${roleArn}, which has to allow:\n${JSON.stringify(policy, undefined, 2)}\n`,
    );
    for (const sentence of unknown) terminal.stderr.write(`fanout: and what this list lacks: ${sentence}\n`);
    return { roleArn, isRoleNew: false };
  }
  const { createRole: makeRole } = await import('../executions/machine-role.ts');
  const plan = await planRerunRole(remote, machine, mapRunArn, undefined, remote.signal);
  showRole(plan, terminal);
  if (isPlan === true) return { roleArn: undefined, isRoleNew: false };
  if (yes !== true) throw new UsageError('Nothing was made: add --yes to create this role and run the items with it.');
  return { roleArn: await makeRole(remote, plan, remote.signal), isRoleNew: true };
}

async function start(
  { rerun, settings, s3 }: RemoteRerun,
  machine: RerunMachine,
  role: ChosenRole,
  flags: RemoteRerunFlags,
  remote: Remote,
  context: CommandContext,
): Promise<void> {
  const [{ startRerun }, { makeBuckets }, { hasFailures }] = await Promise.all([
    import('../executions/rerun-machine.ts'),
    import('../items/buckets.ts'),
    import('./rerun-results.ts'),
  ]);
  // Folders that were named are those of an endpoint on this machine: AWS reads none.
  const folders = remote.connection.endpoint === undefined ? {} : settings.buckets;
  const buckets = await makeBuckets({ folders, s3 });
  const { signal } = remote;
  const findBucket = (name: string) => buckets.find(name);
  const { executionArn } = await startRerun(remote, rerun, machine, { ...role, findBucket, signal });
  context.terminal.stderr.write(`fanout: started ${executionArn}\n`);
  const outcome = await followToEnd(executionArn, remote, flags, context);
  if (hasFailures(outcome)) context.exitWith(1);
}
