/** `npm run test:desktop`: the in-host suite in a desktop VS Code, which @vscode/test-electron downloads. */
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { bundleSuite } from './in-host/bundle-suite.ts';
import { makeFolder } from './temporary-folder.ts';

const { folder, remove } = await makeFolder();
try {
  const vscodeExecutablePath = await downloadAndUnzipVSCode('stable').catch((error: unknown) => {
    throw new Error(
      `VS Code cannot be downloaded (${String(error)}): run \`npm run test:workbench\` on Linux instead.`,
    );
  });
  const [cli, ...args] = resolveCliArgsFromVSCodeExecutablePath(vscodeExecutablePath);
  if (!cli) throw new Error(`${vscodeExecutablePath} has no command line.`);
  const vsix = path.resolve('fanout-designer.vsix');
  const installed = spawnSync(cli, [...args, '--install-extension', vsix], { stdio: 'inherit' });
  if (installed.status !== 0)
    throw new Error('The .vsix cannot be installed: run `npm run build` and `npm run package`.');
  const { extension, module } = await bundleSuite();
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: extension,
    extensionTestsPath: module,
    // Without --disable-extensions: the packaged extension is the one to be tested.
    reuseMachineInstall: false,
    launchArgs: [folder, '--disable-workspace-trust'],
  });
} finally {
  await remove();
}
