import * as vscode from 'vscode';
import type { DesignerUpdate } from '../../protocol/designer.ts';
import type { PreviewProblem } from '../../protocol/preview.ts';
import type { ChosenDefinition } from '../active-definition.ts';
import type { Services } from '../services.ts';
import { isWhole } from './apply-gesture.ts';
import { loadDesign } from './load-design.ts';
import { findReadOnlyReason } from './read-only.ts';

/** What a picture takes. Asked for while its page is still being made, too: the first picture does not wait for it then. */
export function gather({ definitions }: Services, { document, logicalId }: ChosenDefinition) {
  return Promise.all([
    definitions.readOne(document, logicalId),
    import(/* webpackChunkName: "graph" */ '../../graph/layout.ts'),
    loadDesign(),
  ]);
}

export interface DrawRequest extends ChosenDefinition {
  readonly title: string;
  /** Pointers of the regions that are closed. */
  readonly collapsed: ReadonlySet<string>;
}

/** The picture of the text as it is now; no graph where it cannot be read. What is said of the states is not in it. */
export type Drawing = Omit<DesignerUpdate, 'findings' | 'costs'>;

/** What a page shows of the text as it is now, but for what is said of the states. */
export async function drawUpdate(services: Services, request: DrawRequest): Promise<Drawing> {
  const { document, logicalId, title, collapsed } = request;
  const { version } = document;
  const [[at, { layoutDefinition }, { presetsOf }], readOnly] = await Promise.all([
    gather(services, request),
    findReadOnlyReason(document),
  ]);
  const definition = at?.definition;
  const isBlank = logicalId === undefined && document.getText().trim() === '';
  const isReadable = definition?.machine !== undefined && isWhole(definition);
  const common = {
    documentVersion: version,
    title,
    readOnly,
    presets: presetsOf(definition?.machine?.queryLanguage ?? 'JSONPath'),
  };
  if (definition === undefined || !isReadable)
    return {
      ...common,
      graph: isBlank ? { nodes: [], edges: [], width: 0, height: 0 } : undefined,
      stale: !isBlank,
      problems: isBlank ? [] : describeProblems(definition?.problems),
    };
  return { ...common, graph: layoutDefinition(definition, { collapsed }), stale: false, problems: [] };
}

function describeProblems(problems: readonly PreviewProblem[] = []): PreviewProblem[] {
  const found =
    problems.length > 0 ? problems : [{ message: vscode.l10n.t('This text holds no state machine.'), start: 0 }];
  return found.slice(0, 20).map(({ message, start }) => ({ message, start }));
}
