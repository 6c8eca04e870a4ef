import { describe, expect, it } from 'vitest';
import { layoutPipeline } from '../../../src/graph/layout-pipeline.ts';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import type { Graph, GraphEdge, GraphNode } from '../../../src/protocol/graph.ts';
import { PREVIEW_HOST_MESSAGES } from '../../../src/protocol/preview.ts';
import { define } from '../graph/machines.ts';

/** The compiler holds these to be all there are; the checks have to let each of them through. */
const KINDS: Readonly<Record<GraphEdge['kind'], true>> = {
  next: true,
  choice: true,
  default: true,
  catch: true,
  start: true,
  end: true,
  event: true,
  send: true,
  write: true,
  read: true,
  failure: true,
  use: true,
};
const REGIONS: Readonly<Record<NonNullable<GraphNode['region']> | 'none', true>> = {
  open: true,
  closed: true,
  none: true,
};

function checkGraph(graph: unknown): string | undefined {
  const update = { documentVersion: 1, kind: 'definition', title: 'm', graph, stale: false, problems: [] };
  return PREVIEW_HOST_MESSAGES.events.graph(JSON.parse(JSON.stringify(update)), 'params');
}

/** A graph with a line of each kind and a region of each sort. */
function drawAll(): Graph {
  const inner = { StartAt: 'W', States: { W: { Type: 'Pass', End: true } } };
  return layoutDefinition(
    define({
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'M' }], Default: 'P' },
        M: { Type: 'Map', ItemProcessor: inner, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'P' }], Next: 'P' },
        P: { Type: 'Parallel', Branches: [inner], End: true },
      },
    }),
    { collapsed: new Set(['/States/P']) },
  );
}

/** A pipeline with a line of each kind. */
function drawPipeline(): Graph {
  const kinds = ['event', 'send', 'write', 'read', 'failure', 'use'] as const;
  const place = { nameStart: 0, nameEnd: 0, start: 0, end: 0 };
  const parts = ['f', ...kinds].map((id) => ({
    ...{ id, name: id, type: 'Function' as const, marks: ['3 s'], notes: [], ...place },
  }));
  return layoutPipeline({ parts, links: kinds.map((kind) => ({ from: 'f', to: kind, kind, label: undefined })) });
}

describe('the preview’s messages', () => {
  it('carry a graph as graph/ makes it, with every kind of line and region', () => {
    const graph = drawAll();
    const pipeline = drawPipeline();
    const kinds = [...graph.edges, ...pipeline.edges].map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(Object.keys(KINDS)));
    expect(checkGraph(pipeline)).toBeUndefined();
    expect(new Set(graph.nodes.map(({ region }) => region ?? 'none'))).toEqual(new Set(Object.keys(REGIONS)));
    expect(checkGraph(graph)).toBeUndefined();
  });

  it('refuse a graph that is not one', () => {
    expect(checkGraph({ nodes: [{}] })).toBe('params.graph.nodes[0].id is not a string');
    const { edges, ...rest } = drawAll();
    const odd = [{ ...edges[0], kind: 'sideways' }];
    expect(checkGraph({ ...rest, edges: odd })).toMatch(/^params\.graph\.edges\[0\]\.kind is none of next, /);
  });
});
