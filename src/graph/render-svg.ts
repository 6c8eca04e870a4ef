import { drawGraph, type DrawOptions } from './draw.ts';
import { GRAPH_STYLE } from './graph-style.ts';
import type { Graph } from '../protocol/graph.ts';
import { element, printElement } from './svg-element.ts';

export type RenderOptions = Omit<DrawOptions, 'interactive'>;

/**
 * A graph as an SVG file of its own: with its style, a background, and `data-pointer` on every node. Follows the
 * reader's light or dark preference, or `--vscode-*` where the page has them.
 */
export function renderSvg(graph: Graph, options: RenderOptions = {}): string {
  const drawn = drawGraph(graph, { ...options, interactive: false });
  const [x, y, width, height] = (drawn.attributes.viewBox ?? '').split(' ');
  const [title, ...content] = drawn.children;
  const background = element('rect', { class: 'background', x, y, width, height });
  const style = element('style', {}, GRAPH_STYLE);
  return `${printElement({ ...drawn, children: [...(title ? [title] : []), style, background, ...content] })}\n`;
}
