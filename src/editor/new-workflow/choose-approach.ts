import * as vscode from 'vscode';
import type { Choice } from '../../scaffold/choose/choose-approach.ts';
import type { Answers } from '../../scaffold/question.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { askQuestions } from './ask-questions.ts';

const TITLE = vscode.l10n.t('Choose an Approach');

/**
 * *Choose an Approach…*: five questions, a recommendation with its figures; *Scaffold This* carries the answers and the
 * workload into a new workflow.
 */
export function registerChooseApproach(services: Services): vscode.Disposable {
  return registerCommand(services, 'fanout.chooseApproach', async (folder) => {
    const [{ CHOOSE_QUESTIONS }, { chooseApproach }] = await Promise.all([
      import('../../scaffold/choose/choose-questions.ts'),
      import('../../scaffold/choose/choose-approach.ts'),
    ]);
    const prices = await services.prices.find(folder);
    if ('error' in prices) throw new ExpectedError(prices.error);
    let answers: Answers | 'back' = 'back';
    // There is nothing before the first question to go back to.
    while (answers === 'back') answers = await askQuestions(TITLE, CHOOSE_QUESTIONS, 0);
    const result = chooseApproach(answers, prices.book);
    if ('problems' in result) throw new ExpectedError(result.problems.join(' '));
    const { choice } = result;
    await offer(choice, folder);
  });
}

async function offer(choice: Choice, folder: vscode.Uri | undefined): Promise<void> {
  const { preset, recommended, comparison } = choice;
  const scaffold = vscode.l10n.t('Scaffold This');
  const { asOf } = comparison.prices;
  const detail = [
    ...choice.reasons,
    vscode.l10n.t('An estimate, with prices of {0} for {1}.', asOf, comparison.region),
    ...(recommended && !preset ? [vscode.l10n.t('There is no scaffold for it yet.')] : []),
  ].join('\n\n');
  const actions = preset ? [scaffold] : [];
  const chosen = await vscode.window.showInformationMessage(choice.title, { modal: true, detail }, ...actions);
  if (chosen === scaffold && preset) await vscode.commands.executeCommand('fanout.newWorkflow', folder, preset);
}
