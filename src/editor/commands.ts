import type * as vscode from 'vscode';
import type { WorkflowPreset } from '../scaffold/choose/choose-approach.ts';
import type { ExecutionNode } from './executions/execution-nodes.ts';
import type { SuppressedFinding } from './language/suppress.ts';
import type { OutlineArguments } from './views/outline-commands.ts';

/**
 * Every command of the extension with what it may be called with: from the palette with nothing, from a CodeLens, a
 * menu or a view with the file that it is about, and in a template the resource. A test holds package.json against `COMMAND_IDS`.
 */
export interface Commands {
  'fanout.newWorkflow': [folder?: vscode.Uri, preset?: WorkflowPreset];
  'fanout.openDesigner': [file?: vscode.Uri, logicalId?: string | undefined];
  'fanout.openPreview': [file?: vscode.Uri, logicalId?: string | undefined];
  'fanout.estimateCost': [file?: vscode.Uri, logicalId?: string | undefined];
  'fanout.chooseApproach': [folder?: vscode.Uri];
  'fanout.refreshPrices': [];
  'fanout.chooseConnection': [];
  'fanout.startExecution': [file?: vscode.Uri, logicalId?: string | undefined];
  'fanout.runLocally': [file?: vscode.Uri];
  'fanout.redrive': [executionArn?: string];
  'fanout.showLocalRun': [executionArn?: string];
  'fanout.openResults': [file?: vscode.Uri];
  'fanout.runPipeline': [file?: vscode.Uri];
  'fanout.startPipeline': [file?: vscode.Uri];
  'fanout.testState': [file?: vscode.Uri];
  'fanout.refreshWorkflows': [];
  'fanout.insertState': OutlineArguments;
  'fanout.pasteStates': OutlineArguments;
  'fanout.copyStates': OutlineArguments;
  'fanout.renameState': OutlineArguments;
  'fanout.duplicateState': OutlineArguments;
  'fanout.deleteState': OutlineArguments;
  'fanout.wrapStates': OutlineArguments;
  'fanout.unwrapState': OutlineArguments;
  'fanout.addPart': OutlineArguments;
  'fanout.setMapMode': OutlineArguments;
  'fanout.leadTo': OutlineArguments;
  'fanout.movePartUp': OutlineArguments;
  'fanout.movePartDown': OutlineArguments;
  'fanout.setProperty': OutlineArguments;
  'fanout.revealState': OutlineArguments;
  'fanout.openStateInText': OutlineArguments;
  'fanout.suppressFinding': [file: vscode.Uri, finding: SuppressedFinding, reason?: string];
  'fanout.validateWorkspace': [];
  'fanout.validateOnAws': [file?: vscode.Uri, logicalId?: string | undefined];
  'fanout.followExecution': [target?: unknown];
  'fanout.stopExecution': [target?: unknown];
  'fanout.redriveExecution': [target?: unknown];
  'fanout.rerunExecution': [target?: unknown];
  'fanout.openMapRunResults': [target?: unknown];
  'fanout.compareExecutions': [target?: unknown, others?: unknown];
  'fanout.copyArn': [target?: unknown];
  'fanout.copyCliCommand': [target?: unknown];
  'fanout.refreshExecutions': [];
  'fanout.filterExecutions': [];
  'fanout.loadMoreExecutions': [node?: ExecutionNode];
  'fanout.mendExecutions': [node?: ExecutionNode];
  'fanout.showLog': [];
}

export type CommandId = keyof Commands;

const IDS: Readonly<Record<CommandId, true>> = {
  'fanout.newWorkflow': true,
  'fanout.openDesigner': true,
  'fanout.openPreview': true,
  'fanout.estimateCost': true,
  'fanout.chooseApproach': true,
  'fanout.refreshPrices': true,
  'fanout.chooseConnection': true,
  'fanout.startExecution': true,
  'fanout.runLocally': true,
  'fanout.redrive': true,
  'fanout.showLocalRun': true,
  'fanout.openResults': true,
  'fanout.runPipeline': true,
  'fanout.startPipeline': true,
  'fanout.testState': true,
  'fanout.refreshWorkflows': true,
  'fanout.insertState': true,
  'fanout.pasteStates': true,
  'fanout.copyStates': true,
  'fanout.renameState': true,
  'fanout.duplicateState': true,
  'fanout.deleteState': true,
  'fanout.wrapStates': true,
  'fanout.unwrapState': true,
  'fanout.addPart': true,
  'fanout.setMapMode': true,
  'fanout.leadTo': true,
  'fanout.movePartUp': true,
  'fanout.movePartDown': true,
  'fanout.setProperty': true,
  'fanout.revealState': true,
  'fanout.openStateInText': true,
  'fanout.suppressFinding': true,
  'fanout.validateWorkspace': true,
  'fanout.validateOnAws': true,
  'fanout.followExecution': true,
  'fanout.stopExecution': true,
  'fanout.redriveExecution': true,
  'fanout.rerunExecution': true,
  'fanout.openMapRunResults': true,
  'fanout.compareExecutions': true,
  'fanout.copyArn': true,
  'fanout.copyCliCommand': true,
  'fanout.refreshExecutions': true,
  'fanout.filterExecutions': true,
  'fanout.loadMoreExecutions': true,
  'fanout.mendExecutions': true,
  'fanout.showLog': true,
};

export const COMMAND_IDS = Object.keys(IDS) as readonly CommandId[];

/** A command as CodeLenses, tree items and links carry it. */
export function commandLink<Id extends CommandId>(id: Id, title: string, ...args: Commands[Id]): vscode.Command {
  return { command: id, title, arguments: args };
}
