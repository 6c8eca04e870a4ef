import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseProject } from '../project/parse-project.ts';
import { toSlashes } from '../project/paths.ts';
import { projectCandidates, resolveProjectPaths, type PathLimits } from '../project/project-paths.ts';
import type { Project } from '../project/project.ts';
import { RunRefused } from './run-refused.ts';

export interface LoadedProject {
  /** Absolute path of the fanout.json. */
  readonly path: string;
  /** With absolute paths. */
  readonly project: Project;
}

/** The nearest fanout.json beside a definition or above it, up to `root`; undefined when there is none. */
export async function findProject(definitionPath: string, limits: PathLimits): Promise<LoadedProject | undefined> {
  for (const candidate of projectCandidates(toSlashes(resolve(definitionPath)), limits.root)) {
    const text = await readFile(candidate, 'utf8').catch(() => undefined);
    if (text !== undefined) return readProject(candidate, text, limits);
  }
  return undefined;
}

/** Throws RunRefused when the file is missing, or says something that it can't. */
export async function loadProject(path: string, limits: PathLimits): Promise<LoadedProject> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw new RunRefused('options', `${path} cannot be read: check the path.`);
  return readProject(toSlashes(resolve(path)), text, limits);
}

function readProject(path: string, text: string, limits: PathLimits): LoadedProject {
  const parsed = parseProject(text);
  if (parsed.project === undefined) throw refuse(path, parsed.problems[0]?.message);
  const resolved = resolveProjectPaths(parsed.project, dirname(path), limits);
  if (resolved.project === undefined) throw refuse(path, resolved.problems[0]);
  return { path, project: resolved.project };
}

function refuse(path: string, problem: string | undefined): RunRefused {
  return new RunRefused('options', `${path}: ${problem ?? 'it cannot be used.'}`);
}
