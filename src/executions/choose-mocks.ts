import { readText } from './read-text.ts';
import { RunRefused } from './run-refused.ts';

/** Which of a mock configuration's test cases a run is. */
export interface ChosenMocks {
  /** Absolute path of the MockConfigFile.json. */
  readonly path: string;
  /** The name that the machine has in it. */
  readonly machineName: string;
  readonly testCase: string;
}

/**
 * Chooses the test case of a run: the one after `#`, or the only one there is. A machine is found by its name, or is
 * the only one there is. Throws RunRefused with the names to choose from.
 */
export async function chooseMocks(path: string, wanted: string | undefined, name: string): Promise<ChosenMocks> {
  const machines = await readMachines(path);
  const names = [...machines.keys()];
  const machineName = machines.has(name) ? name : names.length === 1 ? names[0] : undefined;
  if (machineName === undefined)
    throw new RunRefused('options', `${path} has no state machine "${name}" among its StateMachines: ${list(names)}.`);
  const cases = machines.get(machineName) ?? [];
  const testCase = wanted ?? cases[0];
  if (testCase === undefined)
    throw new RunRefused('options', `${path} has no test case of ${machineName}: write one under its TestCases.`);
  if (wanted === undefined && cases.length > 1)
    throw new RunRefused(
      'options',
      `${path} has several test cases of ${machineName}: choose with --mocks FILE#CASE: ${list(cases)}.`,
    );
  if (!cases.includes(testCase))
    throw new RunRefused('options', `${path} has no test case "${testCase}" of ${machineName}: ${list(cases)}.`);
  return { path, machineName, testCase };
}

/** Machine → test cases. Only what is needed to choose: the runtime checks the file. */
async function readMachines(path: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readText(path, 'mock configuration');
  let config: { StateMachines?: Record<string, { TestCases?: object } | null> } | null;
  try {
    config = JSON.parse(text) as typeof config;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunRefused('options', `The mock configuration ${path} is not valid JSON: ${reason}`);
  }
  return new Map(
    Object.entries(config?.StateMachines ?? {}).map(([name, machine]) => [name, Object.keys(machine?.TestCases ?? {})]),
  );
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'there are none' : names.map((name) => `"${name}"`).join(', ');
}
