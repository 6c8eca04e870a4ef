import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { registerChooseConnection } from './choose-connection.ts';
import { createConnectionStatus } from './connection-status.ts';

/** The connection of the workspace: its status and its command. */
export function registerConnections(services: Services): vscode.Disposable {
  return vscode.Disposable.from(registerChooseConnection(services), createConnectionStatus(services));
}
