import { runTool } from './run-tool.ts';
import type { WrittenProject } from './projects.ts';

/** Runs a project's tests as its README says; what went wrong, if anything. */
export async function runOwnTests(project: WrittenProject, env: NodeJS.ProcessEnv): Promise<string[]> {
  const problems: string[] = [];
  const runners = [
    { tests: /^tests\/.*\.test\.mjs$/, program: 'node', args: ['--test'], ran: /^ℹ pass [1-9]/m },
    { tests: /^tests\/test_.*\.py$/, program: 'python3', args: ['-m', 'unittest'], ran: /^Ran [1-9]\d* tests?/m },
  ];
  const used = runners.filter(({ tests }) => project.paths.some((path) => tests.test(path)));
  if (used.length === 0) problems.push('has no tests');
  for (const { program, args, ran } of used) {
    const { code, stdout, stderr } = await runTool(program, args, { cwd: project.folder, env });
    // A runner that finds nothing ends well, too.
    if (code !== 0 || !ran.test(stdout + stderr))
      problems.push(`${program} ${args.join(' ')} ended with ${String(code)}:\n${stdout}${stderr}`);
  }
  return problems;
}
