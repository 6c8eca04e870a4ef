import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { LocalEndpoint } from '../../executions/local-endpoint.ts';
import type { ExpectedItems } from '../../protocol/execution-snapshot.ts';

export interface LocalEndpointEvents {
  /** What a local handler printed. */
  readonly log: (functionName: string, text: string) => void;
  readonly expected: (mapRunArn: string, items: ExpectedItems) => void;
  readonly died: (reason: string) => void;
}

/** A window that is loaded anew meets the process of the one before, which needs a moment to end. */
const PATIENCE_MILLISECONDS = 5000;
const PAUSE_MILLISECONDS = 100;

/** The local Step Functions of this window, which is started with the first request. Without `storage` it keeps nothing. */
export async function openLocalEndpoint(
  storage: vscode.Uri | undefined,
  events: LocalEndpointEvents,
): Promise<LocalEndpoint> {
  const { LocalEndpoint } = await import('../../executions/local-endpoint.ts');
  return new LocalEndpoint({
    dataDir: storage && vscode.Uri.joinPath(storage, 'local').fsPath,
    events: {
      log: (functionName, _requestId, text) => events.log(functionName, text),
      expected: events.expected,
    },
    onDied: events.died,
    waitForFolder,
  });
}

async function waitForFolder(dataDir: string): Promise<void> {
  const { isOwned } = await import('../../runtime/journal/folder-owner.ts');
  const { openDisk } = await import('../../runtime/journal/disk.ts');
  const disk = openDisk();
  // The first one makes it.
  if (!existsSync(dataDir)) return;
  for (let waited = 0; isOwned(disk, dataDir) && waited < PATIENCE_MILLISECONDS; waited += PAUSE_MILLISECONDS)
    await sleep(PAUSE_MILLISECONDS);
}
