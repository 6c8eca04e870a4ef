import { isInside, joinPath, normalizePath, parentFolder } from './paths.ts';
import type { Project, ProjectPipeline } from './project.ts';

export const PROJECT_FILE = 'fanout.json';

/**
 * Where the fanout.json of a definition may lie, nearest first: beside it and in each folder above, up to and with
 * `root` when it is given. Both absolute and written with `/`.
 */
export function projectCandidates(definitionPath: string, root?: string): string[] {
  const stop = root === undefined ? undefined : normalizePath(root);
  const candidates: string[] = [];
  let folder = parentFolder(definitionPath);
  if (stop !== undefined && !isInside(stop, folder)) return [joinPath(folder, PROJECT_FILE)];
  for (;;) {
    candidates.push(joinPath(folder, PROJECT_FILE));
    const above = parentFolder(folder);
    if (folder === stop || above === folder) return candidates;
    folder = above;
  }
}

export interface ResolvedProject {
  /** The project with absolute paths; absent when one leads out. */
  readonly project: Project | undefined;
  /** One sentence each. */
  readonly problems: readonly string[];
}

export interface PathLimits {
  /** The workspace folder; the project's own folder unless said. */
  readonly root?: string;
  /** Absolute folders outside of it that the user allowed by name. */
  readonly allowed?: readonly string[];
}

/**
 * Makes each path of a project absolute and refuses those that leave the workspace. It looks at names only: whoever
 * opens a file has to refuse symbolic links that lead out.
 */
export function resolveProjectPaths(project: Project, projectFolder: string, limits: PathLimits = {}): ResolvedProject {
  const folder = normalizePath(projectFolder);
  const permitted = [limits.root ?? folder, ...(limits.allowed ?? [])].map(normalizePath);
  const problems: string[] = [];
  const resolve = (key: string, path: string): string => {
    const absolute = joinPath(folder, path);
    if (!permitted.some((place) => isInside(place, absolute)))
      problems.push(`"${key}" of ${PROJECT_FILE} leads out of ${permitted[0] ?? folder}: ${absolute}.`);
    return absolute;
  };
  const resolveAll = (key: string, paths: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, resolve(`${key}.${name}`, path)]));
  const resolved: Project = {
    ...project,
    ...(project.definition === undefined ? {} : { definition: resolve('definition', project.definition) }),
    ...(project.pipeline === undefined ? {} : { pipeline: resolvePipeline(project.pipeline, resolve) }),
    ...(project.template === undefined ? {} : { template: resolve('template', project.template) }),
    ...(project.mocks === undefined ? {} : { mocks: resolve('mocks', project.mocks) }),
    buckets: resolveAll('buckets', project.buckets),
    inputs: resolveAll('inputs', project.inputs),
    functions: Object.fromEntries(
      Object.entries(project.functions).map(([name, fn]) => [
        name,
        { ...fn, module: resolve(`functions.${name}.module`, fn.module) },
      ]),
    ),
  };
  return { project: problems.length > 0 ? undefined : resolved, problems };
}

function resolvePipeline(pipeline: ProjectPipeline, resolve: (key: string, path: string) => string): ProjectPipeline {
  const paths = (['module', 'task', 'reduce', 'output'] as const).map((key) => [
    key,
    resolve(`pipeline.${key}`, pipeline[key]),
  ]);
  return { ...pipeline, ...(Object.fromEntries(paths) as Record<string, string>) };
}
