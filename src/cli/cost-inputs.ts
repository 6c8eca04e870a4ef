import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../asl/json.ts';
import { parseDefinition, syntaxOf } from '../asl/parse.ts';
import { allStates } from '../asl/scopes.ts';
import { BOOK_IDS, builtInBook, CURRENT_BOOK } from '../cost/built-in-books.ts';
import { readDefinitionFacts, type DefinitionReading } from '../cost/definition-facts.ts';
import { readPipelineWorkload, type PipelineReading } from '../cost/pipeline-reading.ts';
import { readPriceBook, type PriceBook } from '../cost/price-book.ts';
import { parseWorkloadValue, readWorkload, type ReadWorkload, type WorkloadValues } from '../cost/workload.ts';
import { findProject, loadProject, type LoadedProject } from '../executions/load-project.ts';
import { findDefinitions, type TemplateDefinitions } from '../project/embedded-definitions.ts';
import { PROJECT_FILE } from '../project/project-paths.ts';
import type { Project } from '../project/project.ts';
import { setWorkload } from '../project/set-workload.ts';
import { looksLikeTemplate } from '../project/sniff.ts';
import type { CostOptions } from './cost.ts';
import { UsageError, type Terminal } from './exit.ts';
import { readDefinitionFile } from './read-definition.ts';

/** All that an estimate is made from. */
export interface CostInputs extends ReadWorkload {
  readonly book: PriceBook;
  readonly definition: DefinitionReading | undefined;
}

/** Reads definition, fanout.json, workload, data and prices, as the options say. Throws a UsageError in one line. */
export async function readCostInputs(
  file: string | undefined,
  options: CostOptions,
  terminal: Terminal,
): Promise<CostInputs> {
  const isProject = file !== undefined && path.basename(file) === PROJECT_FILE;
  const loaded = file === undefined ? undefined : await (isProject ? loadProject : findProject)(file, {});
  const project = loaded?.project;
  const pipeline = isProject ? await readProjectPipeline(project) : undefined;
  const definitionFile = isProject ? project?.definition : file;
  const definition = pipeline
    ? pipeline.definition
    : definitionFile === undefined
      ? undefined
      : await readDefinition(definitionFile, project?.type);
  const given = { ...(await readWorkloadFile(options.workload)), ...readSets(options.set) };
  const data = await measureData(definitionFile, project, options, terminal);
  const run = await measureExecution(options, definition?.values.innerConcurrency, terminal);
  const { template, project: written } = pipeline ?? { template: undefined, project: project?.workload };
  const read = readWorkload(given, definition?.values ?? {}, { run, data, template, project: written });
  if ('errors' in read) throw new UsageError(read.errors.join(' '));
  if (options.keep) await keepWorkload(loaded, { ...data, ...run, ...given });
  return { ...read, definition, book: await readBook(options, terminal) };
}

async function readProjectPipeline(project: Project | undefined): Promise<PipelineReading | undefined> {
  if (!project?.pipeline) return undefined;
  const { pipeline, workload, template } = project;
  if (template === undefined) return readPipelineWorkload(pipeline, workload);
  const text = await readFile(template, 'utf8').catch(() => undefined);
  return readPipelineWorkload(pipeline, workload, { name: path.basename(template), text });
}

async function readDefinition(file: string, type: Project['type'] = 'STANDARD'): Promise<DefinitionReading> {
  const { text, format } = await readDefinitionFile(file);
  if (looksLikeTemplate(text)) return readTemplate(file, findDefinitions(text, syntaxOf(format)), type);
  const definition = parseDefinition(text, format);
  if (!definition.machine || allStates(definition).next().done === true)
    throw new UsageError(`${file} holds no state machine: run \`fanout validate ${file}\`.`);
  return readDefinitionFacts(definition, type);
}

/** The state machine that is written in a template, where it is the only one. */
function readTemplate(file: string, found: TemplateDefinitions, type: Project['type']): DefinitionReading {
  const [only, ...more] = found.embedded;
  if (only && more.length === 0 && found.referenced.length === 0)
    return readDefinitionFacts(only.definition, only.type ?? type);
  const [first] = found.referenced;
  if (!only && first)
    throw new UsageError(`${file} is a template: give the definition that it names, ${first.path}, instead.`);
  if (!only) throw new UsageError(`${file} is a template in which no definition of a state machine can be read.`);
  const ids = [...found.embedded, ...found.referenced].map(({ logicalId }) => logicalId).join(', ');
  throw new UsageError(`${file} has several state machines (${ids}): give the definition of one in a file of its own.`);
}

async function measureData(
  definition: string | undefined,
  project: Project | undefined,
  { count: source }: CostOptions,
  terminal: Terminal,
): Promise<{ items: number; itemBytes: number } | undefined> {
  if (source === undefined) return undefined;
  const { countData } = await import('./count-data.ts');
  return countData({ source, definition, project }, terminal);
}

async function measureExecution(
  options: CostOptions,
  innerConcurrency: WorkloadValues['innerConcurrency'],
  terminal: Terminal,
): Promise<WorkloadValues | undefined> {
  if (options.measured === undefined) return undefined;
  const { readMeasured } = await import('./measured.ts');
  const inner = typeof innerConcurrency === 'number' ? innerConcurrency : undefined;
  return readMeasured(options.measured, options, inner, terminal);
}

async function readWorkloadFile(file: string | undefined): Promise<JsonObject> {
  if (file === undefined) return {};
  const value = await readJsonFile(file);
  if (!isJsonObject(value))
    throw new UsageError(`${file} is no workload: it has to be a JSON object with at least \`items\`.`);
  return value;
}

function readSets(sets: readonly string[]): JsonObject {
  return Object.fromEntries(
    sets.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`--set ${text}: write it as --set name=value.`);
      return [text.slice(0, at), parseWorkloadValue(text.slice(0, at), text.slice(at + 1))];
    }),
  );
}

/** Writes values into fanout.json; the rest of the file stays as it is. */
async function keepWorkload(loaded: LoadedProject | undefined, values: JsonObject): Promise<void> {
  if (!loaded) throw new UsageError('--keep: there is no fanout.json beside the definition or above it to write to.');
  if (Object.keys(values).length === 0)
    throw new UsageError('--keep: nothing was said with --set, --workload, --count or --measured.');
  const text = await readFile(loaded.path, 'utf8');
  await writeFile(loaded.path, setWorkload(text, values)).catch((error: unknown) => {
    throw new UsageError(`${loaded.path} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  });
}

async function readBook({ prices, region, cache }: CostOptions, terminal: Terminal): Promise<PriceBook> {
  const id = prices ?? CURRENT_BOOK;
  const file = id === 'live' ? await cachedBookPath(region, cache, terminal) : id;
  const isFile = !BOOK_IDS.includes(file) && /[./\\]/.test(file);
  const found = isFile ? readPriceBook(await readJsonFile(file), region) : builtInBook(file, region);
  if ('error' in found) throw new UsageError(found.error);
  return found.book;
}

async function cachedBookPath(region: string, cache: string | undefined, terminal: Terminal): Promise<string> {
  const { findCachedBook } = await import('./prices.ts');
  return findCachedBook(region, cache, terminal);
}

async function readJsonFile(file: string): Promise<JsonValue> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as JsonValue;
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
