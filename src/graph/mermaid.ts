import type { Definition, Scope } from '../asl/definition.ts';
import { describeMarks } from './marks.ts';
import { detailOf, shortenLabel } from './measures.ts';
import { collectLinks, type Link, type Vertex } from './scope-links.ts';

/** The brackets of each kind of node; a rectangle for the others. */
const SHAPES: Readonly<Record<string, readonly [open: string, close: string]>> = {
  Start: ['([', '])'],
  End: ['([', '])'],
  Choice: ['{{', '}}'],
  Succeed: ['([', '])'],
  Fail: ['([', '])'],
  Missing: ['>', ']'],
};

/** Two spaces a level, as far as a reader can follow. */
const MAX_INDENT = 20;

type Step = { readonly scope: Scope; readonly depth: number } | { readonly line: string; readonly depth: number };

/**
 * The definition as a Mermaid flowchart, for Markdown: Map and Parallel as subgraphs, catches dotted.
 * https://mermaid.js.org/syntax/flowchart.html
 */
export function toMermaid(definition: Definition): string {
  const lines = ['flowchart TD'];
  const ids = new Map<string, string>();
  const idOf = (pointer: string): string => {
    const id = ids.get(pointer) ?? `n${ids.size}`;
    ids.set(pointer, id);
    return id;
  };
  const steps: Step[] = definition.machine === undefined ? [] : [{ scope: definition.machine, depth: 1 }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const indent = '  '.repeat(Math.min(step.depth, MAX_INDENT));
    if ('line' in step) lines.push(indent + step.line);
    else steps.push(...expandScope(step.scope, step.depth, idOf).reverse());
  }
  return `${lines.join('\n')}\n`;
}

/** What a scope is made of, in order: its nodes, regions with what is in them, then its lines. */
function expandScope(scope: Scope, depth: number, idOf: (pointer: string) => string): Step[] {
  const { vertices, links } = collectLinks(scope);
  return [
    ...vertices.flatMap((vertex) => expandVertex(vertex, depth, idOf)),
    ...links.map((link) => ({ line: printLink(link, vertices, idOf), depth })),
  ];
}

function expandVertex({ id, name, type, state }: Vertex, depth: number, idOf: (pointer: string) => string): Step[] {
  const detail = state === undefined ? '' : `<br/>${quote(detailOf(type, describeMarks(state)))}`;
  if (state === undefined || state.scopes.length === 0) {
    const [open, close] = (Object.hasOwn(SHAPES, type) ? SHAPES[type] : undefined) ?? ['[', ']'];
    return [{ line: `${idOf(id)}${open}"${quote(name)}${detail}"${close}`, depth }];
  }
  return [
    { line: `subgraph ${idOf(id)} ["${quote(name)}${detail}"]`, depth },
    ...state.scopes.flatMap((scope, index): Step[] =>
      scope.kind === 'branch'
        ? [
            { line: `subgraph ${idOf(scope.pointer)} ["Branch ${index + 1}"]`, depth: depth + 1 },
            { scope, depth: depth + 2 },
            { line: 'end', depth: depth + 1 },
          ]
        : [{ scope, depth: depth + 1 }],
    ),
    { line: 'end', depth },
  ];
}

function printLink(
  { from, to, kind, label }: Link,
  vertices: readonly Vertex[],
  idOf: (pointer: string) => string,
): string {
  const arrow = kind === 'catch' ? '-.->' : '-->';
  const text = label === undefined ? '' : `|"${quote(shortenLabel(kind, label))}"|`;
  return `${idOf(vertices[from]?.id ?? '')} ${arrow}${text} ${idOf(vertices[to]?.id ?? '')}`;
}

/** Mermaid's own escapes, so that no name can end its string or become HTML. */
export function quote(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:;·…=≤≥()/$*+?!'_-]/gu, (character) => `#${character.codePointAt(0) ?? 63};`);
}
