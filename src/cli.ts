#!/usr/bin/env node
// Runs on an old Node too, far enough to say so in one line: everything else is loaded after the check.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 15)) {
  process.stderr.write(`fanout: Node.js ${process.versions.node} is too old: install Node.js 22.15 or newer.\n`);
  process.exitCode = 2;
} else {
  const { runCli } = await import('./cli/program.ts');
  process.exitCode = await runCli(process.argv.slice(2), process);
}
export {};
