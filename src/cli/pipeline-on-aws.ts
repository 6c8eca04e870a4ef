import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import type { Connection } from '../executions/connection.ts';
import type { PipelineClients } from '../executions/pipeline/aws-clients.ts';
import { describeJob } from '../executions/pipeline/describe-job.ts';
import type { JobPace } from '../executions/pipeline/follow-job.ts';
import type { DeployedPipeline } from '../executions/pipeline/stack.ts';
import { ServiceFault } from '../executions/service-fault.ts';
import type { ProjectPipeline } from '../project/project.ts';
import { UsageError, type Terminal } from './exit.ts';
import type { CommandContext } from './program.ts';

interface AwsOptions {
  readonly stack?: string;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly json?: boolean;
}

interface FollowOptions extends AwsOptions {
  /** Seconds. */
  readonly timeout?: number;
  readonly out?: string;
}

/** A project of this machine and its deployed stack, for as long as a command runs. */
interface Session {
  readonly clients: PipelineClients;
  readonly deployed: DeployedPipeline;
  readonly project: ProjectPipeline;
  readonly signal: AbortSignal;
  readonly terminal: Terminal;
}

/**
 * `fanout pipeline start`, `watch` and `redrive`: the deployed pipeline. Exit code 1 when the job failed or one of its
 * items did, 2 when AWS could not be asked.
 */
export function registerPipelineOnAws(pipeline: Command, context: CommandContext): void {
  const start = pipeline
    .command('start')
    .description('Upload an input file to the deployed pipeline, follow its job, and fetch the output.')
    .argument('<DIR>', 'the folder with its fanout.json')
    .requiredOption('--input <FILE>', 'the input file, in the format that fanout.json names')
    .option('--key <KEY>', 'the key of the object; the name of the file unless said');
  addFollowOptions(addAwsOptions(start)).action(
    (folder: string, options: FollowOptions & { input: string; key?: string }) =>
      onAws(folder, options, context, async (session) => {
        const job = await upload(session, options);
        await followToEnd(session, job, 1, options, context);
      }),
  );
  const watch = pipeline
    .command('watch')
    .description('Follow a job of the deployed pipeline to its end, and fetch the output.')
    .argument('<DIR>', 'the folder with its fanout.json')
    .option('--job <ID>', 'the job; the only open one unless said');
  addFollowOptions(addAwsOptions(watch)).action((folder: string, options: FollowOptions & { job?: string }) =>
    onAws(folder, options, context, async (session) => {
      await followToEnd(session, options.job ?? (await findOpenJob(session)), 1, options, context);
    }),
  );
  const redrive = pipeline
    .command('redrive')
    .description('Have the deployed pipeline work again on what is parked.')
    .argument('<DIR>', 'the folder with its fanout.json');
  addAwsOptions(redrive).action((folder: string, options: AwsOptions) =>
    onAws(folder, options, context, (session) => redriveAll(session, options, context)),
  );
}

const addAwsOptions = (command: Command): Command =>
  command
    .option('--stack <NAME>', 'the stack; the one that samconfig.toml names unless said')
    .option('--endpoint <URL>', 'an endpoint that speaks the APIs of AWS, such as http://127.0.0.1:4566')
    .option('--profile <NAME>', 'a profile of your AWS configuration')
    .option('--region <R>', 'the region; that of samconfig.toml, the environment or the profile unless said')
    .option('--json', 'print the result as one JSON document');

const addFollowOptions = (command: Command): Command =>
  command
    .option('--timeout <SECONDS>', 'stop following after so long; the job goes on', readSeconds)
    .option('--out <FILE>', 'where the output goes; the output folder of fanout.json unless said');

async function onAws(
  folder: string,
  options: AwsOptions,
  { terminal }: CommandContext,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  const { loadProject } = await import('../executions/load-project.ts');
  const { openPipelineClients } = await import(
    /* webpackChunkName: "pipeline-on-aws" */ '../executions/pipeline/aws-clients.ts'
  );
  const { readDeployedPipeline } = await import(
    /* webpackChunkName: "pipeline-on-aws" */ '../executions/pipeline/stack.ts'
  );
  const root = path.resolve(terminal.cwd(), folder);
  const { project } = await loadProject(path.join(root, 'fanout.json'), {});
  if (!project.pipeline) throw new UsageError(`${root} holds no custom pipeline: its fanout.json has no "pipeline".`);
  const { stack, connection } = await chooseStack(root, options);
  const clients = openPipelineClients(connection);
  const stop = new AbortController();
  const interrupt = () => stop.abort(new ServiceFault('It was stopped.'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const { signal } = stop;
    const deployed = await readDeployedPipeline(clients, stack, signal);
    await work({ clients, deployed, project: project.pipeline, signal, terminal });
  } catch (error) {
    if (error instanceof ServiceFault) throw new UsageError(error.message);
    if (stop.signal.aborted) throw new UsageError('It was stopped.');
    throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    clients.close();
    clearLine(terminal);
  }
}

async function chooseStack(root: string, options: AwsOptions): Promise<{ stack: string; connection: Connection }> {
  const { stackOfSamConfig } = await import(
    /* webpackChunkName: "pipeline-on-aws" */ '../executions/pipeline/stack.ts'
  );
  const { checkEndpoint, connectionOf } = await import('../executions/connection-choice.ts');
  const noted = stackOfSamConfig(await readFile(path.join(root, 'samconfig.toml'), 'utf8').catch(() => ''));
  const stack = options.stack ?? noted.stack;
  if (stack === undefined)
    throw new UsageError(
      `Which stack? ${path.join(root, 'samconfig.toml')} names none: deploy it (sam deploy --guided), or give --stack NAME.`,
    );
  const { endpoint, profile } = options;
  const region = options.region ?? noted.region;
  if (endpoint === undefined) return { stack, connection: connectionOf({ kind: 'aws', profile, region }) };
  const checked = checkEndpoint(endpoint);
  if ('problem' in checked) throw new UsageError(checked.problem);
  const kind = 'endpoint';
  return { stack, connection: connectionOf({ kind, url: checked.url, region: region ?? 'us-east-1', profile }) };
}

async function upload(
  { clients, deployed, signal, terminal }: Session,
  { input, key }: { readonly input: string; readonly key?: string },
): Promise<string> {
  const { uploadInput } = await import(
    /* webpackChunkName: "pipeline-on-aws" */ '../executions/pipeline/upload-input.ts'
  );
  const file = path.resolve(terminal.cwd(), input);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`The input ${input} cannot be read: check the path.`);
  const onProgress = (bytes: number): void =>
    showLine(terminal, `uploading ${(bytes / 2 ** 20).toFixed(1)} of ${(found.size / 2 ** 20).toFixed(1)} MiB`);
  const job = await uploadInput(clients, deployed, file, { key: key ?? path.basename(file), signal, onProgress });
  clearLine(terminal);
  terminal.stderr.write(`job ${job}\n`);
  return job;
}

async function findOpenJob({ clients, deployed, signal }: Session): Promise<string> {
  const { listOpenJobs } = await import(/* webpackChunkName: "pipeline-on-aws" */ '../executions/pipeline/job-rows.ts');
  const [job, ...more] = await listOpenJobs(clients, deployed, signal);
  if (job === undefined) throw new UsageError(`No job of the stack ${deployed.stack} is open: give --job ID.`);
  if (more.length > 0)
    throw new UsageError(`${more.length + 1} jobs are open: give --job ID, one of ${[job, ...more].join(', ')}.`);
  return job;
}

async function followToEnd(
  { clients, deployed, project, signal, terminal }: Session,
  job: string,
  fromVersion: number,
  options: FollowOptions,
  { exitWith }: CommandContext,
): Promise<void> {
  const { followJob } = await import(/* webpackChunkName: "pipeline-on-aws" */ '../executions/pipeline/follow-job.ts');
  const { downloadOutput, outputFile } = await import(
    /* webpackChunkName: "pipeline-on-aws" */ '../executions/pipeline/download-output.ts'
  );
  const { countParked } = await import(
    /* webpackChunkName: "pipeline-on-aws" */ '../executions/pipeline/redrive-parked.ts'
  );
  const longest = options.timeout === undefined ? undefined : options.timeout * 1000;
  let ended: JobPace;
  try {
    const onProgress = (pace: JobPace): void => showLine(terminal, describeJob(pace));
    ended = await followJob(clients, deployed, job, { signal, onProgress, fromVersion, longest });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new UsageError(`The job ${job} goes on: fanout pipeline watch DIR --job ${job}`);
  }
  clearLine(terminal);
  const parked = await countParked(clients, deployed, signal);
  let output: string | undefined;
  if (ended.status === 'DONE' && ended.output !== undefined) {
    output = options.out === undefined ? outputFile(project.output, ended) : path.resolve(terminal.cwd(), options.out);
    await downloadOutput(clients, deployed, ended.output, output, signal);
  }
  const { status, total, done, failed, version, key, error, output: outputKey } = ended;
  const facts = { job, status, total, done, failed, version, key, error };
  const result = { ...facts, outputKey, output, parked, stack: deployed.stack };
  if (options.json) terminal.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else terminal.stdout.write(`${printResult(result, describeJob(ended))}\n`);
  if (ended.status !== 'DONE' || ended.failed > 0) exitWith(1);
}

function printResult(
  {
    output,
    error,
    parked,
    stack,
  }: { output: string | undefined; error: string | undefined; parked: number; stack: string },
  summary: string,
): string {
  return [
    summary,
    ...(error === undefined ? [] : [`error  ${error}`]),
    ...(output === undefined ? [] : [`output ${output}`]),
    ...(parked === 0
      ? []
      : [`parked ${parked} messages in the stack ${stack}: correct task.ts, deploy, then fanout pipeline redrive`]),
  ].join('\n');
}

async function redriveAll(
  { clients, deployed, signal, terminal }: Session,
  { json }: AwsOptions,
  { exitWith }: CommandContext,
): Promise<void> {
  const { redriveParked } = await import(
    /* webpackChunkName: "pipeline-on-aws" */ '../executions/pipeline/redrive-parked.ts'
  );
  const { listOpenJobs } = await import(/* webpackChunkName: "pipeline-on-aws" */ '../executions/pipeline/job-rows.ts');
  const onProgress = (counts: { redriven: number }): void => showLine(terminal, `${counts.redriven} sent again`);
  const counts = await redriveParked(clients, deployed, onProgress, signal);
  const openJobs = await listOpenJobs(clients, deployed, signal);
  clearLine(terminal);
  if (json) terminal.stdout.write(`${JSON.stringify({ ...counts, openJobs, stack: deployed.stack }, null, 2)}\n`);
  else {
    const { redriven, dropped, kept } = counts;
    terminal.stdout.write(`${redriven} sent again · ${dropped} needless · ${kept} still parked\n`);
    for (const job of openJobs) terminal.stdout.write(`open   ${job}\n`);
  }
  if (counts.kept > 0) exitWith(1);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new UsageError('--timeout must be a number of seconds above 0.');
  return seconds;
}

const CLEAR_LINE = '\r\u001B[K';

function showLine({ stderr }: Terminal, text: string): void {
  if (stderr.isTTY) stderr.write(`${CLEAR_LINE}${text}`);
}

function clearLine({ stderr }: Terminal): void {
  if (stderr.isTTY) stderr.write(CLEAR_LINE);
}
