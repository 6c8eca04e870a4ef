import type { Settings } from './pipeline/ports.ts';

/** The settings that the template writes into each function's environment. Throws where one is missing or no such value. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const format = readVariable(environment, 'INPUT_FORMAT');
  if (format !== 'jsonl' && format !== 'csv')
    throw new Error(`INPUT_FORMAT is "${format}": only jsonl and csv can be read.`);
  const shards = readVariable(environment, 'COUNTER_SHARDS');
  // One read of the table takes 100 rows, and all counters are read in one.
  if (!/^([1-9]\d?|100)$/.test(shards))
    throw new Error(`COUNTER_SHARDS is "${shards}": it has to be a whole number from 1 to 100.`);
  const outputPrefix = readVariable(environment, 'OUTPUT_PREFIX');
  return { format, shards: Number(shards), outputPrefix };
}

/** A variable that the template gives to each function. Throws where it is missing. */
export function readVariable(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = environment[name];
  if (value === undefined) throw new Error(`The environment lacks ${name}: the template gives it to each function.`);
  return value;
}
