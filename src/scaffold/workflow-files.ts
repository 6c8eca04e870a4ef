import { ARCHITECTURE } from './architecture.ts';
import { parseDefinition } from '../asl/parse.ts';
import type { Definition, QueryLanguage } from '../asl/definition.ts';
import type { JsonObject } from '../asl/json.ts';
import type { TextFormat } from '../asl/syntax.ts';
import type { Project, ProjectFunction } from '../project/project.ts';
import { HANDLER_EXTENSIONS, testPath, type HandlerLanguage } from './handler-language.ts';
import { PYTHON_TESTS_PACKAGE } from './python-handler.ts';
import type { Encryption } from './sam/encryption.ts';
import { DEFAULT_MEMORY_MB, DEFAULT_TIMEOUT_SECONDS } from './sam/parameters.ts';
import { printYaml } from './sam/print-template.ts';
import { samTemplate, type TemplateBucket } from './sam/template.ts';
import type { ScaffoldFile } from './scaffold-file.ts';
import { projectFile } from './project-file.ts';

/** What every pattern's project is made from. */
export interface Workflow {
  readonly name: string;
  readonly description: string;
  readonly type: Project['type'];
  readonly format: TextFormat;
  readonly queryLanguage: QueryLanguage;
  readonly handlerLanguage: HandlerLanguage;
  /** The answer to KMS_QUESTION. */
  readonly encryption: Encryption;
  readonly definition: JsonObject;
  readonly functions: readonly WorkflowFunction[];
  readonly buckets: readonly WorkflowBucket[];
  readonly input: JsonObject;
  /** What a run on the sample gives, where it is one small result: sample/output.json. */
  readonly output?: JsonObject;
  readonly workload: JsonObject;
  /** As in TemplateSpec; none unless given. */
  readonly toleratedChildren?: number;
}

export interface WorkflowFunction {
  /** Logical id of the template and name in fanout.json. */
  readonly id: string;
  /** Its folder under functions/. */
  readonly folder: string;
  readonly source: string;
  readonly test: string;
}

/** Its id is the name of the substitution too. */
export interface WorkflowBucket extends TemplateBucket {
  /** Its name when it runs locally. */
  readonly name: string;
  /** The folder that stands for it, under sample/. */
  readonly folder: string;
  readonly files: readonly ScaffoldFile[];
}

export function definitionPath({ name, format }: Pick<Workflow, 'name' | 'format'>): string {
  return `statemachine/${name}.asl.${format}`;
}

/** All files of a workflow's project but its README. */
export function workflowFiles(workflow: Workflow): ScaffoldFile[] {
  const path = definitionPath(workflow);
  const text = printDefinition(workflow.definition, workflow.format);
  return [
    { path: 'fanout.json', contents: projectFile(projectOf(workflow)) },
    { path: 'template.yaml', contents: templateOf(workflow, parseDefinition(text, workflow.format)) },
    { path, contents: text },
    ...workflow.functions.flatMap((fn) => functionFiles(fn, workflow.handlerLanguage)),
    ...(workflow.handlerLanguage === 'python' ? [{ path: 'tests/__init__.py', contents: PYTHON_TESTS_PACKAGE }] : []),
    { path: '.gitignore', contents: gitignore(workflow) },
    { path: 'sample/input.json', contents: `${JSON.stringify(workflow.input, null, 2)}\n` },
    ...(workflow.output
      ? [{ path: 'sample/output.json', contents: `${JSON.stringify(workflow.output, null, 2)}\n` }]
      : []),
    ...workflow.buckets.flatMap(bucketFiles),
  ];
}

function printDefinition(definition: JsonObject, format: TextFormat): string {
  return format === 'yaml' ? printYaml(definition) : `${JSON.stringify(definition, null, 2)}\n`;
}

function templateOf(workflow: Workflow, definition: Definition): string {
  return samTemplate({
    description: workflow.description,
    type: workflow.type,
    definition,
    definitionUri: definitionPath(workflow),
    functions: workflow.functions.map(({ id, folder }) => ({ id, codeUri: `functions/${folder}/` })),
    handlerLanguage: workflow.handlerLanguage,
    buckets: workflow.buckets,
    encryption: workflow.encryption,
    toleratedChildren: workflow.toleratedChildren ?? 0,
  });
}

function projectOf(workflow: Workflow): Project {
  const { functions, buckets } = workflow;
  return {
    definition: definitionPath(workflow),
    template: 'template.yaml',
    type: workflow.type,
    queryLanguage: workflow.queryLanguage,
    substitutions: Object.fromEntries([
      ...functions.map(({ id }) => [`${id}Arn`, id]),
      ...buckets.map(({ id, name }) => [id, name]),
    ]) as Record<string, string>,
    buckets: Object.fromEntries(buckets.map(({ name, folder }) => [name, `sample/${folder}`])),
    functions: Object.fromEntries(functions.map((fn) => [fn.id, projectFunction(fn, workflow.handlerLanguage)])),
    inputs: { sample: 'sample/input.json' },
    workload: { ...workflow.workload, architecture: ARCHITECTURE },
  };
}

function projectFunction({ folder }: WorkflowFunction, language: HandlerLanguage): ProjectFunction {
  return {
    module: `functions/${folder}/handler${HANDLER_EXTENSIONS[language]}`,
    export: 'handler',
    timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
    memoryMb: DEFAULT_MEMORY_MB,
  };
}

/** A TypeScript function says in a package.json of its own that it is a module; `.mjs` says so by its name. */
function functionFiles({ folder, source, test }: WorkflowFunction, language: HandlerLanguage): ScaffoldFile[] {
  const manifest = { private: true, type: 'module' };
  return [
    { path: `functions/${folder}/handler${HANDLER_EXTENSIONS[language]}`, contents: source },
    ...(language === 'typescript'
      ? [{ path: `functions/${folder}/package.json`, contents: `${JSON.stringify(manifest, null, 2)}\n` }]
      : []),
    { path: testPath(folder, language), contents: test },
  ];
}

/** Keeps what SAM builds and what local runs write out of version control. */
function gitignore({ buckets, handlerLanguage }: Workflow): string {
  const results = buckets.filter(({ files }) => files.length === 0);
  return [
    '.aws-sam/',
    ...(handlerLanguage === 'python' ? ['__pycache__/'] : []),
    ...results.flatMap(({ folder }) => [`sample/${folder}/*`, `!sample/${folder}/.gitkeep`]),
    '',
  ].join('\n');
}

/** An empty bucket keeps its folder with a file that version control can hold. */
function bucketFiles({ folder, files }: WorkflowBucket): ScaffoldFile[] {
  if (files.length === 0) return [{ path: `sample/${folder}/.gitkeep`, contents: '' }];
  return files.map(({ path, contents }) => ({ path: `sample/${folder}/${path}`, contents }));
}
