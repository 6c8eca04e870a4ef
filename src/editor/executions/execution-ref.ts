import * as vscode from 'vscode';
import type { ConnectionChoice } from '../../executions/connection-choice.ts';
import { ExpectedError } from '../errors.ts';
import { describeConnectionError } from '../connections/service-errors.ts';
import type { Connected } from '../connections/connections.ts';
import type { Services } from '../services.ts';

/** An execution, and where it is asked for. */
export interface ExecutionRef {
  readonly executionArn: string;
  readonly choice: ConnectionChoice;
}

/** A Map Run, and where it is asked for. */
export interface MapRunRef {
  readonly mapRunArn: string;
  readonly choice: ConnectionChoice;
}

/** Does something with a connection; what goes wrong is told in one line that says what to do. */
export async function onConnection<T>(
  { connections }: Services,
  choice: ConnectionChoice,
  asked: string,
  work: (connected: Connected) => Promise<T>,
): Promise<T> {
  try {
    return await work(await connections.connect(choice));
  } catch (error) {
    throw await describeConnectionError(connections, error, asked, choice);
  }
}

/** The execution that a command was called with: a node of the tree, or what the follow page passes. */
export function executionOf(target: unknown): ExecutionRef | undefined {
  if (typeof target !== 'object' || target === null) return undefined;
  if ('ref' in target) return executionOf(target.ref);
  return 'executionArn' in target && typeof target.executionArn === 'string' && 'choice' in target
    ? { executionArn: target.executionArn, choice: target.choice as ConnectionChoice }
    : undefined;
}

/** The same; throws an ExpectedError where it was called without one. */
export function requireExecution(target: unknown): ExecutionRef {
  const execution = executionOf(target);
  if (execution === undefined)
    throw new ExpectedError(vscode.l10n.t('Choose an execution in the view Executions for this.'));
  return execution;
}

/** The Map Run that a command was called with. */
export function mapRunOf(target: unknown): MapRunRef | undefined {
  if (typeof target !== 'object' || target === null) return undefined;
  if ('ref' in target) return mapRunOf(target.ref);
  return 'mapRunArn' in target && typeof target.mapRunArn === 'string' && 'choice' in target
    ? { mapRunArn: target.mapRunArn, choice: target.choice as ConnectionChoice }
    : undefined;
}

/** The name of an execution, at the end of its ARN. */
export function nameOfExecution(executionArn: string): string {
  const parts = executionArn.split(':');
  return parts.slice(7).join(':') || (parts.at(-1) ?? executionArn);
}

/** Asks before something that costs money or cannot be undone. Throws a CancellationError on Escape. */
export async function confirm(message: string, detail: string, yes: string): Promise<void> {
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, yes);
  if (chosen !== yes) throw new vscode.CancellationError();
}
