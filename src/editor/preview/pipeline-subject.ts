import * as vscode from 'vscode';
import type { PipelineModel, PipelinePart } from '../../project/pipeline-model/pipeline-model.ts';
import type { SyntaxProblem, SyntaxTree } from '../../asl/syntax.ts';
import { rangeOf } from '../language/diagnostics.ts';
import { loadTemplates } from '../language/load.ts';
import type { Services } from '../services.ts';
import { fileName, type PreviewSubject } from './preview-subject.ts';

/** A pipeline as the text of a template has it now, and what of that text could not be read. */
export interface PipelineInDocument {
  readonly pipeline: PipelineModel;
  readonly problems: readonly SyntaxProblem[];
}

/** What was read of a version of a text, which every move of the cursor asks for. */
const READ = new WeakMap<SyntaxTree, PipelineInDocument>();

/** The pipeline of a document; undefined when that is no template. */
export async function readPipelineOf(
  { definitions }: Services,
  document: vscode.TextDocument,
): Promise<PipelineInDocument | undefined> {
  const tree = await definitions.readResources(document);
  if (tree === undefined) return undefined;
  const known = READ.get(tree);
  if (known) return known;
  const { readPipeline, isTolerated } = await loadTemplates();
  const problems = tree.problems.filter((problem) => !isTolerated(problem));
  const read = { pipeline: readPipeline(tree.root), problems };
  READ.set(tree, read);
  return read;
}

/** The pipeline of a template. */
export function pipelineSubject(services: Services, document: vscode.TextDocument): PreviewSubject {
  const partsOf = async (): Promise<readonly PipelinePart[]> =>
    (await readPipelineOf(services, document))?.pipeline.parts ?? [];
  return {
    document,
    kind: 'pipeline',
    title: fileName(document),
    fragment: '',
    draw: async () => {
      const read = await readPipelineOf(services, document);
      if (read !== undefined && read.problems.length === 0) {
        const { layoutPipeline } = await import(/* webpackChunkName: "graph" */ '../../graph/layout-pipeline.ts');
        return { graph: layoutPipeline(read.pipeline), problems: [] };
      }
      return {
        graph: undefined,
        problems: read?.problems ?? [
          { message: vscode.l10n.t('This text is no template: it has no Resources.'), start: 0 },
        ],
      };
    },
    nodeAt: async (position) => {
      const offset = document.offsetAt(position);
      let found: PipelinePart | undefined;
      for (const part of await partsOf())
        if (part.start <= offset && offset <= part.end && (found === undefined || isWithin(part, found))) found = part;
      return found?.id;
    },
    rangeOfNode: async (id) => {
      const part = (await partsOf()).find((each) => each.id === id);
      return part && rangeOf(document, { start: part.nameStart, end: part.nameEnd });
    },
    rangeOfProblem: (start) => Promise.resolve(rangeOf(document, { start, end: start })),
  };
}

function isWithin(inner: PipelinePart, outer: PipelinePart): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
