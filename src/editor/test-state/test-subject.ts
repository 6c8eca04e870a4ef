import type * as vscode from 'vscode';
import type { Definition, State } from '../../asl/definition.ts';
import { isTestForm, type TestableState, type TestForm, type TestSubject } from '../../protocol/test-state.ts';

/** The URI of a definition, or what a test makes of one. */
type DefinitionPlace = Pick<vscode.Uri, 'path' | 'toString'>;

/** Remembers what each state of a definition was tested with last, from one session to the next. */
export class TestMemory {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** What a state was tested with last; else a form that suits its type. */
  recall(definition: DefinitionPlace, { pointer, type }: TestableState): TestForm {
    const kept = this.#state.get<unknown>(keyOf(definition, pointer));
    return isTestForm(kept) ? kept : firstForm(type);
  }

  async keep(definition: DefinitionPlace, pointer: string, form: TestForm): Promise<void> {
    await this.#state.update(keyOf(definition, pointer), form);
  }
}

const keyOf = (definition: DefinitionPlace, pointer: string): string => `test:${definition.toString()}#${pointer}`;

/** Step Functions tests a Map or a Parallel only with a mock. */
function firstForm(type: string): TestForm {
  return {
    input: '{}',
    variables: '',
    context: '',
    work: type === 'Map' || type === 'Parallel' ? 'result' : 'run',
    result: type === 'Map' || type === 'Parallel' ? '[]' : '{}',
    fieldValidationMode: 'STRICT',
    error: 'States.TaskFailed',
    cause: '',
    retryCount: 0,
  };
}

/** The states of a definition that can be tested, in the order of the text. */
export function listStates(definition: Definition): TestableState[] {
  const found: TestableState[] = [];
  const visit = (states: readonly State[], inside: readonly string[]): void => {
    for (const { name, pointer, type, scopes } of states) {
      if (type === undefined) continue;
      found.push({ pointer, name, type, inside });
      for (const scope of scopes) visit(scope.states, [...inside, name]);
    }
  };
  visit(definition.machine?.states ?? [], []);
  return found;
}

/** What the page shows: the states as they are now, and the form of the chosen one. */
export function describeSubject(
  memory: TestMemory,
  definition: DefinitionPlace,
  states: readonly TestableState[],
  chosen: string,
): TestSubject {
  const title = definition.path.slice(definition.path.lastIndexOf('/') + 1);
  const selected = states.find(({ pointer }) => pointer === chosen) ?? states[0];
  return {
    title,
    states,
    selected: selected?.pointer ?? '',
    form: selected ? memory.recall(definition, selected) : firstForm('Pass'),
  };
}
