import * as vscode from 'vscode';

/** What a step of a wizard ended with: an answer, or the wish to see the step before it again. */
export type StepResult<T> = { readonly answer: T } | 'back';

export interface StepHead {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
  readonly canGoBack: boolean;
}

export interface PickItem<T> extends vscode.QuickPickItem {
  readonly value: T;
}

/** One step with a list; the item of `active` is the one to take with Enter. Throws CancellationError on Escape. */
export function askToPick<T>(
  head: StepHead,
  placeholder: string,
  items: readonly PickItem<T>[],
  active: T,
): Promise<StepResult<T>> {
  const pick = vscode.window.createQuickPick<PickItem<T>>();
  pick.items = items;
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const preferred = items.find(({ value }) => value === active);
  if (preferred) pick.activeItems = [preferred];
  return showStep(pick, head, (settle) =>
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen) settle({ answer: chosen.value });
    }),
  );
}

/** One step with a text; `check` gives what is wrong with it, shown while it is typed. */
export function askForText(
  head: StepHead,
  prompt: string,
  value: string,
  check: (text: string) => string | undefined,
): Promise<StepResult<string>> {
  const input = vscode.window.createInputBox();
  input.prompt = prompt;
  input.value = value;
  return showStep(input, head, (settle) =>
    vscode.Disposable.from(
      input.onDidChangeValue((text) => (input.validationMessage = check(text))),
      input.onDidAccept(() => {
        input.validationMessage = check(input.value);
        if (input.validationMessage === undefined) settle({ answer: input.value });
      }),
    ),
  );
}

function showStep<T>(
  input: vscode.QuickInput & {
    buttons: readonly vscode.QuickInputButton[];
    onDidTriggerButton: vscode.Event<vscode.QuickInputButton>;
  },
  head: StepHead,
  listen: (settle: (result: StepResult<T>) => void) => vscode.Disposable,
): Promise<StepResult<T>> {
  input.title = head.title;
  input.step = head.step;
  input.totalSteps = head.totalSteps;
  input.ignoreFocusOut = true;
  input.buttons = head.canGoBack ? [vscode.QuickInputButtons.Back] : [];
  return new Promise<StepResult<T>>((resolve, reject) => {
    const subscriptions = vscode.Disposable.from(
      listen(resolve),
      input.onDidTriggerButton(() => resolve('back')),
      // Hiding comes last: after an answer it changes nothing.
      input.onDidHide(() => {
        reject(new vscode.CancellationError());
        subscriptions.dispose();
        input.dispose();
      }),
    );
    input.show();
  }).finally(() => input.hide());
}
