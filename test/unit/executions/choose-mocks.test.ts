import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseMocks } from '../../../src/executions/choose-mocks.ts';

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'fanout-mocks-')), 'mocks.json');
});
afterAll(() => rm(join(path, '..'), { recursive: true }));

const choose = async (machines: object, wanted: string | undefined, name: string) => {
  await writeFile(path, `\uFEFF${JSON.stringify({ StateMachines: machines })}`);
  return chooseMocks(path, wanted, name).then(
    ({ machineName, testCase }) => [machineName, testCase],
    (error: unknown) => (error as Error).message,
  );
};
const cases = (...names: string[]) => ({ TestCases: Object.fromEntries(names.map((name) => [name, {}])) });

it.each([
  ['of its name, and the only case', { a: cases('x'), b: cases('y') }, undefined, 'b', ['b', 'y']],
  ['that is the only one, and the case asked for', { a: cases('x', 'y') }, 'y', 'orders', ['a', 'y']],
  ['that is not there', { a: cases('x'), b: cases('y') }, undefined, 'c', /no state machine "c".*"a", "b"/],
  ['without its case', { a: cases('x') }, 'z', 'a', /no test case "z" of a: "x"/],
  ['with several cases', { a: cases('x', 'y') }, undefined, 'a', /several test cases of a.*"x", "y"/],
  ['without cases', { a: {} }, undefined, 'a', /has no test case of a: write one under its TestCases/],
  ['that is null', { a: null }, undefined, 'a', /has no test case of a/],
])('chooses the machine %s', async (_what, machines, wanted, name, expected) => {
  const chosen = await choose(machines, wanted, name);
  if (expected instanceof RegExp) expect(chosen).toMatch(expected);
  else expect(chosen).toEqual(expected);
});
