import * as vscode from 'vscode';
import { applyGesture } from '../designer/apply-gesture.ts';
import type { Designers } from '../designer/designer.ts';
import { loadDesign } from '../designer/load-design.ts';
import { ExpectedError } from '../errors.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { GESTURES, type MakeGesture } from './outline-gestures.ts';
import type { OutlineNode } from './outline-node.ts';
import { OutlineView } from './outline-view.ts';

/** What a command is called with: an entry and all that are selected, or `selection` from a key of the outline. */
export type OutlineArguments = [node?: OutlineNode | 'selection' | undefined, nodes?: readonly OutlineNode[]];

/** Commands that make a gesture. */
export type GestureCommand = keyof typeof GESTURES;

/** The outline, and a command for each gesture of the canvas: from its menus and keys, or at the cursor of a text. */
export function registerOutline(services: Services, designers: Designers): vscode.Disposable {
  const view = new OutlineView(services, designers);
  const gestures = Object.entries(GESTURES) as [GestureCommand, MakeGesture][];
  return vscode.Disposable.from(
    view,
    ...gestures.map(([id, make]) =>
      registerCommand(services, id, (...called) => perform(services, view, called, make)),
    ),
    registerCommand(services, 'fanout.copyStates', (...called) => copy(services, view, called)),
    registerCommand(services, 'fanout.revealState', async (node) => {
      await view.show((await nodesOf(view, [node]))[0], false);
    }),
    registerCommand(services, 'fanout.openStateInText', async (node) => {
      await view.show((await nodesOf(view, [node]))[0], true);
    }),
  );
}

async function perform(
  services: Services,
  view: OutlineView,
  called: OutlineArguments,
  make: MakeGesture,
): Promise<void> {
  const nodes = await nodesOf(view, called);
  const [node] = nodes;
  const chosen = requireDefinitionOf(view, node);
  const answer = await applyGesture(services, chosen, chosen.version, (at) => make(at, node, nodes));
  if (answer.refused !== undefined) throw new ExpectedError(answer.refused);
  const changed = await view.find(chosen, answer.select ?? node.pointer);
  if (changed) {
    await view.show(changed, false);
    await view.select(changed, called[0] !== undefined);
  }
  // The message goes when somebody closes it: the command need not wait for that.
  if (answer.says !== undefined) void vscode.window.showInformationMessage(answer.says);
}

async function copy({ definitions }: Services, view: OutlineView, called: OutlineArguments): Promise<void> {
  const nodes = await nodesOf(view, called);
  const { document, logicalId } = requireDefinitionOf(view, nodes[0]);
  const [at, { copyFragment }] = await Promise.all([definitions.readOne(document, logicalId), loadDesign()]);
  const pointers = nodes.map(({ pointer }) => pointer);
  const text = at && copyFragment(at.definition, pointers);
  if (text === undefined) throw new ExpectedError(vscode.l10n.t('Select a state to copy first.'));
  await vscode.env.clipboard.writeText(text);
}

/** The entries that a command is about, that it was called on first; without any the one at the cursor. */
async function nodesOf(
  view: OutlineView,
  [node, nodes = []]: OutlineArguments,
): Promise<readonly [OutlineNode, ...OutlineNode[]]> {
  const given = node === 'selection' ? view.selection : node ? [node, ...nodes.filter((each) => each !== node)] : [];
  const [first = await view.findAtCursor(), ...rest] = given;
  if (first) return [first, ...rest];
  throw new ExpectedError(vscode.l10n.t('Open a state machine, and put the cursor into one of its states, first.'));
}

function requireDefinitionOf(view: OutlineView, node: OutlineNode) {
  const chosen = view.definitionOf(node);
  if (chosen) return chosen;
  throw new ExpectedError(vscode.l10n.t('The outline has changed meanwhile: try again.'));
}
