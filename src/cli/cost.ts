import { readFile } from 'node:fs/promises';
import type { JsonObject, JsonValue } from '../asl/json.ts';
import { isJsonObject } from '../asl/json.ts';
import type { DefinitionReading } from '../cost/definition-facts.ts';
import type { CostEstimate } from '../cost/estimate.ts';
import type { PriceBook } from '../cost/price-book.ts';
import type { Project } from '../project/project.ts';
import { UsageError } from './exit.ts';
import type { RegisterCommand } from './program.ts';

interface CostOptions {
  readonly workload?: string;
  readonly set: readonly string[];
  readonly region: string;
  readonly prices?: string;
  readonly maxMonthly?: string;
  readonly json?: boolean;
}

const collect = (value: string, soFar: readonly string[]): readonly string[] => [...soFar, value];

/** `fanout cost`: the approaches priced for a workload; exit code 1 above `--max-monthly`. */
export const registerCost: RegisterCommand = (program, context) => {
  program
    .command('cost')
    .description('Estimate what a workload costs with each approach, a month and a run.')
    .argument('[FILE]', 'a definition: its batch size, concurrency and states, and the workload of its fanout.json')
    .option('--workload <FILE>', 'the workload as a JSON file')
    .option('--set <k=v>', 'one value of the workload, as in --set items=1000000 (repeatable)', collect, [])
    .option('--region <R>', 'an AWS region', 'us-east-1')
    .option('--prices <ID|FILE>', 'a price book')
    .option(
      '--max-monthly <N>',
      'end with 1 when the definition (or the recommended approach) costs more dollars a month',
    )
    .option('--json', 'print one JSON document')
    .action(async (file: string | undefined, options: CostOptions) => {
      const { terminal } = context;
      const most = readLimit(options.maxMonthly);
      const estimate = await makeEstimate(file, options);
      const { printEstimate } = await import('../cost/print-estimate.ts');
      terminal.stdout.write(options.json ? `${JSON.stringify(estimate, undefined, 2)}\n` : printEstimate(estimate));
      if (most === undefined) return;
      const chosen = estimate.approaches.find(({ id }) => id === (estimate.current ?? estimate.recommended));
      if (chosen && chosen.monthly <= most) return;
      terminal.stderr.write(
        chosen
          ? `fanout: ${chosen.label} costs $${chosen.monthly.toFixed(2)} a month, more than the $${String(most)} of --max-monthly.\n`
          : 'fanout: no approach can carry this workload.\n',
      );
      context.exitWith(1);
    });
};

async function makeEstimate(file: string | undefined, options: CostOptions): Promise<CostEstimate> {
  const { estimateCost } = await import('../cost/estimate.ts');
  const { readWorkload } = await import('../cost/workload.ts');
  const { findProject } = await import('../executions/load-project.ts');
  const project = file === undefined ? undefined : (await findProject(file, {}))?.project;
  const definition = file === undefined ? undefined : await readDefinition(file, project?.type);
  const given = { ...(await readWorkloadFile(options.workload)), ...(await readSets(options.set)) };
  const read = readWorkload(given, definition?.values ?? {}, { project: project?.workload });
  if ('errors' in read) throw new UsageError(read.errors.join(' '));
  const book = await readBook(options);
  return estimateCost(read.workload, read.assumptions, book, definition);
}

async function readDefinition(file: string, type: Project['type'] = 'STANDARD'): Promise<DefinitionReading> {
  const { readDefinitionFile } = await import('./read-definition.ts');
  const { parseDefinition } = await import('../asl/parse.ts');
  const { readDefinitionFacts } = await import('../cost/definition-facts.ts');
  const { text, format } = await readDefinitionFile(file);
  const definition = parseDefinition(text, format);
  if (!definition.machine) throw new UsageError(`${file} holds no state machine: run \`fanout validate ${file}\`.`);
  return readDefinitionFacts(definition, type);
}

async function readWorkloadFile(path: string | undefined): Promise<JsonObject> {
  if (path === undefined) return {};
  const value = await readJsonFile(path);
  if (!isJsonObject(value))
    throw new UsageError(`${path} is no workload: it has to be a JSON object with at least \`items\`.`);
  return value;
}

async function readSets(sets: readonly string[]): Promise<JsonObject> {
  const { parseWorkloadValue } = await import('../cost/workload.ts');
  return Object.fromEntries(
    sets.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`--set ${text}: write it as --set name=value.`);
      return [text.slice(0, at), parseWorkloadValue(text.slice(0, at), text.slice(at + 1))];
    }),
  );
}

async function readBook({ prices, region }: CostOptions): Promise<PriceBook> {
  const { BOOK_IDS, builtInBook, CURRENT_BOOK } = await import('../cost/built-in-books.ts');
  const { readPriceBook } = await import('../cost/price-book.ts');
  const id = prices ?? CURRENT_BOOK;
  const isFile = !BOOK_IDS.includes(id) && /[./\\]/.test(id);
  const found = isFile ? readPriceBook(await readJsonFile(id), region) : builtInBook(id, region);
  if ('error' in found) throw new UsageError(found.error);
  return found.book;
}

async function readJsonFile(path: string): Promise<JsonValue> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readLimit(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new UsageError(`--max-monthly ${text}: give an amount in dollars.`);
  return value;
}
