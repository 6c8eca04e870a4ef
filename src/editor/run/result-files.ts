import * as vscode from 'vscode';
import { isJsonObject, type JsonValue } from '../../asl/json.ts';
import type { FoundProject } from '../project-files.ts';

/** A manifest that a ResultWriter left, with the place to open it from where its bucket is a folder. */
export interface Manifest {
  readonly location: string;
  readonly file: vscode.Uri | undefined;
}

/** All manifests that an output names, wherever in it they are; at most 100. */
export function findManifests(output: JsonValue, project: FoundProject | undefined): Manifest[] {
  const found: Manifest[] = [];
  const open: JsonValue[] = [output];
  for (let value = open.pop(); value !== undefined && found.length < 100; value = open.pop()) {
    if (Array.isArray(value)) open.push(...value.slice(0, 1000));
    if (!isJsonObject(value)) continue;
    const details = value.ResultWriterDetails;
    if (isJsonObject(details) && typeof details.Bucket === 'string' && typeof details.Key === 'string')
      found.push(locate(details.Bucket, details.Key, project));
    else open.push(...Object.values(value));
  }
  return found.reverse();
}

function locate(bucket: string, key: string, project: FoundProject | undefined): Manifest {
  const folder = project?.project.buckets[bucket];
  if (!project || folder === undefined) return { location: `s3://${bucket}/${key}`, file: undefined };
  const file = vscode.Uri.joinPath(project.uri, '..', folder, ...key.split('/'));
  return { location: vscode.workspace.asRelativePath(file), file };
}
