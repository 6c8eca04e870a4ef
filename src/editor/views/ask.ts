import * as vscode from 'vscode';
import type { JsonValue } from '../../asl/json.ts';
import type { FormField } from '../../design/form.ts';
import type { NamedSlot } from '../../design/slots.ts';
import type { Slot } from '../../design/gesture.ts';
import type { Preset } from '../../design/presets.ts';
import { readValue } from '../../design/read-value.ts';
import type { StateForm } from '../../protocol/designer.ts';

/** One of some things. Who cancels ends the command without a word. */
export async function choose<T extends vscode.QuickPickItem>(items: readonly T[], placeHolder: string): Promise<T> {
  const chosen = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen;
}

export async function chooseSlot(slots: readonly NamedSlot[]): Promise<Slot | undefined> {
  const [first] = slots;
  if (slots.length < 2) return first?.slot;
  return (await choose(slots, vscode.l10n.t('Where?'))).slot;
}

export async function choosePreset(presets: readonly Preset[]): Promise<string> {
  const items = presets.map(({ id, type, about }) => ({ label: id, description: type, detail: about }));
  return (await choose(items, vscode.l10n.t('Which state?'))).label;
}

/** A property of a state, or of an object in it, and the value that it is to have; without one it goes. */
export interface AskedProperty {
  readonly object: string;
  readonly key: string;
  readonly value: JsonValue | undefined;
}

interface FieldItem extends vscode.QuickPickItem {
  readonly object: string;
  readonly field: Pick<FormField, 'key' | 'control' | 'value' | 'about'>;
}

/** Asks for a property of the language that the state has, or may have, and for its value. */
export async function askProperty(form: StateForm): Promise<AskedProperty> {
  const items = form.sections.flatMap(({ title, pointer, fields, missing }) => [
    { label: title, kind: vscode.QuickPickItemKind.Separator, object: pointer, field: NO_FIELD },
    ...fields
      .filter(({ substituted }) => !substituted)
      .map((field): FieldItem => {
        const description = field.value === undefined ? '' : JSON.stringify(field.value);
        return { label: field.key, description, detail: field.about, object: pointer, field };
      }),
    ...missing.map(({ key, about }): FieldItem => {
      const field = { key, about, control: { kind: 'json' as const }, value: undefined };
      return { label: key, detail: about, object: pointer, field };
    }),
  ]);
  const { object, field } = await choose<FieldItem>(items, vscode.l10n.t('Which property of {0}?', form.name));
  return { object, key: field.key, value: await askValue(field) };
}

const NO_FIELD: FieldItem['field'] = { key: '', about: '', control: { kind: 'text' }, value: undefined };

async function askValue({ key, about, control, value }: FieldItem['field']): Promise<JsonValue | undefined> {
  const { kind } = control;
  if (kind === 'choice' || kind === 'boolean') {
    const values: readonly (string | boolean)[] = kind === 'choice' ? control.values : [true, false];
    const items: (vscode.QuickPickItem & { value?: string | boolean })[] = values.map((each) => ({
      label: String(each),
      description: each === value ? vscode.l10n.t('as it is') : '',
      value: each,
    }));
    if (value !== undefined) items.push({ label: vscode.l10n.t('Remove it') });
    return (await choose(items, key)).value;
  }
  const text = await vscode.window.showInputBox({
    title: key,
    prompt: vscode.l10n.t('{0} Empty: without it.', about),
    value: value === undefined ? '' : typeof value === 'string' && kind !== 'json' ? value : JSON.stringify(value),
    validateInput: (typed) => {
      try {
        readValue(typed, control);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
  if (text === undefined) throw new vscode.CancellationError();
  return readValue(text, control);
}
