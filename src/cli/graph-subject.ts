import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Definition } from '../asl/definition.ts';
import { parseDefinition, syntaxOf } from '../asl/parse.ts';
import type { SyntaxProblem, TextFormat } from '../asl/syntax.ts';
import { isTolerated } from '../project/embedded-definitions.ts';
import type { PipelineModel } from '../project/pipeline-model/pipeline-model.ts';
import { PROJECT_FILE } from '../project/project-paths.ts';
import { looksLikeResources } from '../project/sniff.ts';
import { UsageError } from './exit.ts';
import { readDefinitionFile } from './read-definition.ts';

/** What `fanout graph` draws. `problem` says why not all of the text could be read. */
export type GraphSubject = { readonly name: string; readonly problem: string | undefined } & (
  | { readonly kind: 'definition'; readonly definition: Definition }
  | { readonly kind: 'pipeline'; readonly pipeline: PipelineModel }
);

/**
 * Reads what a file is a picture of: a definition, the pipeline of a template, or of a template one state machine that
 * is named. Of a folder, or its fanout.json, the definition or else the template that the project names.
 *
 * Throws a UsageError for what cannot be read or holds nothing to draw.
 */
export async function readGraphSubject(given: string, machine: string | undefined): Promise<GraphSubject> {
  const file = await findFile(given);
  const { text, format } = await readDefinitionFile(file);
  const name = path.basename(file);
  if (looksLikeResources(text))
    return machine === undefined ? readTemplate(file, text, format) : readMachine(file, text, format, machine);
  if (machine !== undefined)
    throw new UsageError(`${file} is no template: --machine names a state machine of a template.`);
  const definition = parseDefinition(text, format);
  const [problem] = definition.problems;
  const fault =
    problem === undefined && definition.machine === undefined
      ? 'a definition is an object with StartAt and States.'
      : problem?.message;
  return { kind: 'definition', definition, name, problem: fault };
}

async function findFile(given: string): Promise<string> {
  const found = await stat(given).catch(() => undefined);
  const project = found?.isDirectory() ? path.join(given, PROJECT_FILE) : given;
  if (path.basename(project) !== PROJECT_FILE) return given;
  const { loadProject } = await import('../executions/load-project.ts');
  const { definition, template } = (await loadProject(project, {})).project;
  const drawn = definition ?? template;
  if (drawn === undefined) throw new UsageError(`${project} names neither a definition nor a template to draw.`);
  return drawn;
}

async function readTemplate(file: string, text: string, format: TextFormat): Promise<GraphSubject> {
  const { readPipeline } = await import('../project/pipeline-model/read-pipeline.ts');
  const { root, problems } = syntaxOf(format).read(text);
  const pipeline = readPipeline(root);
  const problem = problems.find((each) => !isTolerated(each));
  if (pipeline.parts.length === 0 && problem === undefined)
    throw new UsageError(
      `${file} has nothing to draw: no function, queue, table, bucket, topic, rule or state machine.`,
    );
  return { kind: 'pipeline', pipeline, name: path.basename(file), problem: problem && describe(text, problem) };
}

async function readMachine(file: string, text: string, format: TextFormat, machine: string): Promise<GraphSubject> {
  const { findDefinitions } = await import('../project/embedded-definitions.ts');
  const { embedded, referenced } = findDefinitions(text, syntaxOf(format));
  const found = embedded.find(({ logicalId }) => logicalId === machine);
  if (found !== undefined) {
    const { definition } = found;
    return { kind: 'definition', definition, name: machine, problem: definition.problems[0]?.message };
  }
  const named = referenced.find(({ logicalId }) => logicalId === machine);
  if (named !== undefined) return readGraphSubject(path.join(path.dirname(file), named.path), undefined);
  const known = [...embedded, ...referenced].map(({ logicalId }) => logicalId).join(', ');
  throw new UsageError(
    `${file} has no state machine ${machine} that can be read: ${known === '' ? 'it has none' : `it has ${known}`}.`,
  );
}

function describe(text: string, { start, message }: SyntaxProblem): string {
  return `line ${text.slice(0, start).split('\n').length}: ${message}`;
}
