import * as vscode from 'vscode';
import type { Gesture, Part, Slot } from '../../design/gesture.ts';
import { loadDesign } from '../designer/load-design.ts';
import type { DefinitionInDocument } from '../language/definition-in-document.ts';
import { loadLanguage } from '../language/load.ts';
import { askProperty, choose, choosePreset, chooseSlot } from './ask.ts';
import type { OutlineNode } from './outline-node.ts';

/**
 * Makes a gesture of entries of one definition, asking for what is missing; `nodes` are all that are selected, `node` the
 * one that it was called on. A text says why that cannot be.
 */
export type MakeGesture = (
  at: DefinitionInDocument,
  node: OutlineNode,
  nodes: readonly OutlineNode[],
) => Promise<Gesture | string> | Gesture | string;

/** Each gesture of the canvas by the command that makes it of entries of the outline. */
export const GESTURES = {
  'fanout.insertState': async ({ definition }, node) => {
    const { presetFragment, presetsOf } = await loadDesign();
    const slot = await askSlot(definition, node);
    if (typeof slot === 'string') return slot;
    const language = definition.machine?.queryLanguage ?? 'JSONPath';
    const preset = await choosePreset(presetsOf(language));
    const fragment = presetFragment(preset, language);
    if (fragment === undefined) return vscode.l10n.t('There is no {0} to insert.', preset);
    return slot ? { kind: 'insert', at: slot, fragment } : { kind: 'begin', fragment };
  },
  'fanout.pasteStates': async ({ definition }, node) => {
    const { parseFragment } = await loadDesign();
    const fragment = parseFragment(await vscode.env.clipboard.readText());
    if (fragment === undefined) return vscode.l10n.t('The clipboard holds no states: copy some first.');
    const slot = await askSlot(definition, node);
    if (typeof slot === 'string') return slot;
    return slot ? { kind: 'insert', at: slot, fragment } : { kind: 'begin', fragment };
  },
  'fanout.renameState': async (_, { kind, pointer, label }) => {
    if (kind !== 'state') return vscode.l10n.t('Only states have names.');
    const name = await vscode.window.showInputBox({
      prompt: vscode.l10n.t('New name of {0}, wherever it is used', label),
      value: label,
      validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A state needs a name.') : undefined),
    });
    if (name === undefined) throw new vscode.CancellationError();
    return { kind: 'rename', state: pointer, name };
  },
  'fanout.duplicateState': (_, __, nodes) => ({ kind: 'duplicate', states: nodes.map(({ pointer }) => pointer) }),
  'fanout.deleteState': (_, __, nodes) => {
    if (nodes.every((node) => node.kind === 'state'))
      return { kind: 'remove', states: nodes.map((node) => node.pointer) };
    if (nodes.some((node) => node.kind === 'machine'))
      return vscode.l10n.t('Select what is to go: the workflow itself is its file.');
    if (nodes.some((node) => node.kind === 'state'))
      return vscode.l10n.t('Select states, or branches, rules, catchers and retriers: not both at once.');
    return { kind: 'remove-parts', parts: nodes.map((node) => node.pointer) };
  },
  'fanout.wrapStates': async (_, __, nodes) => {
    const items = [
      { label: 'Map', description: vscode.l10n.t('for each item of a list'), into: 'Map' as const },
      { label: 'Parallel', description: vscode.l10n.t('beside other branches'), into: 'Parallel' as const },
    ];
    const { into } = await choose(items, vscode.l10n.t('Wrap in what?'));
    return { kind: 'wrap', states: nodes.map(({ pointer }) => pointer), into };
  },
  'fanout.unwrapState': (_, { pointer }) => ({ kind: 'unwrap', state: pointer }),
  'fanout.addPart': async (_, { pointer, label, context }) => {
    const parts: readonly Part[] = context.includes('choice')
      ? ['rule']
      : context.includes('parallel')
        ? ['branch', 'catcher', 'retrier']
        : ['catcher', 'retrier'];
    const items = parts.map((part) => ({ label: PART_NAMES[part], part }));
    const only = items.length === 1 ? items[0] : undefined;
    const { part } = only ?? (await choose(items, vscode.l10n.t('Add what to {0}?', label)));
    return { kind: 'add-part', state: pointer, part };
  },
  'fanout.setMapMode': async ({ definition }, { pointer, label }) => {
    const { stateByPointer } = await loadLanguage();
    const now = stateByPointer(definition, pointer)?.scopes[0]?.mode;
    const describe = (mode: 'INLINE' | 'DISTRIBUTED'): string => (mode === now ? vscode.l10n.t('as it is') : '');
    const items = [
      { label: vscode.l10n.t('Distributed'), description: describe('DISTRIBUTED'), mode: 'DISTRIBUTED' as const },
      { label: vscode.l10n.t('Inline'), description: describe('INLINE'), mode: 'INLINE' as const },
    ];
    const { mode } = await choose(
      now === 'DISTRIBUTED' ? items.toReversed() : items,
      vscode.l10n.t('How is {0} run?', label),
    );
    return { kind: 'set-mode', state: pointer, mode };
  },
  'fanout.leadTo': async ({ definition }, node) => {
    const { findLine } = await loadDesign();
    const line = findLine(definition, node.pointer);
    if (line === undefined) return vscode.l10n.t('Nothing leads on from {0}.', node.label);
    const end = { label: vscode.l10n.t('The end of the flow'), pointer: undefined };
    const targets: { label: string; pointer: string | undefined }[] = line.targets.map(({ name, pointer }) => ({
      label: name,
      pointer,
    }));
    const { pointer: to } = await choose(
      line.canEnd ? [...targets, end] : targets,
      vscode.l10n.t('Where does {0} lead?', node.label),
    );
    if (line.transition === undefined && to !== undefined) return { kind: 'connect', from: node.pointer, to };
    return { kind: 'reconnect', transitions: line.transition === undefined ? [] : [line.transition], to };
  },
  'fanout.movePartUp': (_, { pointer }) => ({ kind: 'move-part', part: pointer, by: -1 }),
  'fanout.movePartDown': (_, { pointer }) => ({ kind: 'move-part', part: pointer, by: 1 }),
  'fanout.setProperty': async ({ definition }, node) => {
    const { makeStateForm } = await loadDesign();
    const state = node.kind === 'state' ? node : node.parent;
    const form = state && makeStateForm(definition, state.pointer);
    if (form === undefined) return vscode.l10n.t('Select a state first.');
    const sections = form.sections.filter(({ pointer }) => pointer.startsWith(node.pointer));
    return { kind: 'set-property', ...(await askProperty({ ...form, sections })) };
  },
} as const satisfies Record<string, MakeGesture>;

const PART_NAMES: Readonly<Record<Part, string>> = {
  branch: vscode.l10n.t('Branch'),
  rule: vscode.l10n.t('Rule'),
  catcher: vscode.l10n.t('Catcher'),
  retrier: vscode.l10n.t('Retrier'),
};

/** Undefined: a text that holds no machine yet. */
async function askSlot(
  definition: DefinitionInDocument['definition'],
  node: OutlineNode,
): Promise<Slot | string | undefined> {
  if (definition.machine === undefined) return undefined;
  const { slotsOf } = await loadDesign();
  const slot = await chooseSlot(slotsOf(definition, node.pointer));
  return slot ?? vscode.l10n.t('Nothing can be inserted at {0}: select a state.', node.label);
}
