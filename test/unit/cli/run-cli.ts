import { runCli } from '../../../src/cli/program.ts';
import type { Terminal } from '../../../src/cli/exit.ts';

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `fanout` in this process, as the terminal would. */
export async function fanout(
  args: readonly string[],
  { stdin = '', cwd = process.cwd(), env = {} }: { stdin?: string; cwd?: string; env?: Terminal['env'] } = {},
): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  const terminal: Terminal = {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    stdin: (async function* () {
      await Promise.resolve();
      yield stdin;
    })(),
    env,
    cwd: () => cwd,
  };
  const exitCode = await runCli(args, terminal);
  return { exitCode, stdout, stderr };
}
