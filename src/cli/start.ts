import { Option } from 'commander';
import type { Deployed } from '../executions/deploy-machine.ts';
import type { DeployedMachine } from '../executions/find-machine.ts';
import type { PreparedDefinition } from '../executions/prepare-deployment.ts';
import { checkDeployFlags, deployFile, type DeployFlags } from './deploy.ts';
import { UsageError } from './exit.ts';
import type { CommandContext, RegisterCommand } from './program.ts';
import { readInput } from './read-input.ts';
import { addConnectionOptions, askRemote, type ConnectionFlags, type Remote } from './remote.ts';
import { guardCost, readMostCost } from './guard-cost.ts';
import { followToEnd } from './watch.ts';

export interface StartFlags extends ConnectionFlags, DeployFlags {
  readonly input?: string;
  readonly name?: string;
  readonly wait?: boolean;
  readonly yes?: boolean;
  readonly maxCost: string;
  readonly json?: boolean;
}

/** What is to be started. */
export interface StartTarget {
  readonly machine: Pick<DeployedMachine, 'stateMachineArn' | 'type' | 'definition'>;
  /** Of a file that was named. */
  readonly prepared: PreparedDefinition | undefined;
  readonly deployed: Deployed | undefined;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** `fanout start`: starts an execution on AWS or an endpoint, deployed first if asked. */
export const registerStart: RegisterCommand = (program, context) => {
  const command = program
    .command('start')
    .description('Start an execution on AWS or on an endpoint; deploys the definition first if asked.')
    .argument(
      '<FILE|ARN>',
      'a definition, whose file names its state machine; or a state machine, a version or an alias',
    )
    .option('--input <FILE|->', 'its input, a JSON file; - reads it from stdin', undefined)
    .option('--name <N>', 'of the execution; a random one unless said')
    .option('--wait', 'follow it to its end; exit code 1 when it does not succeed')
    .option('--machine <NAME|ARN>', 'the state machine of FILE, where it is not named like the file')
    .option('--substitute <k=v>', 'what ${k} in FILE stands for; may be repeated', collect, [])
    .option('--deploy', 'create or update the state machine by FILE first')
    .option('--role <ARN>', 'of --deploy: its role; else the one that it has')
    .option('--create-role', 'of --deploy: make a role that allows what the definition needs, and no more')
    .addOption(new Option('--type <T>', 'of --deploy: how to create it').choices(['STANDARD', 'EXPRESS']))
    .addOption(new Option('--log-level <L>', 'of --deploy: what to log').choices(['OFF', 'ALL', 'ERROR', 'FATAL']))
    .option('--log-group <ARN>', 'of --deploy: the log group, for any level but OFF')
    .option('--log-data', 'of --deploy: log input and output of states, too')
    .option('--tracing <on|off>', "of --deploy: X-Ray's tracing")
    .option('--publish', 'of --deploy: publish a version')
    .option('--max-cost <DOLLARS>', 'refuse to start what is estimated to cost more a run, unless --yes', '1')
    .option('--yes', 'start it whatever it is estimated to cost, and make the role that --create-role shows')
    .option('--json', 'print the result as one JSON document');
  addConnectionOptions(command).action((target: string, flags: StartFlags) => start(target, flags, context));
};

async function start(target: string, flags: StartFlags, context: CommandContext): Promise<void> {
  const isArn = target.startsWith('arn:');
  if (isArn && !/^arn:[\w-]+:states:[\w-]+:\d{12}:stateMachine:./.test(target))
    throw new UsageError(
      `${target} is no ARN of a state machine: it reads arn:aws:states:REGION:ACCOUNT:stateMachine:NAME.`,
    );
  checkDeployFlags(flags, isArn);
  const most = readMostCost(flags.maxCost);
  const { executionNameProblem, inputProblem } = await import('../executions/start-execution.ts');
  const nameProblem = flags.name === undefined ? undefined : executionNameProblem(flags.name);
  if (nameProblem !== undefined) throw new UsageError(`--name ${flags.name ?? ''}: ${nameProblem}`);
  const input = flags.input === undefined ? '{}' : await readInput(flags.input, context.terminal);
  const problem = inputProblem(input);
  if (problem !== undefined) throw new UsageError(`The input ${problem}`);
  const about = { arn: isArn ? target : undefined, action: 'states:StartExecution' };
  await askRemote(flags, context, about, async (remote) => {
    const guard = ({ machine: { definition, type }, prepared }: StartTarget) => {
      const run = { definition, type, workload: prepared?.project?.workload };
      return guardCost(run, { most, yes: flags.yes === true }, remote, context.terminal);
    };
    const found = isArn
      ? await findByArn(target, remote, guard)
      : await deployFile(target, flags, remote, context, guard);
    await launch(found, input, flags, remote, context);
  });
}

async function findByArn(
  arn: string,
  { client, signal }: Remote,
  guard: (found: StartTarget) => Promise<void>,
): Promise<StartTarget> {
  const { findMachine } = await import('../executions/find-machine.ts');
  const machine = await findMachine(client, arn, signal);
  if (machine === undefined) throw new UsageError(`There is no state machine ${arn}: check region and account.`);
  const found = { machine, prepared: undefined, deployed: undefined };
  await guard(found);
  return found;
}

async function launch(
  { machine, deployed }: StartTarget,
  input: string,
  flags: StartFlags,
  remote: Remote,
  context: CommandContext,
): Promise<void> {
  const { stateMachineArn, type } = machine;
  const { terminal } = context;
  if (type === 'EXPRESS' && flags.wait === true) return launchExpress(stateMachineArn, input, flags, remote, context);
  const { startExecution } = await import('../executions/start-execution.ts');
  const { client, signal } = remote;
  const { executionArn, startDate } = await startExecution(
    client,
    { stateMachineArn, input, name: flags.name },
    signal,
  );
  if (flags.wait === true) {
    terminal.stderr.write(`fanout: started ${executionArn}\n`);
    await followToEnd(executionArn, remote, flags, context);
    return;
  }
  const started = {
    executionArn,
    startDate: startDate?.toISOString() ?? null,
    stateMachineArn,
    deployed: deployed?.action ?? null,
    versionArn: deployed?.versionArn ?? null,
  };
  terminal.stdout.write(flags.json === true ? `${JSON.stringify(started, null, 2)}\n` : `Started: ${executionArn}\n`);
}

/** Synchronously: the API tells nothing of an Express execution afterwards. */
async function launchExpress(
  stateMachineArn: string,
  input: string,
  flags: StartFlags,
  { connection, signal }: Remote,
  { terminal, exitWith }: CommandContext,
): Promise<void> {
  const [{ createClient }, { launchExecution }, { describeOutcome }, { formatOutcome }, { NO_OUTLINE }] =
    await Promise.all([
      import('../executions/connection.ts'),
      import('../executions/launch.ts'),
      import('../executions/run-outcome.ts'),
      import('./format-outcome.ts'),
      import('../executions/machine-outline.ts'),
    ]);
  // Its answer comes when it has ended, after five minutes at most.
  const client = await createClient(connection, { requestMilliseconds: 0 });
  try {
    const launched = await launchExecution({
      ...{ client, stateMachineArn, input, signal, name: flags.name },
      ...{ type: 'EXPRESS', outline: NO_OUTLINE, states: false },
    });
    const outcome = describeOutcome(launched);
    terminal.stdout.write(flags.json === true ? `${JSON.stringify(outcome, null, 2)}\n` : formatOutcome(outcome));
    if (outcome.status !== 'SUCCEEDED') exitWith(1);
  } finally {
    client.destroy();
  }
}
