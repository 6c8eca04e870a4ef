/** How long the built extension takes to load and to activate. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { median } from './measure.ts';

const ENTRY = path.resolve('dist/extension.js');

/** Loads the bundle as the extension host does, with a `vscode` that answers everything, and prints milliseconds. */
const SCRIPT = `
const Module = require('node:module');
const anything = () => new Proxy(function () {}, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => '' : key === Symbol.iterator ? [][Symbol.iterator] : key === 'then' ? undefined : anything()),
  apply: () => anything(),
  construct: () => anything(),
});
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? anything() : load(request, ...rest));
const start = performance.now();
const extension = require(${JSON.stringify(ENTRY)});
const loaded = performance.now();
extension.activate({ subscriptions: [], extensionUri: {}, workspaceState: {} });
console.log(JSON.stringify([loaded - start, performance.now() - loaded]));
process.exit(0);
`;

export function run(): Promise<void> {
  if (!existsSync(ENTRY)) throw new Error('There is no dist/extension.js: run `npm run build` first.');
  const loads: number[] = [];
  const activations: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const [load = 0, activate = 0] = JSON.parse(
      execFileSync(process.execPath, ['-e', SCRIPT], { encoding: 'utf8' }),
    ) as number[];
    loads.push(load);
    activations.push(activate);
  }
  console.log(`load      ${median(loads).toFixed(1)} ms`);
  console.log(`activate  ${median(activations).toFixed(1)} ms (median of 5, without VS Code's own part)`);
  return Promise.resolve();
}
