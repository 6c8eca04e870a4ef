import { dirname, resolve } from 'node:path';
import * as vscode from 'vscode';
import { connectionOf } from '../../executions/connection-choice.ts';
import type { Bucket, Buckets } from '../../items/bucket.ts';
import type { ResultSet } from '../../items/result-files.ts';
import type { Services } from '../services.ts';

/** Results that can be opened. */
export interface ResultSource {
  /** As the user knows it: a path of the workspace, `s3://bucket/key`. */
  readonly location: string;
  /** Throws ResultsError. */
  open(): Promise<ResultSet>;
}

/** A manifest.json on this machine. */
export function manifestFile(uri: vscode.Uri): ResultSource {
  return {
    location: vscode.workspace.asRelativePath(uri),
    open: async () => (await import('../../items/result-files.ts')).openResultsInFolder(uri.fsPath),
  };
}

/** A manifest by bucket and key: in a folder of the definition's fanout.json, else through the connection. */
export function manifestObject(
  services: Services,
  definition: vscode.Uri | undefined,
  bucket: string,
  key: string,
): ResultSource {
  return {
    location: `s3://${bucket}/${key}`,
    open: async () => {
      const { openResultsInBucket } = await import('../../items/result-files.ts');
      return openResultsInBucket(bucket, key, await openBuckets(services, definition));
    },
  };
}

/**
 * The buckets of a definition: folders of its fanout.json, and those of the connection (of the local one, of the S3
 * endpoint of the settings). Throws BucketError where a folder is missing, and an ExpectedError where fanout.json cannot
 * be used.
 */
export async function openBuckets(services: Services, definition: vscode.Uri | undefined): Promise<Buckets> {
  const { makeBuckets } = await import('../../items/buckets.ts');
  const found = definition && (await services.projects.require(definition));
  const root = found && dirname(found.uri.fsPath);
  const folders = Object.entries(found?.project.buckets ?? {}).map(([name, folder]) => [
    name,
    resolve(root ?? '', folder),
  ]);
  return makeBuckets({ folders: Object.fromEntries(folders) as Record<string, string>, s3: s3Options(services) });
}

function s3Options({ connections: { choice } }: Services) {
  // What is not trusted says nothing about where requests go, and uses no credentials.
  if (!vscode.workspace.isTrusted) return undefined;
  if (choice.kind !== 'local') return connectionOf(choice);
  const endpoint = vscode.workspace.getConfiguration('fanout').get<string>('run.s3Endpoint', '');
  return endpoint === '' ? undefined : { endpoint };
}

/** The bucket of a name, for who writes to it. */
export async function findBucket(services: Services, definition: vscode.Uri, name: string): Promise<Bucket> {
  return (await openBuckets(services, definition)).find(name);
}

/** The bucket that a state machine of the connection reads: AWS reads no folder of this machine. */
export async function findBucketThere(services: Services, definition: vscode.Uri, name: string): Promise<Bucket> {
  const { choice } = services.connections;
  if (choice.kind !== 'aws') return findBucket(services, definition, name);
  const { makeBuckets } = await import('../../items/buckets.ts');
  return (await makeBuckets({ folders: {}, s3: connectionOf(choice) })).find(name);
}
