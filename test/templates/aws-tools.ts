import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseDocument } from 'yaml';
import { runTool } from './run-tool.ts';
import type { WrittenProject } from './projects.ts';

interface LintMatch {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Start: { readonly LineNumber: number } };
}

/** Enough processes for two cores; each takes a second to begin. */
const LINT_PROCESSES = 2;

/** What cfn-lint says of each project's template, by the project's name: errors and warnings alike. */
export async function lintTemplates(
  projects: readonly WrittenProject[],
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, string[]>> {
  const files = projects.map(({ folder }) => path.join(folder, 'template.yaml'));
  const shares = Array.from({ length: LINT_PROCESSES }, (_, share) =>
    files.filter((_file, place) => place % LINT_PROCESSES === share),
  );
  const found = new Map<string, string[]>();
  for (const match of (await Promise.all(shares.map((share) => lintFiles(share, env)))).flat()) {
    const { Filename, Level, Message, Rule, Location } = match;
    const name = path.basename(path.dirname(Filename));
    const line = String(Location.Start.LineNumber);
    found.set(name, [...(found.get(name) ?? []), `${Level} ${Rule.Id} in line ${line}: ${Message}`]);
  }
  return found;
}

async function lintFiles(files: readonly string[], env: NodeJS.ProcessEnv): Promise<readonly LintMatch[]> {
  const { stdout, stderr } = await runTool('cfn-lint', ['--format', 'json', '--', ...files], { cwd: '/', env });
  try {
    return JSON.parse(stdout) as LintMatch[];
  } catch {
    throw new Error(`cfn-lint did not answer: ${stderr}${stdout}`);
  }
}

export async function validateWithSam({ folder }: WrittenProject, env: NodeJS.ProcessEnv): Promise<string[]> {
  const { code, stdout, stderr } = await runTool('sam', ['validate', '--lint'], { cwd: folder, env });
  return code === 0 ? [] : [stdout + stderr];
}

interface Template {
  readonly Resources: Readonly<Record<string, { Type: string; Properties: { Handler: string } }>>;
}

/** Builds a project and loads each handler from what was built. */
export async function buildWithSam({ folder }: WrittenProject, env: NodeJS.ProcessEnv): Promise<string[]> {
  const text = await readFile(path.join(folder, 'template.yaml'), 'utf8');
  const python = /^ *Runtime: (python3\.\d+)$/m.exec(text)?.[1];
  const file = python === undefined ? 'template.yaml' : await templateForThisPython(folder, text, python, env);
  const { code, stdout, stderr } = await runTool('sam', ['build', '-t', file], { cwd: folder, env });
  if (code !== 0) return [stdout + stderr];
  const { Resources } = parseDocument(text, { version: '1.1', logLevel: 'silent' }).toJSON() as Template;
  const problems: string[] = [];
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (Type !== 'AWS::Serverless::Function') continue;
    const [module = '', name = ''] = Properties.Handler.split('.');
    const built = path.join(folder, '.aws-sam', 'build', id);
    const found = await (python === undefined
      ? hasExport(built, module, name)
      : hasAttribute(built, module, name, env));
    if (!found) problems.push(`${id}: ${built} has no function ${Properties.Handler}`);
  }
  return problems;
}

async function hasExport(folder: string, module: string, name: string): Promise<boolean> {
  const url = pathToFileURL(path.join(folder, `${module}.mjs`)).href;
  return typeof ((await import(url)) as Readonly<Record<string, unknown>>)[name] === 'function';
}

async function hasAttribute(folder: string, module: string, name: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const program = `import ${module}; assert callable(${module}.${name})`;
  return (await runTool('python3', ['-c', program], { cwd: folder, env })).code === 0;
}

/**
 * SAM builds for a Python only with that Python. Where this machine lacks it, the project is built for the one of the venv,
 * and says so: with no packages to install the result is the same.
 */
async function templateForThisPython(
  folder: string,
  text: string,
  wanted: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const has = await runTool(wanted, ['--version'], { cwd: folder, env }).catch(() => ({ code: 1 }));
  if (has.code === 0) return 'template.yaml';
  const { stdout } = await runTool('python3', ['-c', 'import sys; print("python%d.%d" % sys.version_info[:2])'], {
    cwd: folder,
    env,
  });
  console.log(`  ${path.basename(folder)} is built for ${stdout.trim()}: there is no ${wanted} here.`);
  await writeFile(path.join(folder, 'template.here.yaml'), text.replace(wanted, stdout.trim()));
  return 'template.here.yaml';
}
