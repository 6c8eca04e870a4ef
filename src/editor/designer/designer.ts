import * as vscode from 'vscode';
import type { ExecutionSnapshot } from '../../protocol/execution-snapshot.ts';
import { requireMachine, type ChosenDefinition } from '../active-definition.ts';
import { registerCommand } from '../register-command.ts';
import type { Services } from '../services.ts';
import { DesignerSession } from './session.ts';

/** As package.json contributes it. */
const VIEW_TYPE = 'fanout.designer';

const keyOf = (uri: vscode.Uri): string => uri.with({ fragment: '' }).toString();

/** A state as a designer shows it. */
export interface DesignedState extends ChosenDefinition {
  readonly pointer: string;
}

/** The designers that are open; several may show one document. */
export interface Designers {
  readonly disposable: vscode.Disposable;
  /** The definition of the designer in front, if one is. */
  readonly active: () => ChosenDefinition | undefined;
  readonly onDidChangeActive: vscode.Event<undefined>;
  /** A state was selected on a canvas. */
  readonly onDidSelect: vscode.Event<DesignedState>;
  /** Selects a state in every designer of its definition. */
  readonly select: (chosen: ChosenDefinition, pointer: string) => void;
  /** Draws what an execution of the definition has done so far, also in a designer that is opened later. */
  readonly showSnapshot: (definition: vscode.Uri, snapshot: ExecutionSnapshot) => void;
}

/**
 * The workflow designer: an editor of definition files (*Open in Designer*, or *Reopen Editor With…*), and a panel for
 * definitions in templates, whose file keeps its own editor.
 */
export function createDesigners(services: Services): Designers {
  const sessions = new Set<DesignerSession>();
  const snapshots = new Map<string, ExecutionSnapshot>();
  const changed = new vscode.EventEmitter<undefined>();
  const selected = new vscode.EventEmitter<DesignedState>();
  const open = (panel: vscode.WebviewPanel, document: vscode.TextDocument, logicalId?: string): void => {
    const session = new DesignerSession(services, panel, { document, logicalId }, (pointer) =>
      selected.fire({ document, logicalId, pointer }),
    );
    sessions.add(session);
    panel.onDidChangeViewState(() => changed.fire(undefined));
    panel.onDidDispose(() => {
      sessions.delete(session);
      changed.fire(undefined);
    });
    changed.fire(undefined);
    const snapshot = snapshots.get(keyOf(document.uri));
    if (snapshot) session.showSnapshot(snapshot);
  };
  const provider: vscode.CustomTextEditorProvider = {
    resolveCustomTextEditor: (document, panel) => open(panel, document),
  };
  const command = registerCommand(services, 'fanout.openDesigner', async (file, resource) => {
    const { document, logicalId } = await requireMachine(services, file, resource);
    if (logicalId === undefined) {
      await vscode.commands.executeCommand('vscode.openWith', document.uri, VIEW_TYPE, vscode.ViewColumn.Beside);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      vscode.l10n.t('Designer {0}', logicalId),
      vscode.ViewColumn.Beside,
    );
    panel.iconPath = vscode.Uri.joinPath(services.context.extensionUri, 'media', 'fanout.svg');
    open(panel, document, logicalId);
  });
  return {
    disposable: vscode.Disposable.from(
      changed,
      selected,
      command,
      vscode.window.registerCustomEditorProvider(VIEW_TYPE, provider, { supportsMultipleEditorsPerDocument: true }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => snapshots.delete(keyOf(uri))),
    ),
    active: () => [...sessions].find((session) => session.isActive)?.chosen,
    onDidChangeActive: changed.event,
    onDidSelect: selected.event,
    select: ({ document, logicalId }, pointer) => {
      for (const session of sessions)
        if (session.chosen.document === document && session.chosen.logicalId === logicalId) session.select(pointer);
    },
    showSnapshot: (definition, snapshot) => {
      snapshots.set(keyOf(definition), snapshot);
      for (const session of sessions) if (keyOf(session.uri) === keyOf(definition)) session.showSnapshot(snapshot);
    },
  };
}
