import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Option, type Command } from 'commander';
import type { PaceMode, RuntimeFunction } from '../protocol/runtime-process.ts';
import { describePace } from '../executions/describe-pace.ts';
import { regionOf } from '../runtime/tasks/endpoint-url.ts';
import { UsageError, type Terminal } from './exit.ts';

/** RUNTIME OPTIONS as commander gives them. */
export interface RuntimeFlags {
  readonly bucket: readonly string[];
  readonly lambda: readonly string[];
  readonly substitute: readonly string[];
  readonly mocks?: string;
  readonly clock: 'real' | 'virtual';
  readonly limits: 'aws' | 'off';
  readonly pace: PaceMode;
  readonly data?: string;
}

/** What RUNTIME OPTIONS say; paths absolute. */
export interface RuntimeSettings {
  readonly buckets: Readonly<Record<string, string>>;
  readonly functions: Readonly<Record<string, RuntimeFunction>>;
  readonly substitutions: Readonly<Record<string, string>>;
  readonly mocks: { readonly path: string; readonly testCase: string | undefined } | undefined;
  readonly clock: 'real' | 'virtual';
  readonly limits: 'aws' | 'off';
  readonly pace: PaceMode;
  readonly dataDir: string | undefined;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Adds the options that `run` and `serve` share. */
export function addRuntimeOptions(command: Command): Command {
  return command
    .option('--bucket <NAME=DIR>', 'serve a bucket from a folder; may be repeated', collect, [])
    .option('--lambda <NAME=MODULE[#EXPORT]>', 'run a function from a module; may be repeated', collect, [])
    .option('--substitute <k=v>', 'what ${k} in the definition stands for; may be repeated', collect, [])
    .option('--mocks <FILE[#CASE]>', 'a MockConfigFile.json, and which of its test cases')
    .option('--data <DIR>', 'keep machines and executions in this folder, also when the process is killed')
    .addOption(
      new Option('--clock <CLOCK>', 'virtual: waits take no time').choices(['real', 'virtual']).default('real'),
    )
    .addOption(
      new Option('--limits <LIMITS>', "off: lift AWS's quotas, for a local experiment")
        .choices(['aws', 'off'])
        .default('aws'),
    )
    .addOption(
      new Option(
        '--pace <PACE>',
        "aws: no faster than AWS's quotas; aws-starts: nor than StartExecution's, for children",
      )
        .choices(['none', 'aws', 'aws-starts'])
        .default('none'),
    );
}

/**
 * Says on stderr which limits of AWS's do not hold, so that nobody takes what works here for what works there; and at
 * which pace it runs.
 */
export function tellLimits({ limits, pace }: Pick<RuntimeSettings, 'limits' | 'pace'>, terminal: Terminal): void {
  if (pace !== 'none') terminal.stderr.write(`fanout: ${describePace(pace, regionOf(terminal.env))}\n`);
  if (limits === 'off')
    terminal.stderr.write(
      'fanout: limits are off: data over 256 KiB, histories over 25,000 events, and Express executions over five minutes work here, and fail on AWS.\n',
    );
}

/** Throws a UsageError for an option that is not `k=v`, and for a module or folder that is not there. */
export async function readRuntimeFlags(flags: RuntimeFlags, cwd: string): Promise<RuntimeSettings> {
  const buckets: Record<string, string> = {};
  for (const [name, folder] of splitPairs('--bucket', 'NAME=DIR', flags.bucket)) {
    const found = await stat(path.resolve(cwd, folder)).catch(() => undefined);
    if (found?.isDirectory() !== true)
      throw new UsageError(
        `The folder ${folder} of --bucket ${name} ${found === undefined ? 'does not exist' : 'is no folder'}: create it, or name another.`,
      );
    buckets[name] = path.resolve(cwd, folder);
  }
  const functions: Record<string, RuntimeFunction> = {};
  for (const [name, handler] of splitPairs('--lambda', 'NAME=MODULE[#EXPORT]', flags.lambda)) {
    const [file, exportName = 'handler'] = splitFragment(handler);
    const found = await stat(path.resolve(cwd, file)).catch(() => undefined);
    if (found?.isFile() !== true)
      throw new UsageError(`The module ${file} of --lambda ${name} does not exist: check the path.`);
    functions[name] = { module: path.resolve(cwd, file), export: exportName, timeoutSeconds: 3, memoryMb: 128 };
  }
  return {
    buckets,
    functions,
    substitutions: Object.fromEntries(splitPairs('--substitute', 'k=v', flags.substitute)),
    mocks: flags.mocks === undefined ? undefined : readMocks(flags.mocks, cwd),
    clock: flags.clock,
    limits: flags.limits,
    pace: flags.pace,
    dataDir: flags.data === undefined ? undefined : path.resolve(cwd, flags.data),
  };
}

/** Options of the kind NAME=VALUE. Throws a UsageError for one that is none. */
export function splitPairs(option: string, shape: string, values: readonly string[]): [string, string][] {
  return values.map((value) => {
    const cut = value.indexOf('=');
    if (cut < 1 || cut === value.length - 1)
      throw new UsageError(`${option} ${value}: it is written ${option} ${shape}.`);
    return [value.slice(0, cut), value.slice(cut + 1)];
  });
}

function readMocks(value: string, cwd: string): RuntimeSettings['mocks'] {
  const [file, testCase] = splitFragment(value);
  return { path: path.resolve(cwd, file), testCase };
}

/** `file#fragment`, where a fragment holds no `#` and no slash. */
function splitFragment(value: string): [file: string, fragment: string | undefined] {
  const [, file = '', fragment] = /^(.*?)(?:#([^#\\/]+))?$/s.exec(value) ?? [];
  return [file, fragment];
}
