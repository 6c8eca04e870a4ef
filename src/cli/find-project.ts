import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseProject } from '../project/parse-project.ts';
import { projectCandidates } from '../project/project-paths.ts';
import { toSlashes } from '../project/paths.ts';
import type { Project } from '../project/project.ts';
import { UsageError } from './exit.ts';

/**
 * The nearest fanout.json beside a definition or above it; undefined when there is none. Throws a UsageError, with the
 * first problem, when it is there and can't be used.
 */
export async function findProjectFile(definitionPath: string): Promise<{ path: string; project: Project } | undefined> {
  for (const candidate of projectCandidates(toSlashes(path.resolve(definitionPath)))) {
    const text = await readFile(candidate, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const { project, problems } = parseProject(text);
    if (!project) throw new UsageError(`${candidate}: ${problems[0]?.message ?? 'it cannot be read'}`);
    return { path: candidate, project };
  }
  return undefined;
}
