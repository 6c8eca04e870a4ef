import * as vscode from 'vscode';
import type { Connected } from '../connections/connections.ts';
import { ExpectedError } from '../errors.ts';
import type { Services } from '../services.ts';
import { confirm, executionOf, mapRunOf, nameOfExecution, onConnection, type ExecutionRef } from './execution-ref.ts';

/** Of an execution, a Map Run or a machine. */
export async function copyArn(target: unknown): Promise<void> {
  const arn = executionOf(target)?.executionArn ?? mapRunOf(target)?.mapRunArn ?? machineArnOf(target);
  if (arn !== undefined) await vscode.env.clipboard.writeText(arn);
}

function machineArnOf(target: unknown): string | undefined {
  return typeof target === 'object' && target !== null && 'arn' in target && typeof target.arn === 'string'
    ? target.arn
    : undefined;
}

/** One that was watched from this window, or another one by its ARN. Throws a CancellationError on Escape. */
export async function askForExecution({ connections, feeds }: Services): Promise<ExecutionRef> {
  if (feeds.recent.length > 0) {
    const { describeChoice } = await import('../../executions/connection-choice.ts');
    const recent = feeds.recent.map((ref) => ({
      label: nameOfExecution(ref.executionArn),
      description: machineOf(ref.executionArn),
      detail: describeChoice(ref.choice),
      ref,
    }));
    const other = { label: vscode.l10n.t('Another one, by its ARN…'), ref: undefined };
    const chosen = await vscode.window.showQuickPick([...recent, other], {
      title: vscode.l10n.t('Follow Execution'),
      placeHolder: vscode.l10n.t('Which execution?'),
    });
    if (chosen === undefined) throw new vscode.CancellationError();
    if (chosen.ref !== undefined) return chosen.ref;
  }
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Follow Execution'),
    prompt: vscode.l10n.t('The ARN of the execution'),
    placeHolder: 'arn:aws:states:us-east-1:123456789012:execution:machine:name',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^arn:[\w-]+:states:[^:]*:[^:]*:(?:execution|express):.+/.test(text.trim())
        ? undefined
        : vscode.l10n.t('An ARN of an execution begins with arn:aws:states: and names it after :execution:'),
  });
  if (typed === undefined) throw new vscode.CancellationError();
  return { executionArn: typed.trim(), choice: connections.choice };
}

const machineOf = (executionArn: string): string => executionArn.split(':')[6] ?? '';

export async function stopExecution(services: Services, { executionArn, choice }: ExecutionRef): Promise<void> {
  await confirm(
    vscode.l10n.t('Stop {0}?', nameOfExecution(executionArn)),
    vscode.l10n.t('What is at work is torn down, and shown as aborted. It can be redriven.'),
    vscode.l10n.t('Stop Execution'),
  );
  const { StopExecutionCommand } = await import('@aws-sdk/client-sfn');
  await onConnection(services, choice, 'states:StopExecution', ({ client }) =>
    client.send(new StopExecutionCommand({ executionArn })),
  );
}

export async function redriveExecution(services: Services, { executionArn, choice }: ExecutionRef): Promise<void> {
  const [{ RedriveExecutionCommand }, { whyNotRedrivable }] = await Promise.all([
    import('@aws-sdk/client-sfn'),
    import('../../executions/redrive.ts'),
  ]);
  await onConnection(services, choice, 'states:RedriveExecution', async ({ client }) => {
    const reason = await whyNotRedrivable(client, executionArn);
    if (reason !== undefined)
      throw new ExpectedError(
        vscode.l10n.t('{0} cannot be redriven: {1}.', nameOfExecution(executionArn), reason.replace(/\.$/, '')),
      );
    if (choice.kind === 'aws') await confirmCost(vscode.l10n.t('Redrive {0}', nameOfExecution(executionArn)));
    await client.send(new RedriveExecutionCommand({ executionArn }));
  });
}

/** Starts the same machine with the same input; gives the new execution. */
export async function rerunExecution(
  services: Services,
  { executionArn, choice }: ExecutionRef,
): Promise<ExecutionRef> {
  const [{ readRerun }, { startExecution }] = await Promise.all([
    import('../../executions/read-rerun.ts'),
    import('../../executions/start-execution.ts'),
  ]);
  return onConnection(services, choice, 'states:StartExecution', async (connected) => {
    const { client } = connected;
    const again = await readRerun(client, executionArn);
    if (choice.kind === 'aws')
      await confirmCost(
        vscode.l10n.t('Run {0} again', nameOfExecution(executionArn)),
        await tellCostOfMachine(services, connected, again.stateMachineArn),
      );
    const started = await startExecution(client, again);
    services.log.info(`Started ${started.executionArn}`);
    return { executionArn: started.executionArn, choice };
  });
}

/**
 * What a run of a machine as it is deployed now is estimated to cost, by the fanout.json of the definition that it was made
 * of; empty where none of the workspace is, or where it fans nothing out.
 */
async function tellCostOfMachine(services: Services, connected: Connected, stateMachineArn: string): Promise<string> {
  const [{ findMachine }, { createDefinitionFinder }, { tellCost }] = await Promise.all([
    import('../../executions/find-machine.ts'),
    import('./find-definition.ts'),
    import('../start/guard-cost.ts'),
  ]);
  const file = (await createDefinitionFinder(services, connected.choice))(stateMachineArn);
  if (file === undefined) return '';
  try {
    const machine = await findMachine(connected.client, stateMachineArn);
    if (machine === undefined) return '';
    const document = await vscode.workspace.openTextDocument(file);
    const { definition, type } = machine;
    const cost = await tellCost(services, document, { connected, definition, type });
    if (cost === undefined) return '';
    const name = vscode.workspace.asRelativePath(file);
    return vscode.l10n.t('With the workload of {0}: {1}', name, `${cost.message} ${cost.detail}`);
  } catch (error) {
    // Who may start a machine need not be allowed to read it.
    services.log.warn(`fanout.rerunExecution: ${String(error)}`);
    return vscode.l10n.t('How much is not known: {0}', error instanceof Error ? error.message : String(error));
  }
}

/** What an account is billed for is asked about. `estimate`: how much that may be, in sentences. */
async function confirmCost(what: string, estimate = ''): Promise<void> {
  const detail = [vscode.l10n.t('It runs on AWS, and costs money.'), estimate].filter((part) => part !== '').join(' ');
  await confirm(vscode.l10n.t('{0}?', what), detail, vscode.l10n.t('Run'));
}

/** To describe it, or to start it again; quoted for a POSIX shell. */
export async function copyCliCommand(services: Services, { executionArn, choice }: ExecutionRef): Promise<void> {
  if (choice.kind === 'local')
    throw new ExpectedError(
      vscode.l10n.t(
        'The local Step Functions of this window takes requests of this window only. `fanout serve` starts one for the AWS CLI.',
      ),
    );
  const { printCliCommand } = await import('../../executions/cli-command.ts');
  const describe = vscode.l10n.t('Describe it');
  const start = vscode.l10n.t('Start it again with the same input');
  const chosen = await vscode.window.showQuickPick(
    [
      { label: describe, description: 'aws stepfunctions describe-execution' },
      { label: start, description: 'aws stepfunctions start-execution' },
    ],
    { title: vscode.l10n.t('Copy as AWS CLI Command'), placeHolder: vscode.l10n.t('Quoted for a POSIX shell') },
  );
  if (chosen === undefined) throw new vscode.CancellationError();
  const command =
    chosen.label === describe
      ? { command: 'describe-execution', flags: { 'execution-arn': executionArn } }
      : await onConnection(services, choice, 'states:DescribeExecution', async ({ client }) => {
          const { readRerun } = await import('../../executions/read-rerun.ts');
          const { stateMachineArn, input } = await readRerun(client, executionArn);
          return { command: 'start-execution', flags: { 'state-machine-arn': stateMachineArn, input } };
        });
  await vscode.env.clipboard.writeText(printCliCommand(command, choice));
}
