import * as vscode from 'vscode';
import type { Definition } from '../../asl/definition.ts';
import type { Graph } from '../../protocol/graph.ts';
import { ExpectedError } from '../errors.ts';

export type ExportFormat = 'svg' | 'png' | 'mermaid';

const ENDINGS: Readonly<Record<ExportFormat, string>> = { svg: 'svg', png: 'png', mermaid: 'mmd' };

/** Saves a picture of the workflow where the user says. A PNG comes from the page, the others from the graph. */
export async function exportPicture(
  document: vscode.TextDocument,
  title: string,
  graph: Graph | undefined,
  definition: Definition | undefined,
  { format, data }: { readonly format: ExportFormat; readonly data: string | undefined },
): Promise<void> {
  const bytes = await draw(title, graph, definition, format, data);
  const name = `${title.replace(/\.(asl\.)?(json|ya?ml)$/i, '')}.${ENDINGS[format]}`;
  const target = await vscode.window.showSaveDialog({
    ...(document.isUntitled ? {} : { defaultUri: vscode.Uri.joinPath(document.uri, '..', name) }),
    filters: { [format.toUpperCase()]: [ENDINGS[format]] },
  });
  if (target === undefined) return;
  await vscode.workspace.fs.writeFile(target, bytes);
}

async function draw(
  title: string,
  graph: Graph | undefined,
  definition: Definition | undefined,
  format: ExportFormat,
  data: string | undefined,
): Promise<Uint8Array> {
  if (format === 'png' && data !== undefined) return Buffer.from(data, 'base64');
  if (format === 'svg' && graph) {
    const { renderSvg } = await import('../../graph/render-svg.ts');
    return Buffer.from(renderSvg(graph, { title }), 'utf8');
  }
  if (format === 'mermaid' && definition) {
    const { toMermaid } = await import('../../graph/mermaid.ts');
    return Buffer.from(toMermaid(definition), 'utf8');
  }
  throw new ExpectedError(vscode.l10n.t('There is no picture to save yet: mend the text first.'));
}
