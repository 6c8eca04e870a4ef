import { createHash, type Hash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Pattern } from '../../src/scaffold/pattern.ts';
import type { Answers } from '../../src/scaffold/question.ts';
import type { ScaffoldFile } from '../../src/scaffold/scaffold-file.ts';
import { scaffoldProject } from '../../src/scaffold/scaffold-project.ts';

/** A scaffold that was written to be looked at and run. */
export interface WrittenProject {
  /** Such as `distributed-map-7`. */
  readonly name: string;
  readonly pattern: string;
  readonly answers: Answers;
  readonly folder: string;
  /** Relative to the folder, with `/`. */
  readonly paths: readonly string[];
  /** The same for projects with the same functions and tests. */
  readonly code: string;
  /** The same for projects that run in the same way here: all but what only AWS or a reader looks at. */
  readonly run: string;
}

/** Scaffolds a project from these answers into a folder of its own. Throws when the answers are refused. */
export async function writeProject(
  root: string,
  pattern: Pattern,
  answers: Answers,
  number: number,
): Promise<WrittenProject> {
  const { files, problems } = await scaffoldProject(pattern, answers);
  if (!files) throw new Error(`${pattern.id} ${JSON.stringify(answers)}: ${problems.join(' ')}`);
  const name = `${pattern.id}-${String(number)}`;
  const folder = path.join(root, name);
  const code = createHash('sha256');
  const run = createHash('sha256');
  for (const file of files) {
    const target = path.join(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.contents);
    if (/^(functions|tests)\//.test(file.path)) addFile(code, file);
    // A pipeline's run goes by its template.
    if (!/^(README|\.gitignore)/.test(file.path) && (file.path !== 'template.yaml' || pattern.id === 'custom-pipeline'))
      addFile(run, file);
  }
  const paths = files.map((file) => file.path);
  return { name, pattern: pattern.id, answers, folder, paths, code: code.digest('hex'), run: run.digest('hex') };
}

function addFile(hash: Hash, { path: file, contents }: ScaffoldFile): void {
  hash.update(`${file}\0`).update(contents).update('\0');
}

/** The first project of each kind. */
export function oneOfEach(
  projects: readonly WrittenProject[],
  kindOf: (project: WrittenProject) => string,
): WrittenProject[] {
  const kinds = new Map<string, WrittenProject>();
  for (const project of projects) if (!kinds.has(kindOf(project))) kinds.set(kindOf(project), project);
  return [...kinds.values()];
}
