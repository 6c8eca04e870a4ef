import * as vscode from 'vscode';
import {
  askedQuestions,
  checkAnswer,
  defaultAnswer,
  offeredChoices,
  type Answer,
  type Answers,
  type Question,
} from '../../scaffold/question.ts';
import { askForText, askToPick, type StepHead, type StepResult } from './ask.ts';

/**
 * Asks a list of questions one by one, with *Back* to change an answer; a question that an answer makes needless is
 * left out. `preset` fills answers in, to be taken or changed. Resolves with all answers, or with 'back' when the user went back before the first. Throws
 * CancellationError on Escape.
 */
export async function askQuestions(
  title: string,
  questions: readonly Question[],
  stepsBefore: number,
  preset: Answers = {},
): Promise<Answers | 'back'> {
  const answers: Record<string, Answer> = {};
  const remembered: Record<string, Answer> = { ...preset };
  const asked: Question[] = [];
  for (let question = nextQuestion(questions, answers); question; question = nextQuestion(questions, answers)) {
    const head: StepHead = {
      title,
      step: stepsBefore + asked.length + 1,
      totalSteps: stepsBefore + askedQuestions(questions, answers).length,
      canGoBack: true,
    };
    const given = remembered[question.id] ?? defaultAnswer(question, answers);
    const result = await askOne(head, question, given, answers);
    if (result === 'back') {
      const last = asked.pop();
      if (!last) return 'back';
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a record that this function alone owns
      delete answers[last.id];
    } else {
      asked.push(question);
      answers[question.id] = result.answer;
      remembered[question.id] = result.answer;
    }
  }
  return answers;
}

function nextQuestion(questions: readonly Question[], answers: Answers): Question | undefined {
  return askedQuestions(questions, answers).find(({ id }) => !(id in answers));
}

function askOne(head: StepHead, question: Question, given: Answer, answers: Answers): Promise<StepResult<Answer>> {
  const prompt = question.help ? `${question.prompt.replace(/[.]$/, '')}. ${question.help}` : question.prompt;
  switch (question.kind) {
    case 'choice':
      return askToPick<Answer>(
        head,
        prompt,
        offeredChoices(question, answers).map(({ value, label, description, reason }) => ({
          value,
          label,
          description,
          detail: reason,
        })),
        given,
      );
    case 'boolean':
      return askToPick<Answer>(
        head,
        prompt,
        [
          { value: true, label: vscode.l10n.t('Yes'), detail: question.yes },
          { value: false, label: vscode.l10n.t('No'), detail: question.no },
        ],
        given,
      );
    case 'text':
    case 'number':
      return askForText(head, prompt, String(given), (text) => {
        const checked = checkAnswer(question, text, answers);
        return 'problem' in checked ? vscode.l10n.t('The answer {0}', checked.problem) : undefined;
      }).then((result) => {
        if (result === 'back') return result;
        const checked = checkAnswer(question, result.answer, answers);
        return { answer: 'value' in checked ? checked.value : result.answer };
      });
  }
}
