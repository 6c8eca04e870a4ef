import * as vscode from 'vscode';
import type { Difference } from '../../executions/compare-executions.ts';
import { ExpectedError } from '../errors.ts';
import type { Services } from '../services.ts';
import { withSignal } from '../with-signal.ts';
import { executionOf, nameOfExecution, onConnection, type ExecutionRef } from './execution-ref.ts';
import type { ExecutionTexts } from './execution-texts.ts';

/** Executions that are offered to compare with. */
const MOST_OFFERED = 200;

/**
 * *Compare with…*: two executions as texts beside each other, and which state differs first. `others`: what is selected
 * in the tree; with one alone, the other one is chosen.
 */
export async function compareExecutions(
  services: Services,
  texts: ExecutionTexts,
  first: ExecutionRef,
  others: unknown,
): Promise<void> {
  const selected = Array.isArray(others) ? others.map(executionOf).filter((each) => each !== undefined) : [];
  const second =
    selected.find(({ executionArn }) => executionArn !== first.executionArn) ?? (await chooseOther(services, first));
  const { readComparedExecution, findDifference, printExecution } =
    await import('../../executions/compare-executions.ts');
  const location = vscode.ProgressLocation.Notification;
  const title = vscode.l10n.t('Reading the histories of two executions');
  const read = ({ executionArn, choice }: ExecutionRef, signal: AbortSignal) =>
    onConnection(services, choice, 'states:GetExecutionHistory', ({ client }) =>
      readComparedExecution(client, executionArn, signal),
    );
  const [one, other] = await vscode.window.withProgress({ location, title, cancellable: true }, (_, token) =>
    withSignal(token, async (signal) => [await read(first, signal), await read(second, signal)] as const),
  );
  const names = [first, second].map(({ executionArn }) => nameOfExecution(executionArn)) as [string, string];
  await texts.showDifference(
    vscode.l10n.t('{0} ↔ {1}', ...names),
    { name: `${names[0]}.txt`, text: printExecution(one, one) },
    { name: `${names[1]}.txt`, text: printExecution(other, one) },
  );
  const message = describeDifference(findDifference(one, other), names);
  services.log.info(message);
  // Not waited for: the message may stay for long.
  void vscode.window.showInformationMessage(message);
}

async function chooseOther(services: Services, { executionArn, choice }: ExecutionRef): Promise<ExecutionRef> {
  const { readExecutionsPage } = await import('../../executions/list-executions.ts');
  const found = await onConnection(services, choice, 'states:ListExecutions', async ({ client }) => {
    const { DescribeExecutionCommand } = await import('@aws-sdk/client-sfn');
    const describe = new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' });
    const { stateMachineArn = '', mapRunArn } = await client.send(describe);
    const of = mapRunArn === undefined ? { stateMachineArn } : { mapRunArn };
    return readExecutionsPage(client, { of, limit: MOST_OFFERED });
  });
  const items = found.executions
    .filter((each) => each.executionArn !== executionArn)
    .map(({ name = '', status = '', startDate, executionArn: arn = '' }) => ({
      label: name,
      description: [status, startDate?.toLocaleString()].filter(Boolean).join(' · '),
      arn,
    }));
  if (items.length === 0)
    throw new ExpectedError(vscode.l10n.t('There is no other execution of this machine to compare with.'));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Compare {0} with…', nameOfExecution(executionArn)),
    placeHolder: vscode.l10n.t('Which execution?'),
    matchOnDescription: true,
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  return { executionArn: chosen.arn, choice };
}

function describeDifference(difference: Difference | undefined, [one, other]: readonly [string, string]): string {
  if (difference === undefined)
    return vscode.l10n.t('{0} and {1} do not differ: states, inputs, errors and outputs are the same.', one, other);
  const { state, nth, what } = difference;
  if (state === undefined) return vscode.l10n.t('{0} and {1} differ first in their {2}.', one, other, what);
  const where = nth === 1 ? `"${state}"` : vscode.l10n.t('"{0}" (entered {1} times)', state, nth);
  if (what === 'only in the first') return vscode.l10n.t('{0} enters {1}, and {2} does not.', one, where, other);
  if (what === 'only in the second') return vscode.l10n.t('{0} enters {1}, and {2} does not.', other, where, one);
  return vscode.l10n.t('{0} and {1} differ first in the {2} of {3}.', one, other, what, where);
}
