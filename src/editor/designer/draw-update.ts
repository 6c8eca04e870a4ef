import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { DesignerUpdate } from '../../protocol/designer.ts';
import type { Graph } from '../../protocol/graph.ts';
import type { PreviewProblem } from '../../protocol/preview.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import type { Services } from '../services.ts';
import { isWhole } from './apply-gesture.ts';
import { loadDesign } from './load-design.ts';
import { findReadOnlyReason } from './read-only.ts';

/** What was laid out last of each definition that is still in use, with the regions that were closed in it. */
export type Layouts = WeakMap<Definition, { readonly closed: string; readonly graph: Graph }>;

export interface DrawRequest extends ChosenDefinition {
  readonly title: string;
  /** Why nothing can be changed where it is shown, whatever the document allows. */
  readonly readOnly: string | undefined;
  /** Pointers of the regions that are closed. */
  readonly collapsed: ReadonlySet<string>;
  readonly layouts: Layouts;
}

/** The picture of the text as it is now; no graph where it cannot be read. What is said of the states is not in it. */
export type Drawing = Omit<DesignerUpdate, 'findings' | 'costs'>;

/** What a page shows of the text as it is now, but for what is said of the states. */
export async function drawUpdate(services: Services, request: DrawRequest): Promise<Drawing> {
  const { document, logicalId, title, collapsed, layouts } = request;
  const { version } = document;
  const [at, readOnly, { layoutDefinition }, { presetsOf }] = await Promise.all([
    services.definitions.readOne(document, logicalId),
    findReadOnlyReason(document),
    import(/* webpackChunkName: "graph" */ '../../graph/layout.ts'),
    loadDesign(),
  ]);
  const definition = at?.definition;
  const isBlank = logicalId === undefined && document.getText().trim() === '';
  const isReadable = definition?.machine !== undefined && isWhole(definition);
  const common = {
    documentVersion: version,
    title,
    readOnly: readOnly ?? request.readOnly,
    presets: presetsOf(definition?.machine?.queryLanguage ?? 'JSONPath'),
  };
  if (definition === undefined || !isReadable)
    return {
      ...common,
      graph: isBlank ? { nodes: [], edges: [], width: 0, height: 0 } : undefined,
      stale: !isBlank,
      problems: isBlank ? [] : describeProblems(definition?.problems),
    };
  const closed = [...collapsed].join('\n');
  const kept = layouts.get(definition);
  const graph = kept?.closed === closed ? kept.graph : layoutDefinition(definition, { collapsed });
  layouts.set(definition, { closed, graph });
  return { ...common, graph, stale: false, problems: [] };
}

function describeProblems(problems: readonly PreviewProblem[] = []): PreviewProblem[] {
  const found =
    problems.length > 0 ? problems : [{ message: vscode.l10n.t('This text holds no state machine.'), start: 0 }];
  return found.slice(0, 20).map(({ message, start }) => ({ message, start }));
}
