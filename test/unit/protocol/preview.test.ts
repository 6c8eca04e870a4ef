import { describe, expect, expectTypeOf, it } from 'vitest';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import { PREVIEW_HOST_MESSAGES, type PreviewGraph } from '../../../src/protocol/preview.ts';
import { define } from '../graph/machines.ts';

describe('the preview’s messages', () => {
  it('carry a graph as graph/ makes it', () => {
    expectTypeOf<Graph>().toExtend<PreviewGraph>();
    expectTypeOf<PreviewGraph>().toExtend<Graph>();
    const graph = layoutDefinition(
      define({ StartAt: 'A', States: { A: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'B' }] } } }),
    );
    const update = { documentVersion: 1, title: 'm', graph, stale: false, problems: [] };
    const wired: unknown = JSON.parse(JSON.stringify(update));
    expect(PREVIEW_HOST_MESSAGES.events.graph(wired, 'params')).toBeUndefined();
  });

  it('refuse a graph that is not one', () => {
    const update = { documentVersion: 1, title: 'm', graph: { nodes: [{}] }, stale: false, problems: [] };
    expect(PREVIEW_HOST_MESSAGES.events.graph(update, 'params')).toBe('params.graph.nodes[0].id is not a string');
  });
});
