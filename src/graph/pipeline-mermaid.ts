import type { PartType, PipelineLink, PipelineModel } from '../project/pipeline-model/pipeline-model.ts';
import { detailOf, shortenLabel } from './measures.ts';
import { quote } from './mermaid.ts';

/** The brackets of what holds data, of what holds messages and of what starts a pipeline; a rectangle for the others. */
const SHAPES: Partial<Record<PartType, readonly [open: string, close: string]>> = {
  Bucket: ['[(', ')]'],
  Table: ['[(', ')]'],
  Queue: ['[[', ']]'],
  DeadLetterQueue: ['[[', ']]'],
  Schedule: ['([', '])'],
  Rule: ['([', '])'],
  Api: ['([', '])'],
  Source: ['([', '])'],
};

/** Dotted: failures, and what a variable only names. */
const DOTTED: ReadonlySet<PipelineLink['kind']> = new Set(['failure', 'use']);

/**
 * The pipeline of a template as a Mermaid flowchart, for Markdown.
 * https://mermaid.js.org/syntax/flowchart.html
 */
export function toPipelineMermaid({ parts, links }: PipelineModel): string {
  const ids = new Map(parts.map(({ id }, index) => [id, `n${index}`]));
  const nodes = parts.map(({ id, name, type, marks }) => {
    const [open, close] = SHAPES[type] ?? ['[', ']'];
    return `  ${ids.get(id) ?? ''}${open}"${quote(name)}<br/>${quote(detailOf(type, marks))}"${close}`;
  });
  const lines = links.map(({ from, to, kind, label }) => {
    const arrow = DOTTED.has(kind) ? '-.->' : '-->';
    const text = label === undefined ? '' : `|"${quote(shortenLabel(kind, label))}"|`;
    return `  ${ids.get(from) ?? ''} ${arrow}${text} ${ids.get(to) ?? ''}`;
  });
  return `${['flowchart TD', ...nodes, ...lines].join('\n')}\n`;
}
