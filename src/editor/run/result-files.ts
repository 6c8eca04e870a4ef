import * as vscode from 'vscode';
import { isJsonObject, type JsonValue } from '../../asl/json.ts';
import type { ResultLocation } from '../../asl/result-location.ts';
import type { Project } from '../../project/project.ts';

/** A manifest that a ResultWriter left, with the place to open it from where its bucket is a folder. */
export interface Manifest extends ResultLocation {
  readonly location: string;
  readonly file: vscode.Uri | undefined;
}

/** A fanout.json that can be used, and where it is. */
interface ProjectPlace {
  readonly uri: vscode.Uri;
  readonly project: Project;
}

/** All manifests that an output names, wherever in it they are; at most 100. */
export function findManifests(output: JsonValue, found: ProjectPlace | undefined): Manifest[] {
  const manifests: Manifest[] = [];
  const open: JsonValue[] = [output];
  for (let value = open.pop(); value !== undefined && manifests.length < 100; value = open.pop()) {
    if (Array.isArray(value)) open.push(...value.slice(0, 1000));
    if (!isJsonObject(value)) continue;
    const details = value.ResultWriterDetails;
    if (isJsonObject(details) && typeof details.Bucket === 'string' && typeof details.Key === 'string')
      manifests.push(locateManifest({ bucket: details.Bucket, key: details.Key }, found));
    else open.push(...Object.values(value));
  }
  return manifests.reverse();
}

/** Where a manifest lies for the user. */
export function locateManifest({ bucket, key }: ResultLocation, found: ProjectPlace | undefined): Manifest {
  const folder = found?.project.buckets[bucket];
  if (!found || folder === undefined) return { bucket, key, location: `s3://${bucket}/${key}`, file: undefined };
  const file = vscode.Uri.joinPath(found.uri, '..', folder, ...key.split('/'));
  return { bucket, key, location: vscode.workspace.asRelativePath(file), file };
}
