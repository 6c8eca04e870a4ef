/**
 * The walls of the house, as data: what each room may import. Read by eslint.config.mjs and by the test that breaks
 * them on purpose. The table has no circle, so neither has the code.
 *
 * `imports`: the rooms it may import besides itself. `node`: Node's own modules and globals are allowed.
 * `packages`: npm packages it may import; `true` means any but `vscode` and asl-validator.
 */
const PURE = { node: false, vscode: false };
const NODE = { node: true, vscode: false, packages: true };

export const ROOMS = {
  asl: { ...PURE, imports: [], packages: ['yaml', 'jsonata'] },
  protocol: { ...PURE, imports: ['asl', 'design'], packages: [] },
  project: { ...PURE, imports: ['asl'], packages: ['jsonc-parser', 'yaml'] },
  validation: { ...PURE, imports: ['asl', 'project', 'iam'], packages: [] },
  language: { ...PURE, imports: ['asl', 'validation'], packages: [] },
  design: { ...PURE, imports: ['asl', 'validation', 'language'], packages: [] },
  graph: { ...PURE, imports: ['asl', 'protocol', 'project'], packages: [] },
  cost: { ...PURE, imports: ['asl', 'protocol', 'project'], packages: [] },
  iam: { ...PURE, imports: ['asl'], packages: [] },
  scaffold: { ...PURE, imports: ['asl', 'project', 'iam', 'cost'], packages: ['yaml', 'hyparquet-writer'] },
  items: { ...NODE, imports: ['asl', 'protocol', 'project'] },
  prices: { ...NODE, imports: ['asl', 'cost', 'items'] },
  runtime: { ...NODE, imports: ['asl', 'protocol', 'project', 'validation', 'items'] },
  pipeline: { ...NODE, imports: ['asl', 'protocol', 'project', 'cost', 'items'] },
  executions: { ...NODE, imports: ['asl', 'protocol', 'project', 'cost', 'iam', 'items'] },
};

const ALL = Object.keys(ROOMS);

/** What stands beside the rooms: the two front ends and the pages. */
export const FRONT_ENDS = {
  cli: { ...NODE, imports: ALL, aslValidator: true },
  editor: { ...NODE, vscode: true, imports: ALL, aslValidator: true },
};

export const PAGES = {
  imports: ['asl', 'project', 'validation', 'design', 'graph', 'cost', 'iam', 'scaffold', 'protocol'],
};
