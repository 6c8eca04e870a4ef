import { describe, expect, it } from 'vitest';
import { layoutDefinition } from '../../../src/graph/layout.ts';
import { findCrossings, findFaults, findOverlaps } from '../../tools/picture-faults.ts';
import { define } from './machines.ts';

const picture = layoutDefinition(
  define({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } } }),
);
const [, a, b] = picture.nodes;

describe('what is wrong with a picture', () => {
  it('is nothing in one that is laid out', () => {
    expect(findFaults(picture)).toEqual([]);
  });

  it('is a sibling that covers another', () => {
    const nodes = picture.nodes.map((node) => (node === b ? { ...node, x: a!.x, y: a!.y + a!.height - 1 } : node));
    expect(findOverlaps({ ...picture, nodes })).toEqual(['/States/A overlaps /States/B']);
  });

  it('is a line that runs through a box on its way', () => {
    const through = {
      ...picture.edges[0]!,
      to: '/States/B',
      points: [
        { x: a!.x + 10, y: 0 },
        { x: a!.x + 10, y: b!.y },
      ],
    };
    expect(findCrossings({ ...picture, edges: [through] })).toEqual(['#start → /States/B runs through /States/A']);
  });
});
