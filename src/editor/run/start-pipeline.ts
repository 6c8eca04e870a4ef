import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { PipelineClients } from '../../executions/pipeline/aws-clients.ts';
import type { JobPace } from '../../executions/pipeline/follow-job.ts';
import type { DeployedPipeline } from '../../executions/pipeline/stack.ts';
import { requireTrustToConnect } from '../connections/connections.ts';
import { toExpectedError } from '../connections/service-errors.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand, reportError } from '../register-command.ts';
import type { Services } from '../services.ts';
import { withSignal } from '../with-signal.ts';
import { chooseInputFile, choosePipelineProject, type PipelineProject } from './pipeline-project.ts';

const TITLE = vscode.l10n.t('Run Pipeline on AWS');
const COMMAND = 'fanout.startPipeline';

/** A job of a deployed pipeline, and what it was started from. */
interface StartedJob {
  readonly project: PipelineProject;
  readonly deployed: DeployedPipeline;
  readonly clients: PipelineClients;
  readonly job: string;
  /** For messages. */
  readonly input: string;
}

/**
 * *Run Pipeline on AWS…*: uploads a file to the deployed stack, follows its job, and opens the output; what is parked
 * can be redriven from the message.
 */
export function registerStartPipeline(services: Services): vscode.Disposable {
  return registerCommand(services, COMMAND, async (file) => {
    requireTrustToConnect();
    const project = await choosePipelineProject(file, TITLE);
    const { clients, stack } = await connect(services, project);
    // The message at the end may stay for long, and redrive with the same clients.
    let isOver = false;
    try {
      const path = await chooseInputFile(project, TITLE);
      const started = await showErrors(services, () => upload(project, clients, stack, path));
      services.log.info(`pipeline ${stack}: job ${started.job} of ${path}`);
      isOver = true;
      follow(services, started, 1)
        .catch((error: unknown) => reportError(services.log, COMMAND, error))
        .finally(() => clients.close());
    } finally {
      if (!isOver) clients.close();
    }
  });
}

/** The chosen connection, with the stack that samconfig.toml names or that the user does. */
async function connect(
  { connections, context }: Services,
  { folder }: PipelineProject,
): Promise<{ clients: PipelineClients; stack: string }> {
  const [{ openPipelineClients }, { stackOfSamConfig }] = await Promise.all([
    import(/* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/aws-clients.ts'),
    import(/* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/stack.ts'),
  ]);
  if (connections.choice.kind === 'local')
    throw new ExpectedError(
      vscode.l10n.t('The connection is Local, which has no S3, SQS and DynamoDB: choose AWS or an endpoint.'),
      {
        title: vscode.l10n.t('Choose Connection…'),
        run: () => vscode.commands.executeCommand('fanout.chooseConnection'),
      },
    );
  const { connection } = await connections.connect();
  const config = await Promise.resolve(
    vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'samconfig.toml')),
  ).catch(() => new Uint8Array());
  const noted = stackOfSamConfig(new TextDecoder().decode(config));
  const kept = `pipelineStack ${folder.toString()}`;
  const stack =
    noted.stack ??
    (await vscode.window.showInputBox({
      title: TITLE,
      prompt: vscode.l10n.t('Name of the stack that was deployed'),
      value: context.workspaceState.get<string>(kept) ?? basename(folder.path),
      ignoreFocusOut: true,
    }));
  if (!stack) throw new vscode.CancellationError();
  await context.workspaceState.update(kept, stack);
  return { clients: openPipelineClients({ ...connection, region: connection.region ?? noted.region }), stack };
}

async function upload(
  project: PipelineProject,
  clients: PipelineClients,
  stack: string,
  path: string,
): Promise<StartedJob> {
  const [{ readDeployedPipeline }, { uploadInput }] = await Promise.all([
    import(/* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/stack.ts'),
    import(/* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/upload-input.ts'),
  ]);
  const input = basename(path);
  return withProgress(vscode.l10n.t('Uploading {0}', input), async (report, signal) => {
    const { size } = await vscode.workspace.fs.stat(vscode.Uri.file(path));
    const deployed = await readDeployedPipeline(clients, stack, signal);
    const onProgress = (bytes: number): void =>
      report(vscode.l10n.t('{0} of {1} MiB', mebibytes(bytes), mebibytes(size)), size === 0 ? 0 : bytes / size);
    const job = await uploadInput(clients, deployed, path, { key: input, signal, onProgress });
    return { project, deployed, clients, job, input };
  });
}

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** To the end of the job, and through its redrives, for as long as the user goes on. */
async function follow(services: Services, started: StartedJob, fromVersion: number): Promise<void> {
  const { clients, deployed, job, input } = started;
  let ended: JobPace | undefined;
  try {
    ended = await showErrors(services, () => followToEnd(started, fromVersion));
  } catch (error) {
    if (!(error instanceof vscode.CancellationError)) throw error;
    const again = vscode.l10n.t('Follow Again');
    const message = vscode.l10n.t(
      'The job of {0} goes on in the stack {1}. Its id is {2}.',
      input,
      deployed.stack,
      job,
    );
    if ((await vscode.window.showInformationMessage(message, again)) !== again) return;
    await follow(services, started, fromVersion);
    return;
  }
  services.log.info(`pipeline ${deployed.stack}: job ${job} ${ended.status}, ${ended.done} of ${ended.total} items`);
  const { countParked } = await import(
    /* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/redrive-parked.ts'
  );
  const parked = await showErrors(services, () => countParked(clients, deployed));
  if (!(await tell(ended, started, parked))) return;
  const version = await showErrors(services, () => redrive(started, ended));
  if (version !== undefined) await follow(services, started, version);
}

async function followToEnd(
  { clients, deployed, job, input, project }: StartedJob,
  fromVersion: number,
): Promise<JobPace> {
  const [{ followJob }, { describeJob }, { downloadOutput, outputFile }] = await Promise.all([
    import(/* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/follow-job.ts'),
    import(/* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/describe-job.ts'),
    import(/* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/download-output.ts'),
  ]);
  const title = vscode.l10n.t('{0} on the stack {1}', input, deployed.stack);
  return withProgress(title, async (report, signal) => {
    const onProgress = (pace: JobPace): void =>
      report(describeJob(pace), pace.total === 0 ? 0 : (pace.done + pace.failed) / pace.total);
    const ended = await followJob(clients, deployed, job, { signal, onProgress, fromVersion });
    if (ended.status !== 'DONE' || ended.output === undefined) return ended;
    report(vscode.l10n.t('fetching the output'), 1);
    const path = outputFile(project.pipeline.output, ended);
    await downloadOutput(clients, deployed, ended.output, path, signal);
    await vscode.window.showTextDocument(vscode.Uri.file(path), {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
    });
    return ended;
  });
}

/** Whether what is parked is to be redriven. */
async function tell(ended: JobPace, { deployed, input, project }: StartedJob, parked: number): Promise<boolean> {
  const { describeJob } = await import(
    /* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/describe-job.ts'
  );
  const summary = vscode.l10n.t('{0} has ended. {1}.', input, describeJob(ended));
  if (ended.status === 'DONE' && ended.failed === 0 && parked === 0) {
    await vscode.window.showInformationMessage(summary);
    return false;
  }
  const reason = ended.error === undefined ? '' : ` ${ended.error}`;
  const sayParked = (): string =>
    parked === 1
      ? vscode.l10n.t('1 message is parked in the stack {0}.', deployed.stack)
      : vscode.l10n.t('{0} messages are parked in the stack {1}.', parked, deployed.stack);
  const waiting = parked === 0 ? '' : ` ${sayParked()}`;
  const again = vscode.l10n.t('Redrive');
  const task = vscode.l10n.t('Open the Task');
  const actions = parked === 0 ? [task] : [again, task];
  const chosen = await vscode.window.showWarningMessage(`${summary}${reason}${waiting}`, ...actions);
  if (chosen === task) await vscode.window.showTextDocument(vscode.Uri.file(project.pipeline.task));
  return chosen === again;
}

/** The version of the job that is its end now; undefined when nothing of this job was sent again. */
async function redrive({ clients, deployed, job }: StartedJob, ended: JobPace): Promise<number | undefined> {
  const [{ redriveParked }, { readJob }] = await Promise.all([
    import(/* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/redrive-parked.ts'),
    import(/* webpackChunkName: "pipeline-on-aws" */ '../../executions/pipeline/job-rows.ts'),
  ]);
  const title = vscode.l10n.t('Redriving what is parked in the stack {0}', deployed.stack);
  const counts = await withProgress(title, (report, signal) =>
    redriveParked(clients, deployed, ({ redriven }) => report(vscode.l10n.t('{0} sent again', redriven), 0), signal),
  );
  const now = await readJob(clients, deployed, job);
  if (now.version > ended.version) return now.version;
  throw new ExpectedError(
    vscode.l10n.t(
      'Nothing of this job was sent again: {0} messages of other jobs, {1} needless, {2} still parked. Messages that were looked at a moment ago stay hidden for some minutes.',
      counts.redriven,
      counts.dropped,
      counts.kept,
    ),
  );
}

/** With a notification that can be cancelled; then throws a CancellationError. `share`: from 0 to 1. */
async function withProgress<T>(
  title: string,
  work: (report: (message: string, share: number) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    let shown = 0;
    const report = (message: string, share: number): void => {
      const percent = Math.floor(100 * share);
      progress.report({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    };
    return withSignal(token, (signal) => work(report, signal));
  });
}

async function showErrors<T>({ connections }: Services, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await toExpectedError(error, connections);
  }
}
