import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Definition } from '../asl/definition.ts';
import { formatOf, parseDefinition } from '../asl/parse.ts';
import type { PathLimits } from '../project/project-paths.ts';
import type { PaceMode, RuntimeFunction, RuntimeOptions } from '../protocol/runtime-process.ts';
import { chooseMocks } from './choose-mocks.ts';
import { fillDefinition, type EmbeddedSource } from './fill-definition.ts';
import { findProject, loadProject, type LoadedProject } from './load-project.ts';
import { machineNameOf } from './machine-name.ts';
import { readText } from './read-text.ts';
import { RunRefused } from './run-refused.ts';

/** What a run is asked for beyond its fanout.json; paths absolute. */
export interface RunFlags {
  readonly buckets: Readonly<Record<string, string>>;
  readonly functions: Readonly<Record<string, RuntimeFunction>>;
  readonly substitutions: Readonly<Record<string, string>>;
  /** A MockConfigFile.json, and which of its test cases. */
  readonly mocks?: { readonly path: string; readonly testCase: string | undefined } | undefined;
  readonly clock: 'real' | 'virtual';
  readonly limits: 'aws' | 'off';
  readonly pace?: PaceMode | undefined;
  /** Where executions are kept; absent: nothing outlives the run. */
  readonly dataDir?: string | undefined;
  readonly type?: 'STANDARD' | 'EXPRESS' | undefined;
}

export const NO_FLAGS: RunFlags = { buckets: {}, functions: {}, substitutions: {}, clock: 'real', limits: 'aws' };

export interface RunRequest {
  readonly definitionPath: string;
  /** The text to run where it is not what the file holds. */
  readonly definitionText?: string | undefined;
  /** The definition, where it is written in the template at `definitionPath`. */
  readonly embedded?: EmbeddedSource | undefined;
  /** JSON text; else the project's input `default`, or its only one; else `{}`. */
  readonly input?: string | undefined;
  /** The fanout.json; else the nearest beside the definition and above. */
  readonly projectPath?: string | undefined;
  /** How far its paths may lead; its own folder unless said. */
  readonly limits?: PathLimits | undefined;
  readonly flags: RunFlags;
}

/** Everything that a local run needs, checked. */
export interface PreparedRun {
  readonly machineName: string;
  /** JSON text, with all names filled in. */
  readonly definition: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  /** JSON text. */
  readonly input: string;
  /** `#TestCase` on the machine's ARN. */
  readonly testCase: string | undefined;
  readonly runtime: RuntimeOptions;
}

/** Throws RunRefused, before anything starts. */
export async function prepareRun(request: RunRequest): Promise<PreparedRun> {
  const { definitionPath, flags, limits = {} } = request;
  const path = resolve(definitionPath);
  const loaded = await (request.projectPath === undefined
    ? findProject(path, limits)
    : loadProject(request.projectPath, limits));
  const project = loaded?.project;
  const { embedded } = request;
  const parsed = embedded?.definition ?? (await readDefinition(path, request.definitionText));
  const definition = await fillDefinition(parsed, path, project, flags.substitutions, undefined, embedded);
  const name = machineNameOf(embedded?.logicalId ?? path);
  const wantedMocks =
    flags.mocks ?? (project?.mocks === undefined ? undefined : { path: project.mocks, testCase: undefined });
  const mocks = wantedMocks && (await chooseMocks(wantedMocks.path, wantedMocks.testCase, name));
  const sources = await mergeSources(project, flags);
  return {
    machineName: mocks?.machineName ?? name,
    definition,
    type: flags.type ?? embedded?.type ?? project?.type ?? 'STANDARD',
    input: checkInput(request.input ?? (await readProjectInput(loaded)) ?? '{}'),
    testCase: mocks?.testCase,
    runtime: {
      port: 0,
      auth: true,
      ...sources,
      mocks: mocks?.path,
      clock: flags.clock,
      limits: flags.limits,
      pace: flags.pace,
      dataDir: flags.dataDir,
    },
  };
}

async function readDefinition(path: string, text: string | undefined): Promise<Definition> {
  return parseDefinition(text ?? (await readText(path, 'definition')), formatOf(path));
}

/**
 * What a runtime serves for all definitions: by flags, and by the fanout.json of the one that is named. Throws RunRefused
 * for a folder or module that is not there.
 */
export async function readRuntimeSources(
  definitionPath: string | undefined,
  flags: Pick<RunFlags, 'buckets' | 'functions' | 'mocks'>,
): Promise<Pick<RuntimeOptions, 'buckets' | 'functions' | 'mocks'>> {
  if (definitionPath === undefined) return { ...(await mergeSources(undefined, flags)), mocks: flags.mocks?.path };
  await readText(definitionPath, 'definition');
  const project = (await findProject(definitionPath, {}))?.project;
  return { ...(await mergeSources(project, flags)), mocks: flags.mocks?.path ?? project?.mocks };
}

async function mergeSources(
  project: LoadedProject['project'] | undefined,
  flags: Pick<RunFlags, 'buckets' | 'functions'>,
): Promise<Pick<RuntimeOptions, 'buckets' | 'functions'>> {
  const buckets = { ...project?.buckets, ...flags.buckets };
  await checkFolders(buckets);
  const functions = { ...project?.functions, ...flags.functions };
  await checkModules(functions);
  return { buckets, functions };
}

async function checkFolders(buckets: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, folder] of Object.entries(buckets)) {
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory() !== true)
      throw new RunRefused(
        'options',
        `The folder ${folder} of bucket ${name} ${found === undefined ? 'does not exist' : 'is no folder'}: create it, or name another with --bucket ${name}=DIR.`,
      );
  }
}

/** Throws RunRefused for a module that is not there, or that is written in a language that does not run here. */
async function checkModules(functions: Readonly<Record<string, RuntimeFunction>>): Promise<void> {
  for (const [name, { module }] of Object.entries(functions)) {
    if (!/\.(?:[mc]?[jt]s|py)$/.test(module))
      throw new RunRefused(
        'options',
        `The handler ${module} of ${name} cannot be run here: local handlers are .js, .mjs, .cjs, .ts or .py; reach others by a Lambda endpoint (AWS_ENDPOINT_URL_LAMBDA) or a mock.`,
      );
    const found = await stat(module).catch(() => undefined);
    if (found?.isFile() !== true)
      throw new RunRefused('options', `The handler ${module} of ${name} does not exist: check the path.`);
  }
}

async function readProjectInput(loaded: LoadedProject | undefined): Promise<string | undefined> {
  const inputs = loaded?.project.inputs ?? {};
  const paths = Object.values(inputs);
  const path = inputs.default ?? (paths.length === 1 ? paths[0] : undefined);
  return path === undefined ? undefined : readText(path, 'input');
}

function checkInput(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new RunRefused(
      'options',
      `The input is not valid JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
