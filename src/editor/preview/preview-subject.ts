import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { Graph } from '../../protocol/graph.ts';
import type { PreviewProblem, PreviewUpdate } from '../../protocol/preview.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import { rangeOf } from '../language/diagnostics.ts';
import { loadLanguage } from '../language/load.ts';
import type { Services } from '../services.ts';

/** What a text gives now. */
export interface Picture {
  /** Undefined where the text cannot be read whole. */
  readonly graph: Graph | undefined;
  /** Why not. */
  readonly problems: readonly PreviewProblem[];
}

/** What a preview is of: a part of a document that can be drawn, and the places in the text of what is drawn. */
export interface PreviewSubject {
  readonly document: vscode.TextDocument;
  readonly kind: PreviewUpdate['kind'];
  readonly title: string;
  /** Of its document, what tells it from others: the logical id of a state machine in a template. */
  readonly fragment: string;
  draw(): Promise<Picture>;
  /** The id of the node that a position is in. */
  nodeAt(position: vscode.Position): Promise<string | undefined>;
  /** Where a node's name stands. */
  rangeOfNode(id: string): Promise<vscode.Range | undefined>;
  /** Where a problem is. */
  rangeOfProblem(start: number): Promise<vscode.Range>;
}

/** A definition: all of its document, or that of a state machine in a template. */
export function definitionSubject(services: Services, { document, logicalId }: ChosenDefinition): PreviewSubject {
  const read = () => services.definitions.readOne(document, logicalId);
  return {
    document,
    kind: 'definition',
    title: logicalId ?? fileName(document),
    fragment: logicalId ?? '',
    draw: async () => {
      const definition = (await read())?.definition;
      if (definition?.machine !== undefined && isWhole(definition)) {
        const { layoutDefinition } = await import(/* webpackChunkName: "graph" */ '../../graph/layout.ts');
        return { graph: layoutDefinition(definition), problems: [] };
      }
      const problems = definition?.problems ?? [noMachine(vscode.l10n.t('This text holds no state machine.'))];
      return {
        graph: undefined,
        problems: problems.length > 0 ? problems : [noMachine(vscode.l10n.t('A state machine is an object.'))],
      };
    },
    nodeAt: async (position) => {
      const at = await read();
      const { stateAt } = await loadLanguage();
      const offset = at?.offsetAt(position);
      return at && offset !== undefined ? stateAt(at.definition, offset)?.pointer : undefined;
    },
    rangeOfNode: async (id) => {
      const at = await read();
      const { stateByPointer } = await loadLanguage();
      const state = at && stateByPointer(at.definition, id);
      return state && at.rangeOf(state.nameNode);
    },
    rangeOfProblem: async (start) => {
      const at = await read();
      const place = { start, end: start };
      return at ? at.rangeOf(place) : rangeOf(document, place);
    },
  };
}

export function fileName({ uri }: vscode.TextDocument): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

function noMachine(message: string): PreviewProblem {
  return { message, start: 0 };
}

/** Comments and last commas in JSON are faults for AWS, but the text can be read all the same. */
function isWhole({ problems }: Definition): boolean {
  return problems.every(({ code }) => code === 'JSON_COMMENT' || code === 'JSON_TRAILING_COMMA');
}
